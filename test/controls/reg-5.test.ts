// REG-5: every call has a row in the audit that names who made it, and a tenant sees the rows of its own calls only.

import { expect, test } from 'vitest';
import { auditPermission, huntingPermissions, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const permissions = [...huntingPermissions, auditPermission];
const own = await gamekeeper.addClient({ permissions });
const other = await gamekeeper.addClient({ permissions, tenant: await gamekeeper.addTenant() });

test('REG-5: the row of a call names tenant, owner, application, credential, address and program', async () => {
  const headers = { 'user-agent': 'hunter/1.0', 'client-request-id': 'a-call-of-mine' };
  const answer = await gamekeeper.hunt('print x = 1', { token: own.token, headers });
  await gamekeeper.platform.gate.audit.flush();
  const query = 'ApiAuditEvents | where ClientRequestId == "a-call-of-mine"';
  const rows = await gamekeeper.rows(query, { token: own.token });
  expect(rows).toEqual([
    expect.objectContaining({
      ...{ TenantId: own.tenant.id, OwnerId: own.owner.id, ApplicationId: own.application.id },
      ...{ CredentialId: own.credentialId, UserId: '', IPAddress: '127.0.0.1', UserAgent: 'hunter/1.0' },
      ...{ RequestId: answer.headers.get('request-id'), StatusCode: 200, Query: 'print x = 1', Rows: 1 },
      ...{ Permission: 'AdvancedHunting.Read.All', TermsVersion: 'api-terms@1', ResponseBytes: answer.text.length },
    }),
  ]);
});

test('REG-5: a refused call leaves its row too, and so does one without a usable token', async () => {
  const refused = await gamekeeper.hunt('print nothing', { token: own.token, headers: { 'client-request-id': 'one' } });
  expect(refused.status).toBe(400);
  await gamekeeper.hunt('print 1', { token: null, headers: { 'client-request-id': 'two' } });
  const rows = await gamekeeper.audit(
    'ApiAuditEvents | where ClientRequestId in ("one", "two") | sort by ClientRequestId asc',
  );
  expect(rows).toMatchObject([
    { ApplicationId: own.application.id, StatusCode: 400 },
    { ApplicationId: '', StatusCode: 401, IPAddress: '127.0.0.1' },
  ]);
});

test('REG-5: another tenant sees nothing of it, however it asks', async () => {
  const { token } = other;
  await gamekeeper.hunt('print 1', { token });
  await gamekeeper.platform.gate.audit.flush();
  for (const query of [
    'ApiAuditEvents | distinct TenantId',
    'ApiAuditEvents | where ClientRequestId == "a-call-of-mine" or true | distinct TenantId',
    'union ApiAuditEvents, ApiAuditEvents | distinct TenantId',
    `print t = "${own.tenant.id}" | union (ApiAuditEvents | project t = TenantId) | where t != "${own.tenant.id}" | distinct TenantId = t`,
  ]) {
    expect(await gamekeeper.rows(query, { token })).toEqual([{ TenantId: other.tenant.id }]);
  }
});

test('REG-5: without the permission for it nobody reads the audit', async () => {
  const { token } = await gamekeeper.addClient();
  const refused = await gamekeeper.hunt('ApiAuditEvents | count', { token });
  expect(refused.status).toBe(403);
  expect(refused.body.error.message).toContain("'ApiAuditEvents'");
});
