// The rows of a rule's answer as the rule sees them: values as texts by column, and the moment of each.

import { parseJson, stringifyJson } from '@gamekeeper/lake';

/** One row of an answer. */
export interface FoundRow {
  /** Milliseconds since the Unix epoch; null where the row has no time. */
  readonly at: number | null;
  /** Text of a column; undefined for null, for empty text and for columns that the answer does not have. */
  value(column: string): string | undefined;
  /** The row's own JSON text. */
  readonly text: string;
}

/** The column that places a row in time; undefined where the answer has none. */
export const timeColumnOf = (columns: readonly string[]): string | undefined =>
  ['Timestamp', 'TimeGenerated'].find((name) => columns.includes(name));

/** @param line JSON text of an array with a value per column */
export function foundRow(columns: readonly string[], line: string): FoundRow {
  const cells = parseJson(line) as readonly unknown[];
  const places = new Map(columns.map((name, index) => [name, index]));
  const value = (column: string): string | undefined => {
    const index = places.get(column);
    return index === undefined ? undefined : textOf(cells[index]);
  };
  const time = timeColumnOf(columns);
  const at = Date.parse((time !== undefined && value(time)) || '');
  return { at: Number.isNaN(at) ? null : at, value, text: line };
}

function textOf(cell: unknown): string | undefined {
  if (cell === null || cell === undefined || cell === '') return undefined;
  // The state cannot hold zero characters.
  return (typeof cell === 'object' ? stringifyJson(cell) : String(cell)).replaceAll('\0', '') || undefined;
}
