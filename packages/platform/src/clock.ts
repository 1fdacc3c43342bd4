// Time is an argument everywhere, so that expiry, windows and schedules can be tested to the millisecond and frozen by a developer.

/** Milliseconds since the Unix epoch. */
export type Clock = () => number;

/** The machine's own clock: the one place that asks it. */
export const systemClock: Clock = () => Date.now();

/**
 * Milliseconds since some moment of its own, for measuring how much time has passed: it never goes back and takes no
 * part in a step of the wall clock, so that windows neither open nor close because a machine's date was corrected.
 */
export type SteadyClock = () => number;

/** The machine's own steady clock, monotonic: for measuring how long something took or is ago, not for dating it. */
export const steadyClock: SteadyClock = () => performance.now();

/**
 * A steady clock from a clock that may step: it adds up forward movement only; a step back counts as no time, together
 * with what had passed since the reading before it. A step forward cannot be told from time that passed and counts as
 * such, which is what whoever plays with a test clock expects; for the machine's own clock use `steadyClock`.
 * @example const steady = steadied(clock); // clock: 1000, 400, 500 → steady: 0, 0, 100
 */
export function steadied(clock: Clock): SteadyClock {
  let last = clock();
  let passed = 0;
  return () => {
    const now = clock();
    if (now > last) passed += now - last;
    last = now;
    return passed;
  };
}
