// Counts a token against the quota of its application, once it is known whose.

import type { Claimant } from '../http/call-record.js';
import type { Call } from '../http/define-route.js';

/** @throws QuotaExceededError where the governing profile limits the quota `token`. */
export async function chargeToken(
  { services, admission: facts }: Call,
  { tenantId, applicationId }: Pick<Claimant, 'tenantId' | 'applicationId'>,
): Promise<void> {
  await services.admission.identify({ tenantId, applicationId, personId: null }, facts);
  await services.admission.takeQuota('token', facts);
}
