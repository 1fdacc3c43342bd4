// Vitest: `npx vitest run examples/vitest.test.ts`.

import { createGamekeeper, type Gamekeeper } from 'gamekeeper/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hunt } from './hunt.mjs';

const data = { DeviceInfo: [{ Timestamp: '2026-03-01T12:00:00Z', DeviceName: 'lamp' }] };
const route = 'POST /v1.0/security/runHuntingQuery';

let keeper: Gamekeeper;
beforeAll(async () => {
  keeper = await createGamekeeper({ clock: '2026-03-02T00:00:00Z', data });
  keeper.clock.freeze();
});
afterAll(() => keeper.close());

/** Waits by moving the keeper's clock: no test sleeps. */
const platform = async () => ({
  url: keeper.url,
  token: await keeper.token(),
  wait: (milliseconds: number) => keeper.clock.advance(milliseconds),
});

test('a spent quota is waited for', async () => {
  await keeper.quota.spend({ quota: 'hunting', calls: 45 });
  const before = keeper.clock.now();
  expect(await hunt(await platform(), 'DeviceInfo | project DeviceName')).toEqual([{ DeviceName: 'lamp' }]);
  expect(keeper.clock.now() - before).toEqual(60_000);
});

test('a platform that is down for a moment is asked again', async () => {
  await keeper.quota.clear();
  keeper.faults.inject({ route, nth: 1, status: 503, retryAfterSeconds: 2 });
  const before = keeper.clock.now();
  expect(await hunt(await platform(), 'print Answer = 42')).toEqual([{ Answer: 42 }]);
  expect(keeper.clock.now() - before).toEqual(2_000);
});
