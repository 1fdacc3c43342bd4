// Finds out which row and column an append was refused for, so that the error can say it.

import type { DuckDBConnection } from '@duckdb/node-api';
import { EngineError } from '../engine/engine.js';
import { findMisfit, type TableLayout } from './table-layout.js';

/**
 * The error for a slice of rows that was not accepted.
 * @returns one that names the table, the column, the expected type and the value found; `cause` when no row is to blame
 */
export async function explainMisfit(
  connection: DuckDBConnection,
  layout: TableLayout,
  text: string,
  cause: unknown,
): Promise<unknown> {
  try {
    const misfits = await connection.runAndReadAll(findMisfit(layout), [text]);
    const [name, line, found] = misfits.getRows()[0] ?? [];
    if (line === undefined) return cause;
    const { name: table, columns } = layout.table;
    const column = columns.find((candidate) => candidate.name === name);
    if (column !== undefined)
      return new EngineError(
        'execution-failed',
        `table ${table}, column ${column.name}: expected ${column.type}, found ${JSON.stringify(found)}`,
      );
    const row = text.split('\n')[Number(line) - 1]?.slice(0, 80);
    return new EngineError(
      'execution-failed',
      `table ${table}: expected a row as the JSON text of an object, found ${JSON.stringify(row)}`,
    );
  } catch {
    return cause;
  }
}
