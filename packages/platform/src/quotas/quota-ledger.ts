// What a place where usage is kept must be able to do; every one decides by the same function and passes the same suite.

import type { BoundQuota } from './bind-quota.js';
import type { LimitState, Verdict } from './decide.js';

/** Now, or when the answer is there. */
export type Maybe<T> = T | Promise<T>;

/** A run whose time is measured. */
export interface LedgerRun {
  readonly id: string;
  readonly bound: BoundQuota;
}

/** A decision, carried out. */
export interface LedgerVerdict extends Verdict {
  /** The ledger's time of the decision, in milliseconds. */
  readonly at: number;
  /** How the limits stand with the call counted. */
  readonly limits: readonly LimitState[];
  /** Present when an admitted call is a run. */
  readonly run: LedgerRun | null;
}

/** How a live run stands. */
export interface RunStanding {
  /** False when it was ended, now or before. */
  readonly live: boolean;
  /** Milliseconds after which to look again; 0 when it was ended. */
  readonly endsInMs: number;
  readonly at: number;
  readonly limits: readonly LimitState[];
}

/** How the limits stand. */
export interface Standing {
  readonly at: number;
  readonly limits: readonly LimitState[];
}

/** Keeps usage. Each method is one indivisible step, whatever else runs at the same time. */
export interface QuotaLedger {
  /** Decides over a call and, if it is admitted, counts it; a refused call counts nothing. */
  take(bound: BoundQuota, at?: number): Maybe<LedgerVerdict>;
  /** How the limits stand; counts nothing. */
  read(bound: BoundQuota, at?: number): Maybe<Standing>;
  /** Ends a live run whose budget is used up, charging it; otherwise notes that it is still alive. */
  check(run: LedgerRun): Maybe<RunStanding>;
  /** Ends a run and charges what it ran; nothing happens to one that has ended. */
  end(run: LedgerRun): Maybe<Standing>;
  /** Counts calls and charges milliseconds without asking whether they are allowed. */
  add(bound: BoundQuota, calls: number, ms: number): Maybe<Standing>;
  /** Forgets all calls, charges or both; live runs stay. */
  clear(bound: BoundQuota, what: 'calls' | 'ms' | 'all'): Maybe<Standing>;
  close(): Maybe<void>;
}
