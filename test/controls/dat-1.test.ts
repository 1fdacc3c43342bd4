// DAT-1: no data without a consent, which has a receipt, and whose withdrawal counts from the next request on.

import { expect, test } from 'vitest';
import { by, day, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { consents } = gamekeeper.platform.terms;
const { application, tenant, token } = await gamekeeper.addClient();
const between = { tenantId: tenant.id, applicationId: application.id };
const hunting = { resource: 'defender-xdr', permission: 'AdvancedHunting.Read.All' };
const hunt = (wire: 'defender' | 'graph' = 'defender', bearer = token) =>
  gamekeeper.hunt('print 1', { token: bearer, wire });

test('DAT-1: consent withdrawn, the next call with the same token is refused; given again, it passes', async () => {
  expect((await hunt()).status).toBe(200);
  await consents.withdraw({ ...between, ...hunting }, by);
  const refused = await hunt();
  expect(refused).toMatchObject({ status: 403, reason: 'consent-missing' });
  expect(refused.body.error.message).toContain('AdvancedHunting.Read.All');
  expect((await hunt('graph')).status).toBe(200);
  await consents.give({ ...between, permissions: [hunting], givenBy: 'test', method: 'command-line' }, by);
  expect((await hunt()).status).toBe(200);
});

test('DAT-1: each consent leaves a numbered, dated receipt that tells of its withdrawal', async () => {
  const [latest, first] = (await consents.list(between))
    .filter(({ permission }) => permission === hunting.permission)
    .sort((a, b) => b.version - a.version);
  expect([first?.version, latest?.version]).toEqual([1, 2]);
  const { receipt } = await consents.receipt(first?.id ?? '');
  expect(JSON.stringify(receipt)).toContain('AdvancedHunting.Read.All');
  expect(JSON.stringify(receipt)).toContain('consent withdrawn');
  expect(JSON.stringify((await consents.receipt(latest?.id ?? '')).receipt)).not.toContain('consent withdrawn');
});

test('DAT-1: a consent for a time ends at that time', async () => {
  const validUntil = gamekeeper.now() + day;
  await consents.give({ ...between, permissions: [hunting], givenBy: 'test', method: 'command-line', validUntil }, by);
  gamekeeper.advance(day - 1);
  const bearer = await gamekeeper.tokenOf(application);
  expect((await hunt('defender', bearer)).status).toBe(200);
  gamekeeper.advance(1);
  expect(await hunt('defender', bearer)).toMatchObject({ status: 403, reason: 'consent-missing' });
});
