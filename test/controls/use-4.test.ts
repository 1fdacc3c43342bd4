// USE-4: a token carries granted and consented permissions only, they are asked for again on every call, and tables are granted one by one.

import { expect, test } from 'vitest';
import { by, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { parties } = gamekeeper.platform.identity;
const graph = { resource: 'graph', permission: 'ThreatHunting.Read.All' } as const;
const xdr = { resource: 'defender-xdr', permission: 'AdvancedHunting.Read.All' } as const;

test('USE-4: a token opens what was granted and consented, and nothing else', async () => {
  const { application } = await gamekeeper.addClient({ permissions: [graph] });
  await parties.permissions.grant({ applicationId: application.id, ...xdr }, by);
  const token = await gamekeeper.tokenOf(application);
  expect((await gamekeeper.hunt('print 1', { token, wire: 'graph' })).status).toBe(200);
  const refused = await gamekeeper.hunt('print 1', { token });
  expect(refused.status).toBe(403);
  expect(refused.body.error.message).toContain('AdvancedHunting.Read.All');
  await gamekeeper.permit(application, [xdr]);
  expect((await gamekeeper.hunt('print 1', { token: await gamekeeper.tokenOf(application) })).status).toBe(200);
});

test('USE-4: a permission that the operator takes back is gone from tokens already issued', async () => {
  const { application, token } = await gamekeeper.addClient({ permissions: [graph, xdr] });
  expect((await gamekeeper.hunt('print 1', { token })).status).toBe(200);
  await parties.permissions.revoke({ applicationId: application.id, ...xdr }, by);
  expect(await gamekeeper.hunt('print 1', { token })).toMatchObject({ status: 403, reason: 'consent-missing' });
  expect((await gamekeeper.hunt('print 1', { token, wire: 'graph' })).status).toBe(200);
});

test('USE-4: tables can be granted one by one', async () => {
  const { application, tenant, token } = await gamekeeper.addClient();
  const granted = { tenantId: tenant.id, applicationId: application.id, table: 'DeviceEvents' };
  expect((await gamekeeper.hunt('DeviceInfo | count', { token })).status).toBe(200);
  await parties.tableGrants.grant(granted, by);
  expect((await gamekeeper.hunt('DeviceInfo | count', { token })).status).toBe(403);
  expect((await gamekeeper.hunt('DeviceEvents | count', { token })).status).toBe(200);
});
