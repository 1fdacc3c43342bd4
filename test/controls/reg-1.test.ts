// REG-1: without an active registration there is no token, and without a token no data.

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { by, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { applications } = gamekeeper.platform.identity.parties;
const client = await gamekeeper.addClient();
const credentials = { id: client.application.id, secret: client.secret };

test('REG-1: a registered application gets a token that opens the data; nobody else gets either', async () => {
  const issued = await gamekeeper.requestToken(credentials);
  expect(issued.status).toBe(200);
  expect((await gamekeeper.hunt('print 1', { token: issued.body.access_token })).status).toBe(200);

  const unknown = await gamekeeper.requestToken({ ...credentials, id: randomUUID() });
  expect([unknown.status, unknown.body.error]).toEqual([400, 'unauthorized_client']);
  for (const token of [null, 'x.y.z', `${client.token}x`]) {
    expect(await gamekeeper.hunt('print 1', { token })).toMatchObject({ status: 401 });
    expect(await gamekeeper.hunt('print 1', { token, wire: 'graph' })).toMatchObject({ status: 401 });
  }
});

test('REG-1: a registration that is not active gets no token, an active one does again', async () => {
  await applications.suspend(client.application.id, by);
  const refused = await gamekeeper.requestToken(credentials);
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(refused.body).not.toHaveProperty('access_token');
  await applications.resume(client.application.id, by);
  expect((await gamekeeper.requestToken(credentials)).status).toBe(200);
});
