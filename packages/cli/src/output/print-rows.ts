// Writes what a server answered: a table for people, JSON for programs.

import { formats } from './formats.js';
import { writerTo } from './write.js';

export type PrintedRow = Readonly<Record<string, unknown>>;

/**
 * Prints some members of each row as a table, or the rows whole as JSON.
 * @example await printRows(consents, ['id', 'permission'], options);
 */
export async function printRows(
  rows: readonly PrintedRow[],
  columns: readonly string[],
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  const write = writerTo(process.stdout);
  if (json) return write(`${JSON.stringify(rows, null, 2)}\n`);
  async function* lines(): AsyncGenerator<string> {
    for (const row of rows) yield JSON.stringify(columns.map((column) => row[column] ?? null));
  }
  await formats.table(
    {
      columns: columns.map((name) => ({ name, type: 'string' })),
      ...{ name: '', rows: lines() },
    },
    write,
  );
}

/** A time as the table shows it; nothing for none. */
export function shownTime(milliseconds: unknown): string | null {
  return typeof milliseconds === 'number' ? new Date(milliseconds).toISOString() : null;
}
