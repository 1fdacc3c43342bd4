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

/** The calls, charges and live runs of a key. */
export class Usage {
  readonly calls = new Tally('one');
  readonly charges = new Tally('amount');
  /** When each live run started, by its id. */
  readonly runs = new Map<string, number>();
  #startsSum = 0;

  /** Milliseconds that the live runs have run by `at`. */
  liveMs(at: number): number {
    return this.runs.size * at - this.#startsSum;
  }

  begin(runId: string, startedAt: number): void {
    this.runs.set(runId, startedAt);
    this.#startsSum += startedAt;
  }

  /** Ends a run at `at` and charges what it ran; a run that is not live is left alone. */
  end(runId: string, at: number): void {
    const startedAt = this.runs.get(runId);
    if (startedAt === undefined) return;
    this.runs.delete(runId);
    this.#startsSum -= startedAt;
    this.charges.add(at, Math.max(0, at - startedAt));
  }

  /** Forgets what no limit can ask for any more. */
  forget(retention: Retention, at: number): void {
    this.calls.forget(at - retention.callsMs, retention.calls);
    this.charges.forget(at - retention.chargesMs);
  }

  /** The latest moment that it knows of. */
  get latest(): number {
    return Math.max(this.calls.latest, this.charges.latest);
  }

  get empty(): boolean {
    return this.calls.size === 0 && this.charges.size === 0 && this.runs.size === 0;
  }
}
