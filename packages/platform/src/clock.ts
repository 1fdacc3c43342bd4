// Time is an argument everywhere, so that expiry, windows and schedules can be tested to the millisecond and frozen by a developer.

/** Milliseconds since the Unix epoch. */
export type Clock = () => number;

/** The machine's own clock: the one place that asks it. */
export const systemClock: Clock = () => Date.now();

/**
 * A clock that starts at a given moment and runs at the pace of another.
 * @example startedClock(Date.parse('2026-01-01T00:00:00Z'), systemClock)
 */
export function startedClock(start: number, pace: Clock): Clock {
  const begun = pace();
  return () => start + (pace() - begun);
}

/** Milliseconds since some moment, never stepping: for measuring how long something took or is ago, not for dating it. */
export const steadyClock: Clock = () => performance.now();
