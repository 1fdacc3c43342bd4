// Slows guessing down: after a few failures each further attempt waits longer, and a success forgets them.

import type { Clock } from '../clock.js';

export interface ThrottleOptions {
  readonly clock: Clock;
  /** Attempts that wait for nothing. */
  readonly free: number;
  /** Milliseconds after the last free attempt; doubles with every further one. */
  readonly firstDelay: number;
  /** Milliseconds that a delay grows to at most, so that nobody is locked out for good. */
  readonly longestDelay: number;
  /** Milliseconds without an attempt after which a key is forgotten. */
  readonly forgetAfter: number;
  /** Keys remembered at most; the longest untouched is forgotten first. */
  readonly capacity?: number;
}

/** Attempts are counted when they begin, so that many at once gain nothing over one after the other. */
export interface Throttle {
  /** Milliseconds to wait before an attempt may be made; 0 counts it as made. */
  begin(key: string): number;
  /** The last attempt was no failure: it no longer counts. */
  refund(key: string): void;
  /** Forgets all attempts of a key. */
  forget(key: string): void;
}

interface Attempts {
  count: number;
  last: number;
  blockedUntil: number;
}

/**
 * @example
 * const throttle = createThrottle({ clock, free: 5, firstDelay: 1000, longestDelay: 60_000, forgetAfter: 900_000 });
 * if (throttle.begin('account:ada') > 0) throw …
 */
export function createThrottle(options: ThrottleOptions): Throttle {
  const { clock, free, firstDelay, longestDelay, forgetAfter, capacity = 100_000 } = options;
  const keys = new Map<string, Attempts>();

  return {
    begin(key) {
      const now = clock();
      const known = keys.get(key);
      // A clock that was set back must not lengthen a delay past its bound.
      const wait = known === undefined ? 0 : Math.min(known.blockedUntil - now, longestDelay);
      if (wait > 0) return wait;
      const fresh = known === undefined || now - known.last > forgetAfter;
      const count = fresh ? 1 : known.count + 1;
      const delay = count < free ? 0 : Math.min(longestDelay, firstDelay * 2 ** (count - free));
      keys.delete(key);
      keys.set(key, { count, last: now, blockedUntil: now + delay });
      if (keys.size > capacity) {
        const [oldest] = keys.keys();
        if (oldest !== undefined) keys.delete(oldest);
      }
      return 0;
    },
    refund(key) {
      const known = keys.get(key);
      if (known === undefined) return;
      known.count -= 1;
      if (known.count < free) known.blockedUntil = 0;
      if (known.count <= 0) keys.delete(key);
    },
    forget(key) {
      keys.delete(key);
    },
  };
}
