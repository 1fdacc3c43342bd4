// CHG-4: what is labelled confidential needs a permission of its own, and its answers carry the label.

import { expect, test } from 'vitest';
import { by, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { labels } = gamekeeper.platform.identity.parties;
const plain = await gamekeeper.addClient();
const trusted = await gamekeeper.addClient();
await gamekeeper.permit(trusted.application, [{ resource: 'gamekeeper', permission: 'Confidential.Read.All' }]);
const hunt = (query: string, { token } = trusted) => gamekeeper.hunt(query, { token });
const labelOf = (answer: { readonly headers: Headers }) => answer.headers.get('x-gamekeeper-label');

test('CHG-4: a confidential table is refused by name without the permission, and labelled with it', async () => {
  await labels.add({ kind: 'table', name: 'EmailEvents' }, by);
  const refused = await hunt('EmailEvents | count', plain);
  expect(refused.status).toBe(403);
  expect(refused.body.error.message).toMatch(/'EmailEvents' is confidential .*Confidential\.Read\.All/);
  expect((await hunt('DeviceEvents | count', plain)).status).toBe(200);
  const answer = await hunt('EmailEvents | count');
  expect([answer.status, labelOf(answer)]).toEqual([200, 'confidential']);
  expect(labelOf(await hunt('DeviceEvents | count'))).toBeNull();
  await labels.remove({ kind: 'table', name: 'EmailEvents' }, by);
  expect((await hunt('EmailEvents | count', plain)).status).toBe(200);
});

test('CHG-4: so is a confidential endpoint', async () => {
  const name = 'POST /api/advancedhunting/run';
  await labels.add({ kind: 'route', name }, by);
  expect(await hunt('print 1', plain)).toMatchObject({ status: 403, reason: 'confidential' });
  expect((await gamekeeper.hunt('print 1', { token: plain.token, wire: 'graph' })).status).toBe(200);
  const answer = await hunt('print 1');
  expect([answer.status, labelOf(answer)]).toEqual([200, 'confidential']);
  await labels.remove({ kind: 'route', name }, by);
  expect((await hunt('print 1', plain)).status).toBe(200);
});
