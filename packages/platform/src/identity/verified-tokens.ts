// Remembers tokens whose signature was verified, so that a client's next call with the same one costs a hash instead.

import { createHash } from 'node:crypto';
import type { Caller } from './caller.js';

/** Tokens kept at most; the oldest goes first. */
const capacity = 10_000;

/** A token that is genuine; whether it counts now is asked at every call. Times are seconds since the Unix epoch. */
export interface VerifiedToken {
  readonly caller: Caller;
  readonly notBefore: number;
  readonly expiresOn: number;
}

/** Holds no token itself, only its SHA-256. */
export interface VerifiedTokens {
  /** Undefined for one that was not verified, or whose time it is not at `now`, in seconds. */
  find(token: string, now: number): VerifiedToken | undefined;
  keep(token: string, verified: VerifiedToken): void;
}

/**
 * Ended credentials, sign-ins and parties are no matter of signatures: they are looked up behind it at every call.
 * @example tokens.find(token, Math.floor(clock() / 1000))?.caller ?? (await verifyAnew(token))
 */
export function createVerifiedTokens(): VerifiedTokens {
  const kept = new Map<string, VerifiedToken>();
  const nameOf = (token: string) => createHash('sha256').update(token).digest('base64url');
  return {
    find(token, now) {
      const found = kept.get(nameOf(token));
      return found !== undefined && found.notBefore <= now && now < found.expiresOn ? found : undefined;
    },
    keep(token, verified) {
      kept.set(nameOf(token), verified);
      if (kept.size > capacity) kept.delete(kept.keys().next().value ?? '');
    },
  };
}
