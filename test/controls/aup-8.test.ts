// AUP-8: a blocked address is refused, whatever its token, from the next request on until the block is removed or has run out.

import { expect, test } from 'vitest';
import { by, minute, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { blockList } = gamekeeper.platform.gate;
const hunt = () => gamekeeper.hunt('print 1');
const block = (value: string, more = {}) =>
  blockList.add(by, [{ kind: 'cidr', value, reason: 'abuse reports', ...more }]).then(([added]) => added?.id ?? '');

test('AUP-8: an address is refused while it is blocked', async () => {
  expect((await hunt()).status).toBe(200);
  const id = await block('127.0.0.1/32');
  const refused = await hunt();
  expect(refused).toMatchObject({ status: 403, reason: 'address-blocked' });
  expect(refused.text).not.toContain('abuse reports');
  expect((await gamekeeper.hunt('print 1', { token: null })).status).toBe(403);
  await blockList.remove(by, id);
  expect((await hunt()).status).toBe(200);
  expect(await gamekeeper.audit('ApiAuditEvents | where Gate == "block-list" | count')).toEqual([{ Count: 2 }]);
});

test('AUP-8: a block for a time ends with it; one of other addresses or only outbound lets calls in', async () => {
  await block('127.0.0.2/32');
  await block('127.0.0.1', { direction: 'outbound' });
  expect((await hunt()).status).toBe(200);
  await block('127.0.0.0/8', { until: gamekeeper.now() + minute });
  gamekeeper.advance(minute - 1);
  expect((await hunt()).status).toBe(403);
  gamekeeper.advance(1);
  expect((await hunt()).status).toBe(200);
});

test('AUP-8: nothing is sent to a blocked host', () => {
  expect(blockList.blocked({ address: '127.0.0.1', direction: 'outbound' })).toMatchObject({ reason: 'abuse reports' });
});
