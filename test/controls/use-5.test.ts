// USE-5: calls spread over the applications of a tenant, or the tenants of an owner, are counted together.

import { createOwnProfiles, defender2021 } from '@gamekeeper/platform';
import { beforeEach, expect, test } from 'vitest';
import { by, type Client, minute, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { records, identity } = gamekeeper.platform;
const { setQuotaProfile } = identity.parties.tenants;
const [callsPerMinute] = defender2021.quotas.hunting ?? [];
const six = { ...defender2021, name: 'six', quotas: { hunting: [{ ...callsPerMinute, amount: 6 }] } };
await createOwnProfiles({ records, clock: gamekeeper.now }).keep(JSON.stringify(six), by);
await setQuotaProfile(gamekeeper.sample.tenant.id, 'six', by);

async function addTenant() {
  const tenant = await gamekeeper.addTenant();
  await setQuotaProfile(tenant.id, 'six', by);
  return tenant;
}

const call = ({ token }: Client) => gamekeeper.hunt('print 1', { token });
async function statuses(first: Client, second: Client) {
  const found: number[] = [];
  for (const client of [first, second, first, second, first, second, first, second])
    found.push((await call(client)).status);
  return found;
}
const sixOfEight = [200, 200, 200, 200, 200, 200, 429, 429];
beforeEach(() => gamekeeper.advance(minute));

test('USE-5: two applications of one tenant share its quota, whoever owns them', async () => {
  const first = await gamekeeper.addClient({ owner: await gamekeeper.addOwner() });
  const second = await gamekeeper.addClient({ owner: await gamekeeper.addOwner() });
  expect(await statuses(first, second)).toEqual(sixOfEight);
});

test('USE-5: two tenants with applications of one owner share its quota', async () => {
  const owner = await gamekeeper.addOwner();
  const first = await gamekeeper.addClient({ tenant: await addTenant(), owner });
  const second = await gamekeeper.addClient({ tenant: await addTenant(), owner });
  expect(await statuses(first, second)).toEqual(sixOfEight);
  expect((await call(first)).body.error.message).toContain('for the key');
});

test('USE-5: tenants of different owners do not', async () => {
  const first = await gamekeeper.addClient({
    tenant: await addTenant(),
    owner: await gamekeeper.addOwner(),
  });
  const second = await gamekeeper.addClient({
    tenant: await addTenant(),
    owner: await gamekeeper.addOwner(),
  });
  expect(new Set(await statuses(first, second))).toEqual(new Set([200]));
});
