// LIC-1: a licence counts from the next request on, tokens already issued included.

import { expect, test } from 'vitest';
import { by, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { licences } = gamekeeper.platform.identity.parties;
const { application, tenant, token } = await gamekeeper.addClient();
const between = { tenantId: tenant.id, applicationId: application.id };
const hunt = () => gamekeeper.hunt('print 1', { token });

test('LIC-1: a token already issued opens nothing while the licence is suspended, and everything again afterwards', async () => {
  expect((await hunt()).status).toBe(200);
  await licences.suspend(between, { actor: 'operator', reason: 'unpaid' });
  const refused = await hunt();
  expect(refused).toMatchObject({ status: 403, reason: 'licence-suspended', body: { error: { code: 'Forbidden' } } });
  expect(refused.body.error.message).toContain('unpaid');
  expect((await gamekeeper.hunt('print 1')).status).toBe(200);
  await licences.grant(between, by);
  expect((await hunt()).status).toBe(200);
});

test('LIC-1: an application whose licence was revoked, or that has none in the tenant, is refused', async () => {
  await licences.revoke(between, by);
  expect(await hunt()).toMatchObject({ status: 403, reason: 'licence-revoked' });
  expect((await gamekeeper.evidence('LIC-1')).summary).toContain('1 licence granted');
  const elsewhere = await gamekeeper.addTenant();
  await expect(gamekeeper.tokenOf(application, elsewhere.id)).rejects.toMatchObject({ code: 'application-unknown' });
});
