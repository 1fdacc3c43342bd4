// Tells by its columns and its ActionType which table a row without a name belongs to.

import type { ScalarType } from '@gamekeeper/kql';
import { sourceTables as tables } from '../tables/index.js';
import { tablesOfAction } from './action-types.js';

type Row = Readonly<Record<string, unknown>>;

/** How many of a row's columns a table has, and how many it does not. */
export interface Fit {
  readonly table: string;
  readonly own: number;
  readonly foreign: number;
}

const names: readonly string[] = [...tables.keys()];

/** For each column the tables that have it, by position in `names`, with its type there. */
const owners: ReadonlyMap<string, readonly { readonly table: number; readonly type: ScalarType }[]> = (() => {
  const found = new Map<string, { table: number; type: ScalarType }[]>();
  for (const [table, name] of names.entries())
    for (const column of tables.get(name)?.columns ?? []) {
      const owner = { table, type: column.type };
      const known = found.get(column.name);
      if (known) known.push(owner);
      else found.set(column.name, [owner]);
    }
  return found;
})();

/** Columns of a row that carry a value; `type` where the row's own name says it (`ReportId_long`). */
export interface FilledColumn {
  readonly name: string;
  readonly type?: ScalarType;
}

/** Every table that has at least one of the columns. */
export function fitsOf(columns: readonly FilledColumn[]): readonly Fit[] {
  const counts = new Array<number>(names.length).fill(0);
  for (const { name, type } of columns)
    for (const owner of owners.get(name) ?? [])
      if (type === undefined || owner.type === type) counts[owner.table] = (counts[owner.table] ?? 0) + 1;
  return names.flatMap((table, at) => {
    const own = counts[at] ?? 0;
    return own > 0 ? [{ table, own, foreign: columns.length - own }] : [];
  });
}

/** The columns of a row that carry a value, under the names that it gives them. */
export function filledColumns(row: Row): readonly FilledColumn[] {
  return Object.keys(row)
    .filter((name) => row[name] !== null && row[name] !== undefined && row[name] !== '')
    .map((name) => ({ name }));
}

/**
 * Finds the tables that have every column of a row: the one with just these columns, else those that have all of them,
 * else those that have all the filled ones. Rows of one input tend to have the same columns, so the last are remembered.
 */
export function createTableFinder(): (row: Row) => readonly string[] {
  let lastColumns: readonly string[] = [];
  let lastTables: readonly string[] = [];
  return (row) => {
    const columns = Object.keys(row);
    if (!isSame(columns, lastColumns)) {
      lastColumns = columns;
      lastTables = tablesOfColumns(columns);
    }
    if (lastTables.length > 0) return lastTables;
    return withoutForeign(filledColumns(row)).map(({ table }) => table);
  };
}

function tablesOfColumns(columns: readonly string[]): readonly string[] {
  const whole = withoutForeign(columns.map((name) => ({ name })));
  const same = whole.filter(({ table, own }) => tables.get(table)?.columns.length === own);
  return (same.length === 1 ? same : whole).map(({ table }) => table);
}

function withoutForeign(columns: readonly FilledColumn[]): readonly Fit[] {
  return fitsOf(columns).filter(({ foreign }) => foreign === 0);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at]);
}

/** The one table among the candidates that the row's ActionType points to, if it does. */
export function tableByAction(row: Row, candidates: readonly string[]): string | undefined {
  const { ActionType: action } = row;
  if (typeof action !== 'string' || action === '') return undefined;
  const pointed = tablesOfAction(action, candidates);
  return pointed.length === 1 ? pointed[0] : undefined;
}

/** Whether some table has a column of this name. */
export function isColumn(name: string): boolean {
  return owners.has(name);
}
