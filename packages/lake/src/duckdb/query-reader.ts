// The engine's side of a running query: a stream of chunks at the reader's pace, bounded by time, abort and the reader's patience.

import { Readable } from 'node:stream';
import {
  EngineError,
  type EngineQuery,
  type QueryLimits,
  type QueryReach,
  type QueryResult,
  type QueryUsage,
} from '../engine/engine.js';
import { type EngineChild, QueryFailure, type RunningCall } from './engine-child.js';
import type { QueryCost } from './protocol.js';

const HOME: QueryReach = { namespace: null, tables: 'all' };
const nothingUsed: QueryCost = {
  ...{ rows: 0, bytes: 0, truncated: false },
  ...{ cpuUserMs: 0, cpuSystemMs: 0, peakMemoryBytes: 0 },
};
const BUFFERED_CHUNKS = 2;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Starts a query in `child` and returns its rows as they come. */
export function readQuery(
  child: Promise<EngineChild>,
  query: EngineQuery,
  limits: QueryLimits,
  interruptGraceMs: number,
): QueryResult {
  const reader = new QueryReader(child, query, limits, interruptGraceMs);
  return { chunks: reader, usage: reader.usage, cost: reader.cost };
}

class QueryReader extends Readable {
  readonly usage: Promise<QueryUsage>;
  readonly cost: Promise<QueryUsage>;
  #tellCost: (cost: QueryUsage) => void = () => undefined;
  readonly #started = performance.now();
  readonly #interruptGraceMs: number;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = () => this.destroy(new EngineError('cancelled', 'the query was cancelled'));
  readonly #deadline: NodeJS.Timeout;
  #killTimer: NodeJS.Timeout | undefined;
  #child: EngineChild | undefined;
  #call: RunningCall<QueryCost> | undefined;
  #answered = false;
  #creditsOwed = 0;
  #complete: QueryUsage | undefined;

  constructor(child: Promise<EngineChild>, query: EngineQuery, limits: QueryLimits, interruptGraceMs: number) {
    super({ objectMode: true, highWaterMark: BUFFERED_CHUNKS });
    this.#interruptGraceMs = interruptGraceMs;
    this.#signal = limits.signal;
    this.cost = new Promise((resolve) => {
      this.#tellCost = resolve;
    });
    this.usage = new Promise((resolve, reject) => {
      this.once('end', () => this.#complete && resolve(this.#complete));
      // Whatever else ends the stream is the reader's leaving.
      const left = new EngineError('cancelled', 'the reader left before the last row');
      this.once('error', (error) => reject(error instanceof EngineError ? error : left));
      this.once('close', () => reject(left));
    });
    // A caller may read only one of the two; the other must not count as unhandled.
    this.usage.catch(() => undefined);
    const { timeoutMs } = limits;
    this.#deadline = setTimeout(() => this.#timeOut(timeoutMs), Math.min(timeoutMs, LONGEST_TIMER_MS));
    this.#signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (this.#signal?.aborted) this.#onAbort();
    child.then(
      (running) => this.#start(running, query, limits),
      (error) => {
        this.#settled(nothingUsed);
        this.destroy(error);
      },
    );
  }

  override _read(): void {
    for (; this.#creditsOwed > 0; this.#creditsOwed--) this.#call?.signal('credit');
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    if (!this.#answered) this.#call?.signal('cancel');
    done(error);
  }

  #start(child: EngineChild, { sql, reach = HOME }: EngineQuery, { maxRows, maxBytes }: QueryLimits): void {
    if (this.destroyed) {
      this.#settled(nothingUsed);
      return;
    }
    this.#child = child;
    this.#call = child.call({ kind: 'query', sql, reach, maxRows, maxBytes }, (chunk) => {
      this.#creditsOwed++;
      if (!this.destroyed) this.push(chunk);
    });
    this.#call.value.then(
      (cost) => {
        this.#complete = this.#settled(cost);
        if (!this.destroyed) this.push(null);
      },
      (error: Error) => {
        this.#settled(error instanceof QueryFailure ? error.cost : nothingUsed);
        this.destroy(error);
      },
    );
  }

  /** The child has given its last answer, so there is nothing left to stop. */
  #settled(cost: QueryCost): QueryUsage {
    this.#answered = true;
    clearTimeout(this.#deadline);
    clearTimeout(this.#killTimer);
    const usage = { ...cost, elapsedMs: performance.now() - this.#started };
    this.#tellCost(usage);
    return usage;
  }

  /** Also reached after an abort when the child still has not answered by then. */
  #timeOut(timeoutMs: number): void {
    this.destroy(new EngineError('timeout', `the query ran longer than ${timeoutMs} ms and was stopped`));
    this.#killTimer = setTimeout(() => this.#child?.kill(), this.#interruptGraceMs);
  }
}
