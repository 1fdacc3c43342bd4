// USE-9: the token is the only identity; a contradicting identifier is refused and recorded, and forged forwarding headers count for nothing.

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { huntingPaths, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { application, tenant, token } = await gamekeeper.addClient();
const hunt = (headers: Readonly<Record<string, string>>) => gamekeeper.hunt('print 1', { token, headers });

test.each([
  ['x-ms-client-app-id', application.id],
  ['x-client-id', application.id],
  ['x-ms-tenant-id', tenant.id],
])('USE-9: %s may repeat what the token says, and not contradict it', async (name, own) => {
  expect((await hunt({ [name]: own.toUpperCase() })).status).toBe(200);
  const refused = await hunt({ [name]: randomUUID() });
  expect(refused).toMatchObject({ status: 403, reason: 'identity-contradicted' });
  expect(refused.body.error.message).toContain(name);
});

test('USE-9: nor may a query parameter', async () => {
  const call = (id: string) =>
    gamekeeper.fetch(`${huntingPaths.graph}?client_id=${id}`, { method: 'POST', token, body: { query: 'print 1' } });
  expect(await call(randomUUID())).toMatchObject({ status: 403, reason: 'identity-contradicted' });
  expect((await call(application.id)).status).toBe(200);
});

test('USE-9: the attempts are on record under the identity of the token', async () => {
  const rows = await gamekeeper.audit(
    'ApiAuditEvents | where Gate == "identity" | summarize Calls = count() by ApplicationId, Reason, StatusCode',
  );
  expect(rows).toEqual([{ ApplicationId: application.id, Reason: 'identity-contradicted', StatusCode: 403, Calls: 4 }]);
});

test('USE-9: a forwarding header of anybody but a trusted proxy names no address', async () => {
  await hunt({ 'x-forwarded-for': '203.0.113.9', 'client-request-id': 'forged' });
  const rows = await gamekeeper.audit('ApiAuditEvents | where ClientRequestId == "forged" | project IPAddress');
  expect(rows).toEqual([{ IPAddress: '127.0.0.1' }]);
});
