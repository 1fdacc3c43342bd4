// LIM-3: 50 calls a minute and 1,500 an hour. No endpoint of incidents is served yet, so the quota is taken where endpoints take it: at the gate.

import { expect, test } from 'vitest';
import { minute, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const take = () => gamekeeper.takeQuota('incidents');
async function takeAll(calls: number): Promise<void> {
  for (let call = 0; call < calls; call++) expect(await take()).toEqual({ admitted: true });
}

test('LIM-3: the fifty-first call of any minute is refused until the first is a minute old', async () => {
  await takeAll(1);
  gamekeeper.advance(minute / 2);
  await takeAll(49);
  expect(await take()).toEqual({ admitted: false, retryInMs: minute / 2 });
  gamekeeper.advance(minute / 2 - 1);
  expect(await take()).toEqual({ admitted: false, retryInMs: 1 });
  gamekeeper.advance(1);
  await takeAll(1);
  expect((await take()).admitted).toBe(false);
});

test('LIM-3: so is the call after the 1,500th of any hour', async () => {
  gamekeeper.advance(60 * minute);
  const begun = gamekeeper.now();
  for (let round = 0; round < 30; round++) {
    await takeAll(50);
    gamekeeper.advance(minute);
  }
  expect(await take()).toEqual({ admitted: false, retryInMs: begun + 60 * minute - gamekeeper.now() });
  gamekeeper.advance(30 * minute);
  await takeAll(50);
});
