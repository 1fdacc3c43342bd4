// REG-7: a separate agreement stands in place of the terms and quotas for whom it governs, and the audit row names it.

import { expect, test } from 'vitest';
import { by, type Client, day, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { identity, terms } = gamekeeper.platform;
const { agreements } = identity.parties;
const bound = await gamekeeper.addClient();
const governed = await gamekeeper.addClient();
const tenant = await gamekeeper.addTenant();
const ofTenant = await gamekeeper.addClient({ tenant });

const hunt = ({ application }: Client, id: string) =>
  gamekeeper
    .tokenOf(application)
    .then((token) => gamekeeper.hunt('print 1', { token, headers: { 'client-request-id': id } }));

test('REG-7: the agreement of an application or of a tenant stands in place of the terms, for as long as it is in force', async () => {
  const replacing = { body: 'As we agreed.', replacesTerms: true, quotaProfile: 'graph', validFrom: gamekeeper.now() };
  const agreement = await agreements.create(
    { ...replacing, name: 'Their own', validUntil: gamekeeper.now() + day },
    by,
  );
  await agreements.attach(agreement.id, { applicationId: governed.application.id }, by);
  await agreements.attach(agreement.id, { tenantId: tenant.id }, by);
  const body = '# Terms {#API}\n\n## New {#API-9}\n\nNew.\n';
  const effectiveAt = gamekeeper.now() + 1000;
  await terms.documents.publish({ document: 'api-terms', version: '2', body, effectiveAt, acceptance: 'explicit' }, by);
  gamekeeper.advance(1000);

  expect(await hunt(bound, 'bound')).toMatchObject({ status: 403, reason: 'terms-not-accepted' });
  expect((await hunt(governed, 'governed')).status).toBe(200);
  expect((await hunt(ofTenant, 'of-tenant')).status).toBe(200);
  const rows = await gamekeeper.audit(
    'ApiAuditEvents | where ClientRequestId != "" | sort by Timestamp asc, ClientRequestId asc | project ClientRequestId, Agreement, TermsVersion, QuotaProfile',
  );
  expect(rows).toEqual([
    { ClientRequestId: 'bound', Agreement: '', TermsVersion: 'api-terms@2', QuotaProfile: 'defender-2021' },
    { ClientRequestId: 'governed', Agreement: agreement.id, TermsVersion: '', QuotaProfile: 'graph' },
    { ClientRequestId: 'of-tenant', Agreement: agreement.id, TermsVersion: '', QuotaProfile: 'graph' },
  ]);

  gamekeeper.advance(day);
  expect(await hunt(governed, 'ended')).toMatchObject({ status: 403, reason: 'terms-not-accepted' });
});

test('REG-7: the quotas of the agreement are counted, as every answer says', async () => {
  const client = await gamekeeper.addClient();
  const limits = async () => (await hunt(client, 'limits')).headers.get('ratelimit-policy');
  expect(await limits()).toContain('running-time-per-hour');
  const agreement = await agreements.create(
    {
      ...{ name: 'Quotas only', body: 'More.', replacesTerms: false, quotaProfile: 'graph' },
      ...{ validFrom: gamekeeper.now(), validUntil: null },
    },
    by,
  );
  await agreements.attach(agreement.id, { applicationId: client.application.id }, by);
  expect(await limits()).not.toContain('running-time-per-hour');
});
