// The limiter against the definition, over random and adversarial schedules: no call too many, none too few, every wait exact.

import { expect, test } from 'vitest';
import { steadied } from '../clock.js';
import type { QuotaSubject } from './bind-quota.js';
import { createQuotas } from './create-quotas.js';
import { createMemoryLedger } from './memory-ledger.js';
import { Oracle, type OracleCall } from './oracle.fixture.js';
import { PlayedTime } from './played-time.fixture.js';
import { type QuotaLimit, type QuotaProfile, quotaScopes } from './quota-profile.js';
import type { Admission, Run } from './quotas.js';

const SCHEDULES = Number(process.env.QUOTA_SCHEDULES ?? 50_000);
const SEED = Number(process.env.PROPERTY_SEED ?? 20_261_122);

/** Five callers of two tenants and two owners that no schedule before had. */
function newSubjects(schedule: number): readonly QuotaSubject[] {
  return ['A1x', 'A1y', 'A2z', 'B1x', 'B2z'].map(([tenant, owner, application]) => ({
    tenantId: `${tenant}${schedule}`,
    ownerId: `${owner}${schedule}`,
    applicationId: `${application}`,
  }));
}

/** Whole numbers from 0 to `below` - 1, the same every run (mulberry32). */
function createDice(seed: number) {
  let state = seed >>> 0;
  return (below: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
type Dice = ReturnType<typeof createDice>;

function randomProfile(dice: Dice, index: number): QuotaProfile {
  const limits: QuotaLimit[] = [];
  for (let count = 1 + dice(3); count > 0; count--) {
    const scopes = quotaScopes.filter(() => dice(2) === 0);
    limits.push({
      name: `limit-${count}`,
      unit: dice(5) < 3 ? 'calls' : 'ms',
      amount: 1 + dice(6),
      windowMs: 2 + dice(14),
      scopes: scopes.length === 0 ? ['tenant'] : scopes,
      source: 'drawn',
    });
  }
  return { name: `drawn-${index}`, title: '', date: '2026-01-01', sandboxOnly: false, quotas: { hunting: limits } };
}

/** Counts of what was compared. */
interface Compared {
  schedules: number;
  admitted: number;
  refused: number;
  waits: number;
  stopped: number;
}

/** A limiter that serves many schedules one after the other, on a clock that steps back at times. */
function createWorld(profiles: readonly QuotaProfile[]) {
  const time = new PlayedTime();
  const steady = steadied(time.wallClock);
  const ledger = createMemoryLedger({ clock: steady });
  return {
    profiles,
    time,
    steady,
    quotas: createQuotas({ ledger, isSandbox: () => false, profiles, after: time.after }),
  };
}

function runSchedule(dice: Dice, schedule: number, world: ReturnType<typeof createWorld>, compared: Compared): void {
  const { profiles, time, steady, quotas } = world;
  const subjects = newSubjects(schedule);
  const oracle = new Oracle();
  const live: { run: Run; call: OracleCall }[] = [];
  let hint = 1;
  compared.schedules++;

  for (let steps = 4 + dice(9); steps > 0; steps--) {
    const kind = dice(10);
    if (kind < 6) {
      const subject = subjects[dice(subjects.length)] ?? fail('no subject');
      const profile = profiles[dice(8) === 0 ? 1 : 0] ?? fail('no profile');
      for (let burst = dice(4) === 0 ? 3 : 1; burst > 0; burst--) {
        const admission = quotas.take({ subject, quota: 'hunting', profile }) as Admission;
        const call = oracle.take(profile, subject, time.now);
        if (admission.admitted !== (call !== null)) fail(`${admission.admitted} at ${time.now}`);
        if (call === null) oracle.endExhausted(time.now);
        checkStates(oracle, profile, subject, time.now, admission);
        if (admission.admitted) compared.admitted++;
        else {
          compared.refused++;
          const { retryInMs } = admission;
          hint = retryInMs;
          const earliest = time.now + retryInMs;
          if (!oracle.admits(profile, subject, earliest, time.now)) fail(`still refused after ${retryInMs}`);
          if (oracle.admits(profile, subject, earliest - 1, time.now)) fail(`admitted before ${retryInMs}`);
          compared.waits++;
        }
        if (admission.admitted && admission.run !== null && call !== null) live.push({ run: admission.run, call });
      }
    } else if (kind < 7 && live.length > 0) {
      const [ended] = live.splice(dice(live.length), 1);
      ended?.run.finish();
      if (ended !== undefined) ended.call.endedAt ??= time.now;
    } else {
      const ms = dice(3) === 0 ? Math.max(0, hint - dice(2)) : dice(12);
      if (dice(5) === 0) {
        // A clock that steps back unread loses what passed since it was last read, so it is read on both sides.
        steady();
        time.stepWall(-86_400_000);
        steady();
      }
      if (dice(4) === 0) {
        time.jump(ms);
        oracle.endExhausted(time.now);
      } else {
        const from = time.now;
        time.advance(ms);
        for (let t = from + 1; t <= time.now; t++) oracle.endExhausted(t);
      }
    }
    // Making signals is most of the work; when runs were stopped shows in what is used, too.
    for (const { run, call } of schedule % 8 === 0 ? live : []) {
      if (run.signal.aborted !== (call.endedAt !== null)) fail(`run of ${call.at} stopped: ${run.signal.aborted}`);
    }
  }
  for (const { run, call } of live) {
    if (call.endedAt !== null) compared.stopped++;
    run.finish();
  }
}

function checkStates(
  oracle: Oracle,
  profile: QuotaProfile,
  subject: QuotaSubject,
  now: number,
  admission: Admission,
): void {
  let index = 0;
  for (const limit of profile.quotas.hunting ?? []) {
    for (const scope of limit.scopes) {
      const used = oracle.used(limit, scope, subject, now);
      const state = admission.limits[index++] ?? fail('a limit is missing');
      const shown = limit.unit === 'calls' ? Math.min(state.used, limit.amount) : state.used;
      const defined = limit.unit === 'calls' ? Math.min(used, limit.amount) : used;
      if (shown !== defined || state.remaining !== Math.max(0, limit.amount - used)) {
        fail(`${limit.name} ${scope}: ${state.used}, by definition ${used}`);
      }
    }
  }
}

function fail(what: string): never {
  throw new Error(what);
}

test(`agrees with the definition on ${SCHEDULES} schedules`, { timeout: 300_000 }, () => {
  const compared: Compared = { schedules: 0, admitted: 0, refused: 0, waits: 0, stopped: 0 };
  // Stopped runs get an error as their reason; drawing its stack would be most of the work.
  Error.stackTraceLimit = 0;
  const drawn = createDice(SEED);
  const perWorld = Math.ceil(SCHEDULES / 500);
  let world: ReturnType<typeof createWorld> | null = null;
  for (let schedule = 0; schedule < SCHEDULES; schedule++) {
    if (world === null || schedule % perWorld === 0) {
      world = createWorld([randomProfile(drawn, 2 * schedule), randomProfile(drawn, 2 * schedule + 1)]);
    }
    try {
      runSchedule(createDice(SEED + schedule), schedule, world, compared);
    } catch (error) {
      throw new Error(`schedule ${schedule}, PROPERTY_SEED=${SEED}`, { cause: error });
    }
  }
  console.log(JSON.stringify(compared));
  expect(compared.schedules).toBe(SCHEDULES);
  for (const count of [compared.admitted, compared.refused, compared.waits, compared.stopped]) {
    expect(count).toBeGreaterThan(SCHEDULES / 10);
  }
});
