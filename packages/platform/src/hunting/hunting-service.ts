// What the wires ask of hunting: one call that admits, compiles and runs a query, and streams its rows.

import type { ScalarType } from '@gamekeeper/kql';
import type { QueryUsage } from '@gamekeeper/lake';
import type { Caller } from '../identity/caller.js';
import type { HuntScope, TableRefusal } from './hunt-scope.js';

/** A time window in ticks of 100 ns since 0001-01-01; a missing bound is open. */
export interface HuntTimespan {
  readonly from?: bigint;
  readonly to?: bigint;
}

export interface HuntRequest {
  /** KQL text. */
  readonly query: string;
  /** Values for the parameters that the query declares, as JSON has them. */
  readonly parameters?: ReadonlyMap<string, unknown>;
  /** Null for the operator on the same machine, who needs no grant. */
  readonly caller: Caller | null;
  /** What the caller may read; everything of the home tenant when absent, which is the operator's. */
  readonly scope?: HuntScope;
  readonly timespan?: HuntTimespan;
  /** Milliseconds since the Unix epoch that the query takes as now; the service's clock unless told. */
  readonly at?: number;
  /** Milliseconds that it may run; it can narrow the service's own limit, never widen it. */
  readonly timeoutMs?: number;
  /** Where the answer has room for one table only: a query that yields several is refused before it runs. */
  readonly oneTable?: boolean;
  /** Aborted when the client goes away. */
  readonly signal?: AbortSignal;
}

export interface ResultColumn {
  readonly name: string;
  readonly type: ScalarType;
}

/** One table of an answer. */
export interface HuntResult {
  /** What the query calls it, otherwise `Table_0`, `Table_1` … by its place. */
  readonly name: string;
  readonly columns: readonly ResultColumn[];
  /** What `render` asked for, null without it. */
  readonly visualization: Readonly<Record<string, unknown>> | null;
  /**
   * The text of one JSON array per row, joined by `\n`, as UTF-8. Cells: numbers (long as bare digits, NaN and
   * infinities as strings), strings, true/false, null, datetime as ISO text with trimmed fraction and `Z`, timespan
   * as text, dynamic as embedded JSON. Iteration rejects with a `HuntError`, never ends early in silence.
   */
  readonly rows: AsyncIterable<Uint8Array>;
}

/**
 * A running answer: its first table, and those that follow it. Whoever receives it reads the `rows` of each, one table after the
 * other, or returns an iterator, which ends the hunt.
 */
export interface HuntAnswer extends HuntResult {
  /** The tables after the first; none unless the query asks for several. */
  readonly further: readonly HuntResult[];
  readonly warnings: readonly string[];
  /** Names of the tables that are read. */
  readonly tables: readonly string[];
  /** Settles after the last `rows` was read to its end, the sum of all; rejects as `rows` does. */
  readonly usage: Promise<QueryUsage>;
  /**
   * What the hunt used whatever becomes of it, for those who charge for it: never rejects. Time spent in the engine by the
   * questions that compilation asked of the data is in it, time spent waiting for a turn is not.
   */
  readonly cost: Promise<QueryUsage>;
}

/** What a query would answer with. */
export interface HuntPlan {
  readonly columns: readonly ResultColumn[];
  readonly warnings: readonly string[];
  /** Names of the tables that are read. */
  readonly tables: readonly string[];
}

export interface HuntingService {
  /** @throws HuntError before any row when the query is refused; its `usage` is what it had cost by then. */
  hunt(request: HuntRequest): Promise<HuntAnswer>;
  /**
   * Compiles only: what the query answers with, of its first table. Columns that only the data can tell are asked of the data.
   * @throws HuntError when the query is refused
   */
  plan(request: HuntRequest): Promise<HuntPlan>;
}

/** Codes of `HuntError`; a retired code is never reused. */
export type HuntErrorCode =
  | 'syntax'
  | 'semantic'
  | 'unsupported'
  | 'timeout'
  | 'limits'
  | 'result-too-large'
  | 'cancelled'
  | 'unavailable'
  | 'forbidden-table'
  | 'busy'
  /** A file that the query names could not be read. */
  | 'external-data';

/** Where in the query text, counted from 1. */
export interface HuntErrorPlace {
  readonly line: number;
  readonly column: number;
}

/** More about a `HuntError`. */
export interface HuntErrorOptions extends ErrorOptions {
  /** Which table may not be read, and why. */
  readonly forbidden?: TableRefusal & { readonly table: string };
  /** What had been used when the query was refused. */
  readonly usage?: QueryUsage;
}

/** A query that was refused or stopped; `message` is fit to be shown to the one who sent it. */
export class HuntError extends Error {
  override readonly name = 'HuntError';
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly forbidden: HuntErrorOptions['forbidden'];
  readonly usage: QueryUsage | undefined;
  constructor(
    readonly code: HuntErrorCode,
    message: string,
    place?: HuntErrorPlace,
    options?: HuntErrorOptions,
  ) {
    super(message, options);
    this.forbidden = options?.forbidden;
    this.usage = options?.usage;
    this.line = place?.line;
    this.column = place?.column;
  }
}
