// Columns that only the data can tell: compilation stops with a question, and goes on when it is asked again with the answer.

import { KqlError, type Position } from './errors.js';
import type { ExternalRead } from './plan/external-table.js';

/**
 * Thrown by `compile` where an operator takes its columns from the data (`evaluate pivot`, `evaluate bag_unpack`). Whoever can run SQL
 * runs `sql` and compiles the same text again, with the same options and the rows that came; others show the error as it is.
 * @example
 * const discoveries = new Map<string, readonly string[]>();
 * for (;;) {
 *   try {
 *     return compiler.compile(text, { ...options, discoveries });
 *   } catch (error) {
 *     if (!(error instanceof DiscoveryNeeded)) throw error;
 *     discoveries.set(error.id, await run(error.sql)); // the texts of column `row`
 *   }
 * }
 */
export class DiscoveryNeeded extends KqlError {
  constructor(
    /** Names the question; the same in every compilation of one text. */
    readonly id: string,
    /** A SELECT like that of a compiled query, on the same tables: one column `row`, a JSON text in each row. */
    readonly sql: string,
    what: string,
    position: Position,
    /** External tables that must be there before `sql` runs. */
    readonly externals: readonly ExternalRead[],
  ) {
    super(
      'unsupported',
      `${what} takes its columns from the data, which is not supported here without a schema`,
      position,
    );
  }
}
