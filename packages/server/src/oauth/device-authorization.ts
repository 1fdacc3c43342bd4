// What waits under a device's code, seen with the eyes of the person who typed it.

import { type Application, GrantError, IdentityError, type Session } from '@gamekeeper/platform';
import type { Call } from '../http/define-route.js';
import { pageRefusal } from '../wire/page-wire.js';
import { type AccessDecision, decideAccess } from './decide-access.js';
import { readAccess } from './requested-access.js';

export interface DeviceAuthorization {
  readonly application: Application;
  readonly tenantId: string;
  readonly decision: AccessDecision;
}

/**
 * Null for a code that waits for nobody; each guess counts against the address.
 * @throws SignInError `throttled`; a page's refusal where the person may not sign in to the application.
 */
export async function findDeviceAuthorization(
  { services, request }: Call,
  { account }: Session,
  userCode: string,
): Promise<DeviceAuthorization | null> {
  const { identity, signIn } = services;
  const guess = signIn.passwords.countGuess(request.ip);
  const pending = await signIn.deviceCodes.findPending(userCode);
  if (pending === null) return null;
  guess.wasRight();
  const { tenantId } = account;
  if (tenantId === null || (pending.tenantId !== null && pending.tenantId !== tenantId)) {
    throw pageRefusal(
      403,
      'Another tenant',
      `${account.userName} is not a person of the tenant that the program asked for.`,
    );
  }
  try {
    await identity.parties.requireStanding({ tenantId, applicationId: pending.applicationId });
    const application = await identity.parties.applications.get(pending.applicationId);
    const access = readAccess(pending.scope, identity);
    const decision = await decideAccess(services, { application, tenantId, account, access });
    if (decision.missing.length > 0 && account.role !== 'administrator') {
      const message = `Ask an administrator of your organisation to consent to ${application.displayName} first (AADSTS65001).`;
      throw pageRefusal(403, 'An administrator must consent', message);
    }
    return { application, tenantId, decision };
  } catch (error) {
    if (!(error instanceof IdentityError || error instanceof GrantError)) throw error;
    throw pageRefusal(403, 'Not allowed', `${error.message}.`);
  }
}
