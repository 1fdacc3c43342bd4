// USE-6: quotas are lifted for sandbox tenants only.

import { defender2021 } from '@gamekeeper/platform';
import { expect, test } from 'vitest';
import { by, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { gate, identity } = gamekeeper.platform;
const { tenants } = identity.parties;
const owner = await gamekeeper.addOwner();
const sandbox = await gamekeeper.addClient({ tenant: await gamekeeper.addTenant('sandbox'), owner });
const production = await gamekeeper.addClient({ tenant: await gamekeeper.addTenant(), owner });

test('USE-6: the profile without limits lets a sandbox through and is refused to a production tenant', async () => {
  for (const { tenant } of [sandbox, production]) await tenants.setQuotaProfile(tenant.id, 'unlimited', by);
  for (let calls = 0; calls < 46; calls++) {
    expect((await gamekeeper.hunt('print 1', { token: sandbox.token })).status).toBe(200);
  }
  const refused = await gamekeeper.hunt('print 1', { token: production.token });
  expect(refused).toMatchObject({ status: 403, reason: 'sandbox-only' });
  await tenants.setQuotaProfile(production.tenant.id, null, by);
  expect((await gamekeeper.hunt('print 1', { token: production.token })).status).toBe(200);
});

test('USE-6: what was used of a quota is changed in sandboxes only', async () => {
  const use = ({ tenant, application }: typeof sandbox) => ({
    subject: { tenantId: tenant.id, ownerId: owner.id, applicationId: application.id },
    ...{ quota: 'hunting' as const, profile: defender2021 },
  });
  expect(() => gate.quotas.clear(use(production))).toThrow(expect.objectContaining({ code: 'sandbox-only' }));
  expect(await gate.quotas.clear(use(sandbox))).toContainEqual(expect.objectContaining({ used: 0 }));
});

test('USE-6: test controls are served to sandboxes, to a production tenant they are refused', async () => {
  const admin = { resource: 'gamekeeper', permission: 'Admin.ReadWrite.All' } as const;
  const ask = async ({ application, tenant }: typeof sandbox) => {
    await gamekeeper.permit(application, [admin], tenant.id);
    const token = await gamekeeper.tokenOf(application, tenant.id);
    return gamekeeper.fetch('/sandbox/quotas', { token });
  };
  expect(await ask(production)).toMatchObject({ status: 403, reason: 'sandbox-only' });
  expect((await ask(sandbox)).status).toBe(200);
});
