// USE-8: a tenant reads the tables of the products that it is licensed for; others are refused, naming what is missing.

import { expect, test } from 'vitest';
import { by, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { entitlements } = gamekeeper.platform.identity.parties;
const { tenant } = gamekeeper.sample;
const hunt = (wire: 'defender' | 'graph') => gamekeeper.hunt('EmailEvents | count', { wire });

test('USE-8: a table of a product that the tenant is not entitled to is refused, naming both', async () => {
  await entitlements.entitle({ tenantId: tenant.id, product: 'defender-for-endpoint' }, by);
  for (const wire of ['defender', 'graph'] as const) {
    const refused = await hunt(wire);
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toMatch(/'EmailEvents' needs the entitlement 'defender-for-office'/);
    expect((await gamekeeper.hunt('DeviceEvents | count', { wire })).status).toBe(200);
  }
  await entitlements.entitle({ tenantId: tenant.id, product: 'defender-for-office' }, by);
  expect((await hunt('defender')).status).toBe(200);
});

test("USE-8: another tenant's entitlements are its own", async () => {
  const other = await gamekeeper.addClient({ tenant: await gamekeeper.addTenant() });
  expect((await gamekeeper.hunt('CloudAppEvents | count', { token: other.token })).status).toBe(200);
  expect((await gamekeeper.hunt('CloudAppEvents | count')).status).toBe(403);
});
