// What the wires ask of hunting: one call that admits, compiles and runs a query, and streams its rows.

import type { ScalarType } from '@gamekeeper/kql';
import type { QueryUsage } from '@gamekeeper/lake';
import type { Caller } from '../identity/caller.js';

/** A time window in ticks of 100 ns since 0001-01-01; a missing bound is open. */
export interface HuntTimespan {
  readonly from?: bigint;
  readonly to?: bigint;
}

export interface HuntRequest {
  /** KQL text. */
  readonly query: string;
  /** Null for the operator on the same machine, who needs no grant. */
  readonly caller: Caller | null;
  readonly timespan?: HuntTimespan;
  /** Aborted when the client goes away. */
  readonly signal?: AbortSignal;
}

export interface ResultColumn {
  readonly name: string;
  readonly type: ScalarType;
}

/** A running answer. Whoever receives it reads `rows` to the end or returns its iterator. */
export interface HuntAnswer {
  readonly columns: readonly ResultColumn[];
  /** What `render` asked for, null without it. */
  readonly visualization: Readonly<Record<string, unknown>> | null;
  readonly warnings: readonly string[];
  /**
   * The text of one JSON array per row, joined by `\n`, as UTF-8. Cells: numbers (long as bare digits, NaN and
   * infinities as strings), strings, true/false, null, datetime as ISO text with trimmed fraction and `Z`, timespan
   * as text, dynamic as embedded JSON. Iteration rejects with a `HuntError`, never ends early in silence.
   */
  readonly rows: AsyncIterable<Uint8Array>;
  /** Settles after `rows` was read to its end. */
  readonly usage: Promise<QueryUsage>;
}

export interface HuntingService {
  /** @throws HuntError before any row when the query is refused. */
  hunt(request: HuntRequest): Promise<HuntAnswer>;
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
  | 'unavailable';

/** Where in the query text, counted from 1. */
export interface HuntErrorPlace {
  readonly line: number;
  readonly column: number;
}

/** A query that was refused or stopped; `message` is fit to be shown to the one who sent it. */
export class HuntError extends Error {
  override readonly name = 'HuntError';
  readonly line: number | undefined;
  readonly column: number | undefined;
  constructor(
    readonly code: HuntErrorCode,
    message: string,
    place?: HuntErrorPlace,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.line = place?.line;
    this.column = place?.column;
  }
}
