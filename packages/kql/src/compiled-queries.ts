// Compiled queries that serve again: the same text for the same caller is compiled once, and each run's moments are filled in.

import type { CompiledQuery, CompiledResult, CompileOptions } from './compile.js';
import { createKept } from './kept.js';
import type { ObservedNow } from './plan/now.js';
import { fillSql, type Moments, type PrintedSql } from './sql/sql.js';

/** A result whose SQL waits for the moments of a run. */
export interface PrintedResult extends Omit<CompiledResult, 'sql'> {
  readonly sql: PrintedSql;
}

/** A query as it is kept. */
export interface PrintedQuery extends Omit<CompiledQuery, 'results'> {
  readonly results: readonly [PrintedResult, ...PrintedResult[]];
  /** The moments of `now()` that the SQL is good for. */
  readonly validity: ReturnType<ObservedNow['validity']>;
}

/** The compiled queries of one compiler. */
export interface CompiledQueries {
  /** The query of a text with the moments of `options` in it, compiled unless it is kept. */
  of(text: string, options: CompileOptions, compile: () => PrintedQuery): CompiledQuery;
}

/** Queries that are kept, and the characters of their keys and SQL together. */
const MAX_KEPT = 1000;
const MAX_CHARACTERS = 32 * 1024 * 1024;

/** @example createCompiledQueries().of('T | take 1', options, () => compileNow('T | take 1')) */
export function createCompiledQueries(): CompiledQueries {
  const kept = createKept<PrintedQuery>({ maxCount: MAX_KEPT, maxSize: MAX_CHARACTERS });
  return {
    of(text, options, compile) {
      const key = keyOf(text, options);
      const known = kept.get(key);
      if (known && isGoodFor(known, options.now)) return filled(known, options);
      const query = compile();
      kept.set(key, query, key.length + lengthOf(query));
      return filled(query, options);
    },
  };
}

/** The moments that the slots of a query stand for. */
export const momentsOf = ({ now, window: { from, to } }: CompileOptions): Moments => ({ now, from, to });

function filled({ results: [first, ...rest], tables, warnings, externals }: PrintedQuery, options: CompileOptions) {
  const moments = momentsOf(options);
  const withMoments = (result: PrintedResult): CompiledResult => ({ ...result, sql: fillSql(result.sql, moments) });
  return { results: [withMoments(first), ...rest.map(withMoments)] as const, tables, warnings, externals };
}

const isGoodFor = ({ validity: { from, to } }: PrintedQuery, now: bigint): boolean =>
  (from === null || now >= from) && (to === null || now <= to);

/** All that decides what a text compiles to (names for hints do not), but for the moments: of those, which bounds of the window there are. */
function keyOf(text: string, { now: _, functionNames: _forHints, window, ...options }: CompileOptions): string {
  return JSON.stringify([text, window.from === null, window.to === null, options], plain);
}

// Order counts: two maps with the same entries in another order have keys of their own, which costs a compilation and no more.
function plain(_key: string, value: unknown): unknown {
  if (value instanceof Map) return { map: [...value] };
  const isBeyondJson = typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value));
  return isBeyondJson ? { [typeof value]: String(value) } : value;
}

const lengthOf = ({ results }: PrintedQuery): number =>
  results.flatMap(({ sql }) => sql).reduce((sum, piece) => sum + (typeof piece === 'string' ? piece.length : 1), 0);
