// `gamekeeper sandbox` on a platform that runs: what a person at a shell does to a sandbox tenant.

import { createGamekeeper, type OpenGamekeeper } from '@gamekeeper/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runGamekeeper } from './harness/run-gamekeeper.js';

let keeper: OpenGamekeeper;
beforeAll(async () => {
  keeper = await createGamekeeper({ clock: '2026-03-02T00:00:00Z' });
});
afterAll(() => keeper.close());

const sandbox = (...args: string[]) =>
  runGamekeeper(['sandbox', ...args, '--data', keeper.platform.directory], { env: { NO_COLOR: '1' } });

async function rows() {
  const init = { method: 'POST', body: JSON.stringify({ Query: 'DeviceInfo | count' }) };
  const headers = { authorization: `Bearer ${await keeper.token()}` };
  const answer = await fetch(`${keeper.url}/v1.0/security/runHuntingQuery`, { ...init, headers });
  const body = (await answer.json()) as { results?: { Count: number }[] };
  return { status: answer.status, count: body.results?.[0]?.Count };
}

test('the clock is stopped and moved by durations as people write them', async () => {
  await sandbox('clock', 'freeze');
  await sandbox('clock', 'set', '2026-03-02T06:00:00Z');
  expect((await sandbox('clock', 'advance', '1h30m')).stdout).toBe('2026-03-02T07:30:00.000Z (frozen)\n');
  expect(new Date(keeper.clock.now()).toISOString()).toBe('2026-03-02T07:30:00.000Z');
  expect(await sandbox('clock', 'advance', 'soon')).toMatchObject({
    ...{
      code: 1,
      stderr: expect.stringContaining("expected a duration such as 90s, 1h30m, 2d or 250ms, found 'soon'"),
    },
  });
});

test('quotas are spent and forgotten, faults are added and listed', async () => {
  const spent = await sandbox('quota', 'spend', 'hunting', '--calls', '45', '--json');
  expect(JSON.parse(spent.stdout)[0]).toMatchObject({ quota: 'hunting', name: 'calls-per-minute', remaining: 0 });
  expect((await rows()).status).toBe(429);
  await sandbox('quota', 'clear');
  await sandbox('fault', 'add', 'POST', '/v1.0/security/runHuntingQuery', '--nth', '1', '--status', '502');
  expect((await sandbox('fault', 'list')).stdout).toContain('POST /v1.0/security/runHuntingQuery');
  expect([(await rows()).status, (await rows()).status]).toEqual([502, 200]);
});

test('rows are kept, erased and brought back', async () => {
  await keeper.ingest('DeviceInfo', [{ Timestamp: '2026-03-02T01:00:00Z', DeviceName: 'lamp' }]);
  const { stdout: id } = await sandbox('snapshot');
  await sandbox('reset');
  expect((await rows()).count).toBe(0);
  expect((await sandbox('restore', id.trim())).code).toBe(0);
  expect((await rows()).count).toBe(1);
});
