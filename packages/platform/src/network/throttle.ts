// Slows down guessing: tries are counted before they are judged, so that many at once gain nothing.

import type { Clock } from '../clock.js';

/** What a try is answered; when it is refused, the milliseconds after which one would be let through. */
export type ThrottleVerdict = { readonly allowed: true } | { readonly allowed: false; readonly retryAfterMs: number };

/** Counts tries per key. */
export interface Throttle {
  /** Counts a try, or refuses it without counting. Call it before the secret is looked at. */
  take(key: string): ThrottleVerdict;
  /** Gives one try back: it succeeded. */
  giveBack(key: string): void;
  /** Forgets what a key has tried. */
  reset(key: string): void;
}

export interface ThrottleOptions {
  readonly clock: Clock;
  /** Tries let through freely at once; as many come back over each window. */
  readonly points: number;
  /** Milliseconds after which `points` tries are forgotten, evenly spread. */
  readonly windowMs: number;
  /** Milliseconds of the first wait; each further try doubles it. */
  readonly blockMs: number;
  /** The longest wait: nobody is locked out for good. 15 minutes unless told. */
  readonly maxBlockMs?: number;
  /** Keys kept at most; past it the one that tried longest ago is forgotten. 100,000 unless told. */
  readonly maxKeys?: number;
}

interface Tries {
  /** What was left of the tries at the last one; forgetting makes fractions. */
  readonly count: number;
  /** Milliseconds since the Unix epoch. */
  readonly last: number;
}

/**
 * After `points` tries each further one has to wait twice as long as the one before it.
 * @example
 * const throttle = createThrottle({ clock, points: 5, windowMs: 900_000, blockMs: 1_000 });
 * const verdict = throttle.take('person:alice');
 * if (!verdict.allowed) return tooManyTries(verdict.retryAfterMs);
 * if (await passwordIsRight()) throttle.reset('person:alice');
 */
export function createThrottle(options: ThrottleOptions): Throttle {
  const { clock, points, windowMs, blockMs, maxBlockMs = 900_000, maxKeys = 100_000 } = options;
  // In the order of their last try.
  const triesByKey = new Map<string, Tries>();

  const waitAfter = (count: number) => {
    const over = Math.ceil(count) - points;
    return over < 0 ? 0 : Math.min(maxBlockMs, blockMs * 2 ** over);
  };
  const remembered = ({ count, last }: Tries, now: number) => Math.max(0, count - ((now - last) * points) / windowMs);

  return {
    take(key) {
      const now = clock();
      const known = triesByKey.get(key);
      // A clock set back must not stretch a wait.
      const tries = known === undefined || now < known.last ? { count: 0, last: now } : known;
      const retryAfterMs = tries.last + waitAfter(tries.count) - now;
      if (retryAfterMs > 0) return { allowed: false, retryAfterMs };
      triesByKey.delete(key);
      triesByKey.set(key, { count: remembered(tries, now) + 1, last: now });
      const [oldest] = triesByKey.size > maxKeys ? triesByKey.keys() : [];
      if (oldest !== undefined) triesByKey.delete(oldest);
      return { allowed: true };
    },
    giveBack(key) {
      const tries = triesByKey.get(key);
      if (tries !== undefined && tries.count > 1) triesByKey.set(key, { ...tries, count: tries.count - 1 });
      else triesByKey.delete(key);
    },
    reset: (key) => void triesByKey.delete(key),
  };
}
