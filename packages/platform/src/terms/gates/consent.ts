// A permission in the token counts while the operator grants it and the tenant's administrator consents to it (DAT-1, USE-4).

import type { Standing } from '../standing/standing.js';
import type { Gate } from './gate.js';

export const consentGate: Gate = {
  name: 'consent',
  controls: ['DAT-1', 'USE-4'],
  check({ standing, route, now }) {
    if (route.permissions.length === 0 || route.permissions.some((permission) => mayUse(standing, permission, now)))
      return null;
    return {
      reason: 'consent-missing',
      message: `There is no consent in this tenant for the application to use ${route.permissions.join(' or ')}.`,
    };
  },
};

/** Whether a permission is granted by the operator and consented by the tenant now. */
export function mayUse({ granted, consented }: Standing, permission: string, now: number): boolean {
  return consented.some(
    (consent) =>
      consent.permission === permission &&
      (consent.validUntil === null || consent.validUntil > now) &&
      granted.some((grant) => grant.permission === permission && grant.resource === consent.resource),
  );
}
