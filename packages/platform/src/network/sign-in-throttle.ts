// Throttles sign-in and the token endpoint by account and by address at once (SEC-1).

import type { Clock } from '../clock.js';
import { createThrottle, type ThrottleVerdict } from './throttle.js';

/** Who tries to prove what. */
export interface SignInTry {
  /** Name or client id as sent, whether it exists or not. */
  readonly account: string;
  readonly address: string;
}

/** Guards proofs of identity. */
export interface SignInThrottle {
  /**
   * Call it before the proof is looked at. Refused while the account or the address has failed too often.
   */
  attempt(attempt: SignInTry): ThrottleVerdict;
  /** The proof was right: the account starts afresh, the address gets this one try back. */
  succeeded(attempt: SignInTry): void;
}

export interface SignInThrottleOptions {
  readonly clock: Clock;
  /** Failures of an account before it has to wait; 10 unless told. */
  readonly accountFailures?: number;
  /** Failures from an address before it has to wait; 50 unless told, as many people may share one. */
  readonly addressFailures?: number;
}

const hour = 3_600_000;
const maxKnownPairs = 10_000;

/**
 * Waits grow from 1 s to 5 minutes, so that guessing at an account ends at about 300 tries a day. From an address that
 * the account has signed in from before, tries are counted apart: strangers who fail do not lock the owner out.
 * @example
 * const verdict = throttle.attempt({ account: clientId, address });
 * if (!verdict.allowed) return tooMany(verdict.retryAfterMs);
 * await authenticate(); // throws when the proof is wrong
 * throttle.succeeded({ account: clientId, address });
 */
export function createSignInThrottle(options: SignInThrottleOptions): SignInThrottle {
  const { clock, accountFailures = 10, addressFailures = 50 } = options;
  const waits = { clock, windowMs: hour, blockMs: 1_000, maxBlockMs: hour / 12 };
  const accounts = createThrottle({ ...waits, points: accountFailures });
  const addresses = createThrottle({ ...waits, points: addressFailures });
  // Oldest first.
  const knownPairs = new Set<string>();

  const accountOf = ({ account }: SignInTry) => account.slice(0, 256).normalize('NFKC').toLowerCase();
  const pairOf = (attempt: SignInTry) => `${attempt.address} ${accountOf(attempt)}`;
  const keyOf = (attempt: SignInTry) =>
    knownPairs.has(pairOf(attempt)) ? `from ${pairOf(attempt)}` : `anywhere ${accountOf(attempt)}`;
  return {
    attempt(attempt) {
      const byAddress = addresses.take(attempt.address);
      if (!byAddress.allowed) return byAddress;
      const byAccount = accounts.take(keyOf(attempt));
      // Nothing was tried, so the address pays nothing.
      if (!byAccount.allowed) addresses.giveBack(attempt.address);
      return byAccount;
    },
    succeeded(attempt) {
      accounts.reset(keyOf(attempt));
      addresses.giveBack(attempt.address);
      const pair = pairOf(attempt);
      knownPairs.delete(pair);
      knownPairs.add(pair);
      const [oldest] = knownPairs.size > maxKnownPairs ? knownPairs : [];
      if (oldest !== undefined) knownPairs.delete(oldest);
    },
  };
}
