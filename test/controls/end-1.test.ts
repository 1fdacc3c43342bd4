// END-1: an application, a tenant or an owner can be suspended or terminated, and that counts from the next request on.

import { expect, test } from 'vitest';
import { by, type Client, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { parties } = gamekeeper.platform.identity;
const bystander = await gamekeeper.addClient();

test.each([
  ['application', ({ application }: Client) => application.id, parties.applications],
  ['tenant', ({ tenant }: Client) => tenant.id, parties.tenants],
  ['owner', ({ owner }: Client) => owner.id, parties.owners],
] as const)('END-1: %s suspended, resumed, terminated', async (party, idOf, changes) => {
  const client = await gamekeeper.addClient({
    ...{ tenant: await gamekeeper.addTenant(), owner: await gamekeeper.addOwner() },
  });
  const { token } = client;
  const hunt = (wire: 'defender' | 'graph') => gamekeeper.hunt('print 1', { token, wire });
  expect((await hunt('defender')).status).toBe(200);
  await changes.suspend(idOf(client), by);
  expect(await hunt('defender')).toMatchObject({ status: 403, reason: `${party}-suspended` });
  expect(await hunt('graph')).toMatchObject({ status: 403, reason: `${party}-suspended` });
  await changes.resume(idOf(client), by);
  expect((await hunt('defender')).status).toBe(200);
  await changes.terminate(idOf(client), by);
  expect(await hunt('defender')).toMatchObject({ status: 403, reason: `${party}-terminated` });
  await expect(changes.resume(idOf(client), by)).rejects.toMatchObject({ code: 'state-invalid' });
  expect((await gamekeeper.hunt('print 1', { token: bystander.token })).status).toBe(200);
});
