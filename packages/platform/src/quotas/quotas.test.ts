// What callers, operators and developers of clients see of the quotas.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createQuotas } from './create-quotas.js';
import { createMemoryLedger } from './memory-ledger.js';
import { parseQuotaProfile } from './parse-quota-profile.js';
import { PlayedTime } from './played-time.fixture.js';
import { defender2021, findQuotaProfile } from './profiles/index.js';
import type { Admission, QuotaUse, ThresholdCrossing } from './quotas.js';
import { retryAfterSeconds } from './retry-after-seconds.js';

const subject = { tenantId: 'contoso', ownerId: 'acme', applicationId: 'siem' };
const incidents: QuotaUse = { subject, quota: 'incidents', profile: defender2021 };
const hunting: QuotaUse = { subject, quota: 'hunting', profile: defender2021 };
const MINUTE = 60_000;
const HOUR = 3_600_000;
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function start(options: { time?: PlayedTime; path?: string; sandbox?: boolean; beatMs?: number } = {}) {
  const time = options.time ?? new PlayedTime();
  const crossings: ThresholdCrossing[] = [];
  const { path, sandbox = true, beatMs = 1000 } = options;
  const ledger = createMemoryLedger({
    clock: time.clock,
    ...(path === undefined ? {} : { journal: { path, wallClock: time.wallClock } }),
  });
  const quotas = createQuotas({
    ledger,
    isSandbox: () => sandbox,
    after: time.after,
    beatMs,
    onThreshold: (crossing) => crossings.push(crossing),
  });
  return {
    time,
    quotas,
    crossings,
    take: (use: QuotaUse) => quotas.take(use) as Admission,
    /** Takes `count` times; how many were admitted. */
    admitted: (use: QuotaUse, count: number) =>
      Array.from({ length: count }, () => quotas.take(use) as Admission).filter((one) => one.admitted).length,
  };
}

function journalPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quotas-'));
  folders.push(folder);
  return join(folder, 'quotas.journal');
}

describe('calls', () => {
  test('50 incident calls pass in a minute, the 51st a minute after the first, not a millisecond before', () => {
    const { time, take, admitted } = start();
    expect(take(incidents).admitted).toBe(true);
    time.advance(59_000);
    expect(admitted(incidents, 60)).toBe(49);
    expect(take(incidents)).toMatchObject({
      admitted: false,
      retryInMs: 1000,
      exceeded: { name: 'calls-per-minute', limit: 50, used: 50, remaining: 0, windowMs: MINUTE, resetInMs: 1000 },
    });
    time.advance(999);
    expect(take(incidents)).toMatchObject({ admitted: false, retryInMs: 1 });
    time.advance(1);
    expect(take(incidents).admitted).toBe(true);
    expect(take(incidents)).toMatchObject({ admitted: false, retryInMs: 59_000 });
  });

  test('1500 in an hour, however they are spread', () => {
    const { time, admitted, take } = start();
    for (let minute = 0; minute < 30; minute++) {
      expect(admitted(incidents, 50)).toBe(50);
      time.advance(MINUTE);
    }
    expect(take(incidents)).toMatchObject({
      admitted: false,
      exceeded: { name: 'calls-per-hour' },
      retryInMs: 30 * MINUTE,
    });
  });

  test('more applications do not mean more calls, neither in a tenant nor of an owner', () => {
    const { admitted, take } = start();
    expect(admitted(incidents, 50)).toBe(50);
    const sameTenant = { ...incidents, subject: { ...subject, ownerId: 'other', applicationId: 'soar' } };
    const sameOwner = { ...incidents, subject: { ...subject, tenantId: 'fabrikam', applicationId: 'soar' } };
    const stranger = { ...incidents, subject: { tenantId: 'fabrikam', ownerId: 'other', applicationId: 'soar' } };
    expect(take(sameTenant)).toMatchObject({ admitted: false, exceeded: { scope: 'tenant' } });
    expect(take(sameOwner)).toMatchObject({ admitted: false, exceeded: { scope: 'owner' } });
    expect(take(stranger).admitted).toBe(true);
  });

  test('a call refused by one scope counts in no other', () => {
    const { admitted, take } = start();
    admitted(incidents, 50);
    const sameOwner = { ...incidents, subject: { ...subject, tenantId: 'fabrikam' } };
    expect(take(sameOwner).admitted).toBe(false);
    const otherOwner = { ...incidents, subject: { ...subject, tenantId: 'fabrikam', ownerId: 'other' } };
    expect(admitted(otherOwner, 60)).toBe(50);
  });

  test('another agreement governs from the next call on, and what was used stays used', () => {
    const { admitted, take } = start();
    const partner = parseQuotaProfile(ownProfile({ amount: 60 }));
    expect(admitted(incidents, 50)).toBe(50);
    expect(take(incidents).admitted).toBe(false);
    expect(admitted({ ...incidents, profile: partner }, 20)).toBe(10);
  });

  test('peek spends nothing', () => {
    const { quotas, admitted } = start();
    for (let count = 0; count < 100; count++) quotas.peek(incidents);
    expect(admitted(incidents, 60)).toBe(50);
  });

  test('a quota that a profile does not name is unlimited', () => {
    const { admitted } = start();
    expect(admitted({ ...incidents, quota: 'ingest' }, 5000)).toBe(5000);
  });
});

describe('running time', () => {
  test('10 minutes of running time in an hour: the run is stopped to the millisecond and the wait is exact', () => {
    const { time, take } = start();
    const first = take(hunting);
    time.advance(4 * MINUTE);
    if (first.admitted) first.run?.finish();
    const second = take(hunting);
    if (!second.admitted || second.run === null) throw new Error('refused');
    time.advance(6 * MINUTE - 1);
    expect(second.run.signal.aborted).toBe(false);
    time.advance(1);
    expect(second.run.signal.aborted).toBe(true);
    expect(second.run.signal.reason).toMatchObject({ name: 'QuotaError', code: 'running-time-ended' });
    second.run.finish();
    expect(take(hunting)).toMatchObject({ admitted: false, retryInMs: HOUR - 6 * MINUTE });
    time.advance(HOUR - 6 * MINUTE - 1);
    expect(take(hunting).admitted).toBe(false);
    time.advance(1);
    expect(take(hunting).admitted).toBe(true);
  });

  test('runs side by side use up the budget together and are stopped together', () => {
    const { time, take } = start();
    const runs = [take(hunting), take(hunting), take(hunting)].map((one) => (one.admitted ? one.run : null));
    time.advance(200_000 - 1);
    expect(runs.map((run) => run?.signal.aborted)).toEqual([false, false, false]);
    time.advance(1);
    expect(runs.map((run) => run?.signal.aborted)).toEqual([true, true, true]);
  });

  test('what a run used is charged once, and only what it used', () => {
    const { time, take, quotas } = start();
    const admission = take(hunting);
    if (!admission.admitted) throw new Error('refused');
    time.advance(1234);
    admission.run?.finish();
    time.advance(5000);
    admission.run?.finish();
    expect(quotas.peek(hunting)).toContainEqual(
      expect.objectContaining({ name: 'running-time-per-hour', scope: 'tenant', used: 1234, resetInMs: HOUR - 5000 }),
    );
  });
});

describe('warnings', () => {
  test('at 50, 80 and 95 %, once each, and again only in a later window after usage fell', () => {
    const { time, admitted, crossings } = start();
    const seen = () => crossings.filter((one) => one.limit.scope === 'tenant' && one.limit.name === 'calls-per-minute');
    admitted(incidents, 24);
    expect(seen()).toEqual([]);
    admitted(incidents, 1);
    expect(seen().map((one) => one.percent)).toEqual([50]);
    admitted(incidents, 40);
    expect(seen().map((one) => one.percent)).toEqual([50, 80, 95]);
    time.advance(MINUTE);
    admitted(incidents, 25);
    expect(seen().map((one) => one.percent)).toEqual([50, 80, 95, 50]);
    expect(crossings[0]).toMatchObject({ subject, quota: 'incidents', limit: { used: 25, remaining: 25 } });
  });

  test('of running time come while the run still runs', () => {
    const { time, take, crossings } = start();
    take(hunting);
    time.advance(5 * MINUTE);
    expect(crossings.map((one) => [one.limit.name, one.percent])).toContainEqual(['running-time-per-hour', 50]);
  });
});

describe('after a crash', () => {
  test('nothing that was counted is forgotten, whatever the end of the file looks like', () => {
    const path = journalPath();
    const { time, admitted } = start({ path });
    expect(admitted(incidents, 30)).toBe(30);
    writeFileSync(path, `${readFileSync(path, 'utf8')}call 12 18000000`);
    time.advance(10_000);
    const again = start({ path, time });
    expect(again.admitted(incidents, 60)).toBe(20);
    time.advance(50_000 - 1);
    const third = start({ path, time });
    expect(third.take(incidents)).toMatchObject({ admitted: false, retryInMs: 1 });
    time.advance(1);
    expect(third.admitted(incidents, 60)).toBe(30);
  });

  test('a run in flight is charged up to its last sign of life', () => {
    const path = journalPath();
    const { time, take } = start({ path, beatMs: 1000 });
    take(hunting);
    time.advance(5700);
    const again = start({ path, time: Object.assign(new PlayedTime(), { now: time.now }) });
    expect(again.quotas.peek(hunting)).toContainEqual(
      expect.objectContaining({ name: 'running-time-per-hour', used: 5000 }),
    );
  });

  test('a wall clock set back counts as no time away; while the process lives it counts for nothing at all', () => {
    const path = journalPath();
    const { time, admitted } = start({ path });
    expect(admitted(incidents, 50)).toBe(50);
    time.stepWall(86_400_000);
    expect(admitted(incidents, 50)).toBe(0);
    time.stepWall(-86_400_000);
    time.advance(MINUTE);
    expect(admitted(incidents, 60)).toBe(50);
    time.stepWall(-86_400_000);
    const again = start({ path, time });
    expect(again.take(incidents)).toMatchObject({ admitted: false, retryInMs: MINUTE });
  });

  test('a file that is not a journal is refused by name', () => {
    const path = journalPath();
    writeFileSync(path, 'something else\n');
    expect(() => start({ path })).toThrow(expect.objectContaining({ code: 'journal-unusable' }));
  });
});

describe('test controls', () => {
  test('spend, set and clear', () => {
    const { quotas, admitted } = start();
    quotas.spend({ ...incidents, calls: 48 });
    expect(admitted(incidents, 10)).toBe(2);
    quotas.set({ ...incidents, limit: 'calls-per-minute', remaining: 7 });
    expect(admitted(incidents, 10)).toBe(7);
    quotas.clear(incidents);
    expect(admitted(incidents, 60)).toBe(50);
    quotas.set({ ...hunting, limit: 'running-time-per-hour', remaining: 0 });
    expect(quotas.take(hunting)).toMatchObject({ admitted: false, retryInMs: HOUR });
  });

  test('are for sandbox tenants only, as is the profile without limits', () => {
    const refusal = expect.objectContaining({ code: 'sandbox-only' });
    const production = start({ sandbox: false });
    expect(() => production.quotas.spend({ ...incidents, calls: 1 })).toThrow(refusal);
    expect(() => production.quotas.set({ ...incidents, limit: 'calls-per-minute', remaining: 1 })).toThrow(refusal);
    expect(() => production.quotas.clear(incidents)).toThrow(refusal);
    const free = { ...incidents, profile: findQuotaProfile('unlimited') };
    expect(() => production.take(free)).toThrow(refusal);
    expect(start({ sandbox: true }).admitted(free, 3000)).toBe(3000);
  });
});

describe('profiles', () => {
  test('an operator reads in their own', () => {
    const profile = parseQuotaProfile(ownProfile({}));
    expect(profile.quotas.incidents?.[0]).toMatchObject({ amount: 200, windowMs: MINUTE, scopes: ['tenant'] });
    expect(findQuotaProfile('partner', [profile])).toBe(profile);
    expect(() => findQuotaProfile('partner')).toThrow(/defender-2021, defender-current, graph, unlimited/);
  });

  test.each([
    ['amount', { amount: 0 }, /quotas.incidents\[0\].amount .*expected a whole number from 1 .*found 0/],
    ['amount', { amount: 1.5 }, /found 1.5/],
    ['window', { windowMs: 1e12 }, /windowMs/],
    ['unit', { unit: 'bytes' }, /"calls" or "ms"; found "bytes"/],
    ['scope', { scopes: ['planet'] }, /tenant, owner, application; found "planet"/],
    ['no scope', { scopes: [] }, /at least one/],
    ['surplus member', { burst: 3 }, /no members but .*; found "burst"/],
  ])('refuses a wrong %s by name', (_, change, message) => {
    expect(() => parseQuotaProfile(ownProfile(change))).toThrow(message);
  });

  test.each(['', '[]', '{}', '{"name":"defender-2021"}', ownProfile({}).replace('incidents', '__proto__')])(
    'refuses %s',
    (text) => {
      expect(() => parseQuotaProfile(text)).toThrow(expect.objectContaining({ code: 'profile-invalid' }));
    },
  );
});

test('seconds to wait are never too few', () => {
  expect([1, 999, 1000, 1001, 0].map(retryAfterSeconds)).toEqual([1, 1, 1, 2, 0]);
});

function ownProfile(change: Record<string, unknown>): string {
  const limit = {
    name: 'calls-per-minute',
    unit: 'calls',
    amount: 200,
    windowMs: MINUTE,
    scopes: ['tenant'],
    source: 'contract 7, annex 2',
    ...change,
  };
  return JSON.stringify({ name: 'partner', title: 'Partner', date: '2026-05-01', quotas: { incidents: [limit] } });
}
