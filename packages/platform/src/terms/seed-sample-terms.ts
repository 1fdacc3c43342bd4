// Lets the sample application work from the first call on: its administrator consents, its owner accepts the terms.

import type { Clock } from '../clock.js';
import type { Records } from '../records/open-records.js';
import type { Terms } from './create-terms.js';

const by = { actor: 'system', reason: 'first start' };

/** Consents to every permission granted to the application and accepts the documents in force. */
export async function seedSampleTerms(
  terms: Terms,
  { records, clock }: { readonly records: Records; readonly clock: Clock },
  { tenant, application }: { readonly tenant: { readonly id: string }; readonly application: { readonly id: string } },
): Promise<void> {
  const permissions = await records.db
    .selectFrom('permission_grant')
    .select(['resource', 'role as permission'])
    .where('application_id', '=', application.id)
    .execute();
  const applicationId = application.id;
  const givenBy = by.actor;
  await terms.consents.give({ tenantId: tenant.id, applicationId, permissions, givenBy, method: 'first-start' }, by);
  for (const { document, hash } of await terms.acceptances.unaccepted(applicationId, clock())) {
    await terms.acceptances.accept({ applicationId, document, hash, acceptedBy: by.actor }, by);
  }
}
