// The pages on which people sign in, decide and look after their account.

import { getAccount } from './get-account.js';
import { getDevice } from './get-device.js';
import { getInvitation } from './get-invitation.js';
import { getOutside } from './get-outside.js';
import { getOutsideCallback } from './get-outside-callback.js';
import { getSignIn } from './get-sign-in.js';
import { getStyle } from './get-style.js';
import { getSubmitScript } from './get-submit-script.js';
import { postApplicationsSignOut } from './post-applications-sign-out.js';
import { postConsent } from './post-consent.js';
import { postDevice } from './post-device.js';
import { postDeviceDecision } from './post-device-decision.js';
import { postInvitation } from './post-invitation.js';
import { postOneTimeCode } from './post-one-time-code.js';
import { postPassword } from './post-password.js';
import { postSecondFactor } from './post-second-factor.js';
import { postSecondFactorConfirmation } from './post-second-factor-confirmation.js';
import { postSecondFactorRemoval } from './post-second-factor-removal.js';
import { postSignIn } from './post-sign-in.js';
import { postSignOut } from './post-sign-out.js';

export const signInRoutes = [
  getSignIn,
  postSignIn,
  postOneTimeCode,
  getOutside,
  getOutsideCallback,
  postSignOut,
  getInvitation,
  postInvitation,
  getAccount,
  postPassword,
  postSecondFactor,
  postSecondFactorConfirmation,
  postSecondFactorRemoval,
  postApplicationsSignOut,
  postConsent,
  getDevice,
  postDevice,
  postDeviceDecision,
  getStyle,
  getSubmitScript,
] as const;
