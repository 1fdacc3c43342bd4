// The operator looks at quotas and keeps a profile from the command line.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFolders } from './harness/folders.js';
import { runGamekeeper } from './harness/run-gamekeeper.js';
import { type Gamekeeper, startGamekeeper } from './harness/start-gamekeeper.js';

const freshPath = createFolders('quota');
let server: Gamekeeper;
beforeAll(async () => {
  server = await startGamekeeper(freshPath(), { args: ['--empty'] });
});
afterAll(() => server.stop());

const run = (...args: readonly string[]) => runGamekeeper(['quota', ...args, '--data', server.directory]);

test('every limit of the sample application with what was used and is left', async () => {
  const token = (await runGamekeeper(['token', '--data', server.directory])).stdout.trim();
  const answer = await fetch(`${server.url}/api/advancedhunting/run`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ Query: 'DeviceEvents | count' }),
  });
  expect(answer.status).toBe(200);
  await answer.text();
  const { stdout, stderr, code } = await run();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/defender-2021 +hunting +calls-per-minute +tenant +1 +44 of 45 +in \d+ s *\n/);
  expect(stdout).toMatch(/defender-2021 +incidents +calls-per-hour +owner +0 +1500 of 1500 *\n/);
  expect(stdout).toMatch(/hunting +running-time-per-day +tenant +[\d.]+ s +[\d.]+ s of 14400 s/);
  const json = await run('--app', 'Sample application', '--tenant', 'sample.example', '--json');
  const calls = JSON.parse(json.stdout).find(({ limit }: { limit: string }) => limit === 'calls-per-minute');
  expect(calls).toMatchObject({ quota: 'incidents', scope: 'tenant', remaining: 50, of: 50, unit: 'calls' });
  const unknown = await run('--app', 'nobody');
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("application 'nobody'")]);
});

test('profiles are listed with their sources, and one of the operator is kept from a file', async () => {
  const file = join(freshPath(), '..', 'partner.json');
  const limit = {
    ...{ name: 'calls-per-minute', unit: 'calls', amount: 200, windowMs: 60_000, scopes: ['tenant'] },
    source: 'contract 7, annex 2',
  };
  writeFileSync(file, JSON.stringify({ name: 'partner', title: 'Partner', date: '2026-05-01', quotas: {} }));
  const invalid = await run('profile', 'add', file);
  expect([invalid.code, invalid.stderr]).toEqual([1, expect.stringContaining('quotas of a quota profile: expected')]);
  const profile = { name: 'partner', title: 'Partner', date: '2026-05-01', quotas: { incidents: [limit] } };
  writeFileSync(file, JSON.stringify(profile));
  expect((await run('profile', 'add', file, '--reason', 'contract 7')).stdout).toBe('partner is kept: Partner\n');
  const { stdout } = await run('profiles');
  expect(stdout).toMatch(/partner +incidents +calls-per-minute +200 +tenant +contract 7, annex 2/);
  expect(stdout).toMatch(/defender-2021 +hunting +calls-per-minute +45 +tenant owner +Microsoft 365 Defender APIs/);
  expect(stdout).toMatch(/unlimited +none is limited/);
});
