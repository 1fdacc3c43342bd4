// node:test: `node --test examples/node-test.test.mjs`.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createGamekeeper } from 'gamekeeper/testing';
import { hunt } from './hunt.mjs';

const data = { DeviceInfo: [{ Timestamp: '2026-03-01T12:00:00Z', DeviceName: 'lamp' }] };
const route = 'POST /v1.0/security/runHuntingQuery';

let keeper;
before(async () => {
  keeper = await createGamekeeper({ clock: '2026-03-02T00:00:00Z', data });
  keeper.clock.freeze();
});
after(() => keeper.close());

/** Waits by moving the keeper's clock: no test sleeps. */
const platform = async () => ({
  url: keeper.url,
  token: await keeper.token(),
  wait: (milliseconds) => keeper.clock.advance(milliseconds),
});

test('a spent quota is waited for', async () => {
  await keeper.quota.spend({ quota: 'hunting', calls: 45 });
  const before = keeper.clock.now();
  assert.deepEqual(await hunt(await platform(), 'DeviceInfo | project DeviceName'), [{ DeviceName: 'lamp' }]);
  assert.deepEqual(keeper.clock.now() - before, 60_000);
});

test('a platform that is down for a moment is asked again', async () => {
  await keeper.quota.clear();
  keeper.faults.inject({ route, nth: 1, status: 503, retryAfterSeconds: 2 });
  const before = keeper.clock.now();
  assert.deepEqual(await hunt(await platform(), 'print Answer = 42'), [{ Answer: 42 }]);
  assert.deepEqual(keeper.clock.now() - before, 2_000);
});
