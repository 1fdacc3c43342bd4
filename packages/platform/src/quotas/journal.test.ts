// The journal under the worst ends that a process can come to.

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createBinder } from './bind-quota.js';
import { createMemoryLedger } from './memory-ledger.js';
import { PlayedTime } from './played-time.fixture.js';
import { defender2021, quotaProfiles } from './profiles/index.js';
import type { Standing } from './quota-ledger.js';

const folder = mkdtempSync(join(tmpdir(), 'quotas-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bind = createBinder(quotaProfiles);
function bound(quota: 'incidents' | 'hunting', tenantId: string) {
  const found = bind(defender2021, quota, { tenantId, ownerId: 'acme', applicationId: 'siem' });
  if (found === null) throw new Error('unlimited');
  return found;
}

test('killed after any byte, it forgets no call that was answered', () => {
  const path = join(folder, 'killed');
  const time = new PlayedTime();
  const ledger = createMemoryLedger({ clock: time.clock, journal: { path, wallClock: time.wallClock } });
  /** Length of the file when each call was answered. */
  const answered: number[] = [];
  for (let call = 0; call < 40; call++) {
    time.advance(137);
    ledger.take(bound('incidents', `tenant ${call % 3}`));
    answered.push(statSync(path).size);
  }
  const whole = readFileSync(path);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.length }), (length) => {
      const cut = join(folder, 'cut');
      writeFileSync(cut, whole.subarray(0, length));
      const again = createMemoryLedger({ clock: time.clock, journal: { path: cut, wallClock: time.wallClock } });
      const { limits } = again.read(bound('incidents', 'tenant 0')) as Standing;
      again.close();
      const kept = answered.filter((size) => size <= length).length;
      expect(limits.find(({ scope }) => scope === 'owner')?.used).toBe(kept);
    }),
    { numRuns: 300 },
  );
});

test('grows no longer than a few times what it must hold, and loses nothing on the way', () => {
  const path = join(folder, 'long');
  const time = new PlayedTime();
  const journal = { path, wallClock: time.wallClock };
  const ledger = createMemoryLedger({ clock: time.clock, journal });
  const run = (ledger.take(bound('hunting', 'long')) as { run: unknown }).run;
  expect(run).not.toBeNull();
  for (let call = 0; call < 90_000; call++) {
    time.advance(10);
    ledger.add(bound('incidents', 'long'), 1, 0);
  }
  expect(statSync(path).size).toBeLessThan(5 * 2 ** 20);
  const again = createMemoryLedger({ clock: time.clock, journal });
  expect(again.take(bound('incidents', 'long'))).toMatchObject({ admitted: false, exceeded: { windowMs: 3_600_000 } });
  const { limits } = again.read(bound('hunting', 'long')) as Standing;
  expect(limits.find(({ name }) => name === 'running-time-per-day')?.used).toBe(900_000);
  again.close();
});
