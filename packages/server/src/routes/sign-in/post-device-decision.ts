// Takes a person's decision about a program without a browser.

import { GrantError } from '@gamekeeper/platform';
import { findDeviceAuthorization } from '../../oauth/device-authorization.js';
import { giveConsent } from '../../oauth/give-consent.js';
import { definePage, toSignIn } from '../../pages/define-page.js';
import { deviceCodePage } from '../../pages/device-page.js';
import { messagePage } from '../../pages/page.js';

export const postDeviceDecision = definePage({
  method: 'POST',
  path: '/device/decision',
  summary: 'Allow or decline a program without a browser',
  controls: ['REG-5', 'DAT-1'],
  async handler({ call, browser, fields }) {
    const { session } = browser;
    if (session === null) return toSignIn('/device');
    const { account, methods, signedInAt } = session;
    const { deviceCodes } = call.services.signIn;
    const userCode = fields.get('user_code') ?? '';
    const found = await findDeviceAuthorization(call, session, userCode);
    if (found === null) return deviceCodePage(browser, 'That code waits for nobody; it may have expired.');
    const { application, tenantId, decision } = found;
    if (fields.get('decision') !== 'approve') {
      await deviceCodes.decline(userCode);
      return messagePage('Declined', `${application.displayName} was not signed in. You can close this page.`);
    }
    const between = { tenantId, applicationId: application.id };
    const noticeHash = fields.get('notice') ?? '';
    await giveConsent(call, account, { ...between, permissions: decision.missing, noticeHash });
    try {
      await deviceCodes.approve(userCode, { ...between, personId: account.id, methods, signedInAt });
    } catch (error) {
      if (!(error instanceof GrantError)) throw error;
      return deviceCodePage(browser, 'That code waits for nobody any more.');
    }
    return messagePage('Signed in', `${application.displayName} goes on by itself now. You can close this page.`);
  },
});
