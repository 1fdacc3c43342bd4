// Rows apart by the columns that slice them.

import type { HostValue } from '../host-functions/host-function.js';
import type { HostRow } from './host-table.js';

/** Rows that agree in the columns that slice them. */
export interface Slice {
  readonly dimensions: HostRow;
  readonly rows: readonly HostRow[];
}

/**
 * The rows by what they have from a column on, in the order in which they were first seen.
 * @example slicesOf([[1n, 'a'], [2n, 'b'], [3n, 'a']], 1).length === 2
 */
export function slicesOf(rows: readonly HostRow[], from: number): readonly Slice[] {
  const slices = new Map<string, { dimensions: HostRow; rows: HostRow[] }>();
  for (const row of rows) {
    const dimensions = row.slice(from);
    const key = JSON.stringify(dimensions.map((value) => (value === null ? null : String(value))));
    const slice = slices.get(key) ?? { dimensions, rows: [] };
    slice.rows.push(row);
    slices.set(key, slice);
  }
  return [...slices.values()];
}

/** Distinct values of a column by the time in another, times in their order. */
export function valuesByTime(rows: readonly HostRow[], time: number, value: number): Map<bigint, Set<HostValue>> {
  const found = new Map<bigint, Set<HostValue>>();
  for (const row of rows) {
    const at = row[time];
    if (typeof at !== 'bigint') continue;
    const values = found.get(at) ?? new Set();
    found.set(at, values.add(row[value] ?? null));
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
