// What the lake asks of an analytics engine; `duckdb/` is the first adapter, a cluster may be another.

/**
 * Rows for one partition of one table, each the JSON text of an object keyed by column name, in one line (see
 * `ingest/encode-row.ts`). A column that a row does not name is '' (string) or null; a key that is no column is ignored.
 */
export interface AppendPart {
  readonly table: string;
  /** Partition key, `d20261122` for a day or `m202001` for a month of older data (see `ingest/partition.ts`). */
  readonly partition: string;
  readonly rows: readonly string[];
}

/** A batch is one transaction: all of its parts are stored, or none. */
export interface AppendBatch {
  /** A batch whose id was stored before is not stored again; so a sender may safely repeat what was not acknowledged. */
  readonly id?: string;
  readonly parts: readonly AppendPart[];
}

/** Resolved only after the commit is on disk. */
export interface AppendResult {
  readonly rows: number;
  /** True when a batch with this id had been stored before and nothing was done. */
  readonly duplicate: boolean;
}

/** Bounds of one query. */
export interface QueryLimits {
  /** Rows at most; the rest is dropped and `truncated` is set (LIM-2). */
  readonly maxRows: number;
  /** Bytes of JSON text at most; more fails with `result-too-large`. */
  readonly maxBytes: number;
  /** Milliseconds until the query is stopped with `timeout`. */
  readonly timeoutMs: number;
  /** Aborted when the caller goes away: the query is stopped with `cancelled`. */
  readonly signal?: AbortSignal;
}

/** What the run cost; known when the last chunk has been read. */
export interface QueryUsage {
  readonly rows: number;
  readonly bytes: number;
  readonly truncated: boolean;
  /** Wall-clock milliseconds from start to last row. */
  readonly elapsedMs: number;
  /** CPU milliseconds used by the engine process in that time (user, system). */
  readonly cpuUserMs: number;
  readonly cpuSystemMs: number;
  /** Peak memory of the engine as it reports it, in bytes. */
  readonly peakMemoryBytes: number;
}

/**
 * A running query. `chunks` yields rows: each element is the text of one JSON array per row, rows joined by `\n`,
 * as UTF-8 bytes, about 256 KB a chunk (whole rows, no `\n` at its end); the reader's pace is the engine's pace.
 * Iterating rejects with an `EngineError` on failure, never ends early in silence.
 */
export interface QueryResult {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Settles after `chunks` was read to its end; rejects as `chunks` does. */
  readonly usage: Promise<QueryUsage>;
}

/** One SELECT, printed by the KQL compiler, whose single column `row` is the JSON text of a result row. */
export interface EngineQuery {
  readonly sql: string;
}

/** Facts about what is stored in one table. */
export interface TableStatistics {
  readonly table: string;
  readonly rows: number;
  readonly partitions: readonly string[];
  /** Ticks of the oldest and newest `Timestamp`, null when empty. */
  readonly oldest: bigint | null;
  readonly newest: bigint | null;
}

/** An analytics engine over one data directory (or memory). */
export interface Engine {
  append(batch: AppendBatch): Promise<AppendResult>;
  query(query: EngineQuery, limits: QueryLimits): QueryResult;
  statistics(): Promise<readonly TableStatistics[]>;
  /** Removes whole partitions (retention). */
  dropPartitions(table: string, partitions: readonly string[]): Promise<void>;
  /** Stops queries, checkpoints and closes; later calls reject. */
  close(): Promise<void>;
}

/** Codes of `EngineError`; a retired code is never reused. */
export type EngineErrorCode =
  | 'timeout'
  | 'cancelled'
  | 'out-of-memory'
  | 'result-too-large'
  | 'engine-stopped'
  | 'execution-failed'
  | 'data-locked'
  | 'data-unusable';

/** A failure of the engine, told apart by `code`; `message` is fit to be shown to the one who sent the query. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(
    readonly code: EngineErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
