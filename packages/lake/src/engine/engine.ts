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
  /** Whose tables the rows go into; home when absent or null. */
  readonly namespace?: string | null;
  /**
   * A batch whose id was stored in the namespace before is not stored again; so a sender may safely repeat what was not
   * acknowledged.
   */
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

/** What a run cost, up to where it ended. */
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
  /**
   * What was used whatever becomes of the query, for those who charge for it; never rejects. Resolves when the engine has
   * stopped working on it. Where the engine process was killed, the figures other than `elapsedMs` are 0.
   */
  readonly cost: Promise<QueryUsage>;
}

/** What a query may read: the second barrier, behind the grants that the compiler applies. */
export interface QueryReach {
  /** Null is home. */
  readonly namespace: string | null;
  /** Names of the tables that may be read, of that namespace only. */
  readonly tables: 'all' | readonly string[];
  /** Names of tables that may be read at home, whatever the namespace: those that all namespaces share. */
  readonly shared?: readonly string[];
  /** Names of the external tables that may be read. */
  readonly external?: readonly string[];
}

/** A table of texts that is no hunting table: what a query found outside. */
export interface ExternalRows {
  /** As `externalTableName` calls it. */
  readonly table: string;
  /** How many columns it has; 1 at least. */
  readonly columns: number;
  /** Rows, each the JSON text of an array with a text per column, in one line; some thousand at a time. */
  readonly rows: AsyncIterable<readonly string[]>;
}

/** One SELECT, printed by the KQL compiler, whose single column `row` is the JSON text of a result row. */
export interface EngineQuery {
  readonly sql: string;
  /** Everything at home when absent. SQL that names anything else is refused with `forbidden-table`, unread. */
  readonly reach?: QueryReach;
}

/**
 * Whether a text can name a namespace: a kind and an id with `-` between, in lower case letters, digits and `-`; at most 63
 * characters. SQL names it as a schema.
 * @example isNamespace('tenant-3f2504e0-4f89-41d3-9a0c-0305e82c3301') → true
 */
export function isNamespace(text: string): boolean {
  return /^[a-z]+-[a-z0-9-]+$/.test(text) && text.length <= 63;
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

/**
 * An analytics engine over one data directory (or memory). Each namespace has tables, rows and batch ids of its own; those of
 * a namespace that was never written to are there and empty. Null, or none given, is the home namespace.
 */
export interface Engine {
  /** Whether it can tell where addresses are (`geo_info_from_ip_address`). */
  knowsPlaces(): boolean;
  append(batch: AppendBatch): Promise<AppendResult>;
  query(query: EngineQuery, limits: QueryLimits): QueryResult;
  /** All tables, the empty ones too. */
  statistics(namespace?: string | null): Promise<readonly TableStatistics[]>;
  /** Removes whole partitions (retention). */
  dropPartitions(table: string, partitions: readonly string[], namespace?: string | null): Promise<void>;
  /**
   * Erases a namespace: rows, tables and batch ids; home is emptied but for the tables that only the platform writes. One
   * that does not exist is no error.
   */
  dropNamespace(namespace: string | null): Promise<void>;
  /**
   * Replaces what `to` holds by a copy of what `from` holds, batch ids included, in one transaction. Tables that only the
   * platform writes are left as they are.
   */
  copyNamespace(from: string | null, to: string | null): Promise<void>;
  /**
   * Keeps a table of texts in memory until it is dropped or the engine ends, in place of a former one of that name. It can be
   * read once all of its rows are there; when they fail, nothing has changed.
   */
  loadExternal(table: ExternalRows): Promise<void>;
  /** Whether such a table is there: an engine that was restarted has none. */
  holdsExternal(table: string): Promise<boolean>;
  /** Drops such a table; one that is not there is no error. Queries that read it go on. */
  dropExternal(table: string): Promise<void>;
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
  | 'forbidden-table'
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
