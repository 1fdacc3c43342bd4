// What one key has used and is using: the state that every decision is made from, in whichever ledger it lies.

import { Tally } from './tally.js';

/** How much of the past the limits of a key can ask for; grows as profiles are met. */
export interface Retention {
  /** The most calls that any limit allows: more need not be known. 0 where calls are not counted. */
  calls: number;
  /** Longest window over calls, in milliseconds. */
  callsMs: number;
  /** Longest window over running time, in milliseconds. 0 where running time is not counted. */
  chargesMs: number;
}

const NO_CHARGES = new Tally('amount');
const NO_RUNS: ReadonlyMap<string, number> = new Map();

/** The calls, charges and live runs of a key. Most keys only ever count calls, so the rest is made when it is needed. */
export class Usage {
  readonly calls = new Tally('one');
  #charges: Tally | null = null;
  #runs: Map<string, number> | null = null;
  #startsSum = 0;

  /** Running time charged, for reading. */
  get charges(): Pick<Tally, 'sumAfter' | 'oldestAfter' | 'fallsBelow' | 'entries'> {
    return this.#charges ?? NO_CHARGES;
  }

  /** When each live run started, by its id. */
  get runs(): ReadonlyMap<string, number> {
    return this.#runs ?? NO_RUNS;
  }

  /** Milliseconds that the live runs have run by `at`. */
  liveMs(at: number): number {
    return this.runs.size * at - this.#startsSum;
  }

  charge(at: number, ms: number): void {
    this.#charges ??= new Tally('amount');
    this.#charges.add(at, ms);
  }

  begin(runId: string, startedAt: number): void {
    this.#runs ??= new Map();
    this.#runs.set(runId, startedAt);
    this.#startsSum += startedAt;
  }

  /**
   * Ends a run at `at` and charges what it ran; a run that is not live is left alone. A run found dead may have ended
   * before the latest charge, and is then charged together with it: charges stay in order of time.
   */
  end(runId: string, at: number): void {
    const startedAt = this.#runs?.get(runId);
    if (startedAt === undefined) return;
    this.#runs?.delete(runId);
    this.#startsSum -= startedAt;
    this.charge(Math.max(at, this.#charges?.latest ?? at), Math.max(0, at - startedAt));
  }

  /** Forgets calls, charges or both; live runs stay. */
  clear(what: 'calls' | 'ms' | 'all'): void {
    if (what !== 'ms') this.calls.clear();
    if (what !== 'calls') this.#charges = null;
  }

  /** Forgets what no limit can ask for any more. */
  forget(retention: Retention, at: number): void {
    this.calls.forget(at - retention.callsMs, retention.calls);
    this.#charges?.forget(at - retention.chargesMs);
  }

  /** The latest moment at which something was counted; minus infinity before. */
  get latest(): number {
    return Math.max(this.calls.latest, this.#charges?.latest ?? Number.NEGATIVE_INFINITY);
  }

  get empty(): boolean {
    return this.calls.size === 0 && (this.#charges?.size ?? 0) === 0 && this.runs.size === 0;
  }
}
