// Stops runs of this process at the moment at which the running time that they count against is used up.

import { QuotaError } from './quota-error.js';
import type { LedgerRun, Maybe, QuotaLedger, RunStanding, Standing } from './quota-ledger.js';
import type { Run } from './quotas.js';
import { whenKnown } from './when-known.js';

/** Calls back after a time; the function returned prevents that. */
export type After = (ms: number, callback: () => void) => () => void;

/** A timer of the process that does not keep it alive. */
export const processTimer: After = (ms, callback) => {
  const timer = setTimeout(callback, ms).unref();
  return () => clearTimeout(timer);
};

/** A live run of this process. */
interface Watched {
  readonly run: LedgerRun;
  /** Made when someone asks for the signal: most runs end long before their budget. */
  controller: AbortController | null;
  stopped: QuotaError | null;
  cancel: () => void;
  /** Of the check under way; an answer to an earlier one is out of date. */
  check: number;
}

export interface RunWatchOptions {
  readonly ledger: QuotaLedger;
  readonly after: After;
  /** Longest time between two signs of life of a run, in milliseconds. */
  readonly beatMs: number;
  /** Told after each check and end how the run's limits stand. */
  readonly observe: (run: LedgerRun, standing: Standing) => void;
}

/**
 * The watch over live runs. A run's timer is set to the earliest moment at which the budget can end, given the runs
 * live now; a start, which brings that moment nearer, sets it anew, and so does the timer itself when it fires early
 * because charges left the window. Runs that other nodes start are noticed within `beatMs`. While the ledger cannot be asked,
 * runs go on and it is asked at each beat.
 */
export class RunWatch {
  readonly #options: RunWatchOptions;
  readonly #watched = new Map<string, Set<Watched>>();

  constructor(options: RunWatchOptions) {
    this.#options = options;
  }

  /** Takes a run that was just admitted into the watch. */
  start(run: LedgerRun): Run {
    const watched: Watched = { run, controller: null, stopped: null, cancel: () => {}, check: 0 };
    for (const { text } of run.bound.keys) {
      const beside = this.#watched.get(text) ?? new Set();
      this.#watched.set(text, beside.add(watched));
    }
    this.recheck(run);
    return {
      get signal() {
        if (watched.controller === null) {
          watched.controller = new AbortController();
          if (watched.stopped !== null) watched.controller.abort(watched.stopped);
        }
        return watched.controller.signal;
      },
      finish: () => {
        if (this.#leave(watched)) this.#end(watched);
      },
    };
  }

  /** Looks at all runs that share a key with `run`, or at those of a refused call. */
  recheck({ bound }: Pick<LedgerRun, 'bound'>): void {
    const beside = new Set(bound.keys.flatMap(({ text }) => [...(this.#watched.get(text) ?? [])]));
    for (const watched of beside) this.#check(watched);
  }

  /** Ends and charges all. */
  async close(): Promise<void> {
    const all = new Set([...this.#watched.values()].flatMap((beside) => [...beside]));
    for (const watched of all) {
      if (this.#leave(watched)) await this.#end(watched);
    }
  }

  #check(watched: Watched): void {
    watched.cancel();
    const check = ++watched.check;
    const { ledger, beatMs } = this.#options;
    this.#asked(
      () => whenKnown(ledger.check(watched.run), (standing) => this.#judge(watched, check, standing)),
      () => this.#arm(watched, beatMs),
    );
  }

  /** Asks the ledger from where nobody waits for the answer, so that its failure must be met here. */
  #asked(ask: () => Maybe<void>, failed: () => void): Maybe<void> {
    try {
      const answered = ask();
      return answered instanceof Promise ? answered.catch(failed) : answered;
    } catch {
      failed();
    }
  }

  #judge(watched: Watched, check: number, standing: RunStanding): void {
    this.#options.observe(watched.run, standing);
    if (watched.check !== check || !this.#isWatched(watched)) return;
    if (standing.live) {
      this.#arm(watched, Math.min(Math.max(1, standing.endsInMs), this.#options.beatMs));
      return;
    }
    this.#leave(watched);
    const spent = standing.limits.find((limit) => limit.unit === 'ms' && limit.remaining === 0);
    const what = spent === undefined ? 'is' : `of ${spent.limit} ms in ${spent.windowMs} ms (${spent.scope}) is`;
    watched.stopped = new QuotaError(
      'running-time-ended',
      `the running time of ${watched.run.bound.quota} ${what} used up`,
    );
    watched.controller?.abort(watched.stopped);
    this.recheck(watched.run);
  }

  #arm(watched: Watched, ms: number): void {
    if (this.#isWatched(watched)) watched.cancel = this.#options.after(ms, () => this.#check(watched));
  }

  /** A charge that cannot be made now is made when the run is found without a sign of life. */
  #end({ run }: Watched): Maybe<void> {
    const { ledger, observe } = this.#options;
    return this.#asked(
      () => whenKnown(ledger.end(run), (standing) => observe(run, standing)),
      () => {},
    );
  }

  #isWatched(watched: Watched): boolean {
    return watched.run.bound.keys.some(({ text }) => this.#watched.get(text)?.has(watched));
  }

  /** Takes a run out of the watch; false when it was out. */
  #leave(watched: Watched): boolean {
    watched.cancel();
    let left = false;
    for (const { text } of watched.run.bound.keys) {
      const beside = this.#watched.get(text);
      left = beside?.delete(watched) === true || left;
      if (beside?.size === 0) this.#watched.delete(text);
    }
    return left;
  }
}
