// A clock that a test plays: the machine's time until it is told otherwise, then frozen, moved, or faster than real.

import { type Clock, type SteadyClock, steadyClock, systemClock } from '@gamekeeper/platform';
import { TestingError } from './testing-error.js';

/** How the clock stands. */
export interface PlayedTime {
  /** ISO 8601, UTC. */
  readonly now: string;
  /** `machine` follows the machine's clock; `played` keeps a time of its own. */
  readonly mode: 'machine' | 'played';
  /** Milliseconds that pass in each real one; 0 is frozen. */
  readonly rate: number;
}

/** Every method answers how the clock then stands. Times are milliseconds since the Unix epoch. */
export interface PlayedClock {
  readonly now: Clock;
  /** How much time has passed, for quotas and durations: a move forward counts as passed, one back as nothing. */
  readonly steady: SteadyClock;
  show(): PlayedTime;
  /** Stops the time. */
  freeze(): PlayedTime;
  /** Moves on by milliseconds, a whole number from 0. */
  advance(milliseconds: number): PlayedTime;
  /** From now on as many milliseconds pass in each real one; up to a million. */
  scale(rate: number): PlayedTime;
  /** Moves to a moment, in milliseconds or as ISO 8601, earlier or later; a frozen clock stays frozen. */
  set(moment: number | string): PlayedTime;
  /** Lets time pass at its real pace from where it stands. */
  resume(): PlayedTime;
  /** Back to how it was made. */
  reset(): PlayedTime;
}

export interface PlayedClockOptions {
  /** Where it starts, in milliseconds or as ISO 8601; the machine's time unless told. */
  readonly start?: number | string;
  readonly wall?: Clock;
  readonly pace?: SteadyClock;
}

/**
 * @throws TestingError `clock-invalid` for times and rates that cannot be.
 * @example
 * const clock = createPlayedClock();
 * clock.freeze();
 * clock.advance(60_000);
 */
export function createPlayedClock({
  start,
  wall = systemClock,
  pace = steadyClock,
}: PlayedClockOptions = {}): PlayedClock {
  const first = start === undefined ? null : momentOf(start);
  let played = first === null ? null : { at: first, rate: 1 };
  let since = pace();
  let passed = 0;

  const ranUntil = (moment: number) => (moment - since) * (played?.rate ?? 1);
  const nowAt = (moment: number) => (played === null ? wall() : Math.floor(played.at + ranUntil(moment)));
  const now = () => nowAt(pace());

  function show(): PlayedTime {
    const mode = played === null ? 'machine' : 'played';
    return { now: new Date(now()).toISOString(), mode, rate: played?.rate ?? 1 };
  }

  /** From here on the time is as told; what had passed until now is kept. */
  function play(
    change: (from: { readonly at: number; readonly rate: number }) => typeof played,
    skipped = 0,
  ): PlayedTime {
    const moment = pace();
    const from = { at: nowAt(moment), rate: played?.rate ?? 1 };
    const next = change(from);
    if (next !== null) momentOf(next.at);
    // Whole from here on, so that a frozen clock counts windows to the exact millisecond.
    passed = Math.ceil(passed + ranUntil(moment)) + Math.max(0, skipped);
    since = moment;
    played = next;
    return show();
  }

  return {
    now,
    steady: () => passed + ranUntil(pace()),
    show,
    freeze: () => play(({ at }) => ({ at, rate: 0 })),
    advance(milliseconds) {
      if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) {
        throw invalid('advance', 'a whole number of milliseconds from 0', milliseconds);
      }
      return play(({ at, rate }) => ({ at: at + milliseconds, rate }), milliseconds);
    },
    scale(rate) {
      if (!(rate > 0 && rate <= 1_000_000)) throw invalid('scale', 'a number above 0 and up to 1000000', rate);
      return play(({ at }) => ({ at, rate }));
    },
    set(moment) {
      const at = momentOf(moment);
      return play(({ rate }) => ({ at, rate }), at - now());
    },
    resume: () => play(({ at }) => (played === null ? null : { at, rate: 1 })),
    reset: () => play(() => (first === null ? null : { at: first, rate: 1 })),
  };
}

function momentOf(moment: number | string): number {
  const at = typeof moment === 'number' ? moment : Date.parse(moment);
  // From 1970 on, within what tokens and files can date.
  if (Number.isSafeInteger(at) && at >= 0 && at <= latest) return at;
  throw invalid('time', 'a moment from 1970 to 9999, in milliseconds or as ISO 8601', moment);
}

const latest = Date.UTC(9999, 11, 31);

function invalid(what: string, expected: string, found: unknown): TestingError {
  return new TestingError('clock-invalid', `clock ${what}: expected ${expected}, found ${JSON.stringify(found)}`);
}
