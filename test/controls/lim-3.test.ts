// LIM-3: 50 calls a minute and 1,500 an hour of incidents, whatever is asked of them.

import { defender2021 } from '@gamekeeper/platform';
import { expect, test } from 'vitest';
import { minute, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { tenant, owner, application } = gamekeeper.sample;
const read = async (path = '/api/incidents') =>
  gamekeeper.fetch(path, { token: await gamekeeper.tokenOf(application) });
async function readAll(calls: number): Promise<void> {
  for (let call = 0; call < calls; call++) expect((await read()).status).toBe(200);
}
/** Milliseconds after which a refused call passes. */
const wait = async (path?: string): Promise<number> => {
  const { status, reason, body } = await read(path);
  expect({ status, reason }).toEqual({ status: 429, reason: 'quota-exceeded' });
  return Number(body.error.details.find(({ code }: { code: string }) => code === 'RetryAfterMs').target);
};

test('LIM-3: the fifty-first call of any minute is refused until the first is a minute old', async () => {
  await readAll(1);
  gamekeeper.advance(minute / 2);
  await readAll(48);
  // What is not there counts as well.
  expect((await read('/api/incidents/1')).status).toBe(404);
  expect(await wait()).toBe(minute / 2);
  expect(await wait('/api/incidents/1')).toBe(minute / 2);
  gamekeeper.advance(minute / 2 - 1);
  expect(await wait()).toBe(1);
  gamekeeper.advance(1);
  await readAll(1);
  await wait();
});

test('LIM-3: so is the call after the 1,500th of any hour', async () => {
  gamekeeper.advance(60 * minute);
  const begun = gamekeeper.now();
  const subject = { tenantId: tenant.id, ownerId: owner.id, applicationId: application.id };
  await readAll(50);
  for (let round = 1; round < 30; round++) {
    gamekeeper.advance(minute);
    await gamekeeper.platform.gate.quotas.spend({ subject, quota: 'incidents', profile: defender2021, calls: 50 });
  }
  gamekeeper.advance(minute);
  expect(await wait()).toBe(begun + 60 * minute - gamekeeper.now());
  gamekeeper.advance(30 * minute);
  await readAll(50);
});
