// USE-7: a hunt that names a table outside of the grant is refused by that name, and columns outside of it do not exist.

import { expect, test } from 'vitest';
import { by, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { application, tenant, token } = await gamekeeper.addClient();
const { tableGrants } = gamekeeper.platform.identity.parties;
const between = { tenantId: tenant.id, applicationId: application.id };
await tableGrants.grant({ ...between, table: 'DeviceEvents', columns: ['Timestamp', 'DeviceName'] }, by);
await gamekeeper.ingest('DeviceEvents', [
  { Timestamp: new Date(gamekeeper.now() - 1000).toISOString(), DeviceName: 'pc', ActionType: 'hidden', ReportId: 1 },
]);
await gamekeeper.ingest('DeviceInfo', [
  { Timestamp: new Date(gamekeeper.now() - 1000).toISOString(), DeviceName: 'pc', DeviceId: 'hidden', ReportId: 1 },
]);

test.each([
  'DeviceInfo',
  'DeviceEvents | join kind=inner (DeviceInfo) on DeviceName',
  'let f = () { DeviceInfo }; f() | count',
  'print x = toscalar(DeviceInfo | count)',
])('USE-7: %s is refused, naming the table', async (query) => {
  for (const wire of ['defender', 'endpoint', 'graph'] as const) {
    const refused = await gamekeeper.hunt(query, { token, wire });
    expect([refused.status, refused.body.error.code]).toEqual([403, 'Forbidden']);
    expect(refused.body.error.message).toContain("'DeviceInfo' is not granted");
  }
});

test('USE-7: the granted table is read, without what was not granted of it', async () => {
  const rows = await gamekeeper.rows('DeviceEvents', { token });
  expect(rows.map((row) => Object.keys(row).filter((name) => !name.includes('@')))).toEqual([
    ['Timestamp', 'DeviceName'],
  ]);
  expect((await gamekeeper.hunt('DeviceEvents | project ActionType', { token })).status).toBe(400);
  expect((await gamekeeper.hunt('union Device*', { token })).text).not.toContain('hidden');
  expect((await gamekeeper.hunt('search "hidden"', { token })).body.Results ?? []).toEqual([]);
});

test('USE-7: the refusal is in the audit with its reason', async () => {
  const rows = await gamekeeper.audit('ApiAuditEvents | where StatusCode == 403 | distinct ApplicationId, Reason');
  expect(rows).toMatchObject([{ ApplicationId: application.id }]);
  expect((await gamekeeper.evidence('USE-7')).summary).toMatch(/\b12 calls refused/);
});
