// Building blocks for relations: what every operator does with columns and order.

import { columnRef, type Expr, literal, type OrderKey } from './expression.js';
import type { NamedExpr, ProjectRelation, Relation, RelationColumn } from './relation.js';
import type { Compilation } from './scope.js';

/** Rows where the predicate is true. */
export function filter(input: Relation, predicate: Expr): Relation {
  return { kind: 'filter', input, predicate, ...shape(input) };
}

/** The columns, order and serial of a relation whose rows are `input`'s. */
export function shape(input: Relation): Pick<Relation, 'columns' | 'order' | 'serial' | 'serialized'> {
  const { columns, order, serial, serialized } = input;
  return { columns, order, ...(serial !== undefined && { serial }), ...(serialized && { serialized }) };
}

/** Each column as an expression that repeats it. */
export const passThrough = (columns: readonly RelationColumn[]): readonly NamedExpr[] =>
  columns.map((column) => ({ ...column, expr: columnRef(column) }));

/**
 * New columns computed from the input's. Columns that carry the order go along, hidden, under a fresh name when theirs is taken.
 */
export function project(input: Relation, projections: readonly NamedExpr[], compilation: Compilation): Relation {
  const carried: NamedExpr[] = [];
  const renamed = new Map<string, string>();
  for (const name of orderColumns(input)) {
    const column = input.columns.find((candidate) => candidate.name === name);
    if (!column) continue;
    const kept = projections.find((projection) => projection.expr.kind === 'column' && projection.expr.name === name);
    if (kept) renamed.set(name, kept.name);
    else {
      const hiddenName = column.hidden ? name : `$order${compilation.fresh()}`;
      carried.push({ name: hiddenName, type: column.type, hidden: true, expr: columnRef(column) });
      renamed.set(name, hiddenName);
    }
  }
  const all = [...projections, ...carried];
  const projected: ProjectRelation = {
    kind: 'project',
    input,
    projections: all,
    columns: all.map(({ name, type, hidden }) => ({ name, type, ...(hidden && { hidden }) })),
    order: input.order.map((key) => ({ ...key, column: renamed.get(key.column) ?? key.column })),
    ...(input.serial !== undefined && { serial: renamed.get(input.serial) ?? input.serial }),
    ...(input.serialized && { serialized: true }),
  };
  return projected;
}

function orderColumns(input: Relation): ReadonlySet<string> {
  return new Set([...input.order.map((key) => key.column), ...(input.serial === undefined ? [] : [input.serial])]);
}

/** The input with columns added behind, or replaced in place where the name exists. */
export function extend(input: Relation, added: readonly NamedExpr[], compilation: Compilation): Relation {
  const byName = new Map(added.map((column) => [column.name, column]));
  const existing = input.columns.map((column): NamedExpr => {
    const replacement = column.hidden ? undefined : byName.get(column.name);
    if (replacement) byName.delete(column.name);
    return replacement ?? { ...column, expr: columnRef(column) };
  });
  return project(input, [...existing, ...byName.values()], compilation);
}

/** The input in a new order; ties keep the order they had, where they had one. */
export function sort(input: Relation, keys: readonly OrderKey[]): Relation {
  const given = new Set(keys.map((key) => key.column));
  const order = [...keys, ...input.order.filter((key) => !given.has(key.column))];
  const { serial: _, ...rest } = input;
  return { ...rest, order, serialized: true } as Relation;
}

/** The first rows, in the input's order. */
export function limit(input: Relation, count: Expr): Relation {
  return { kind: 'limit', input, count, ...shape(input) };
}

/** The input with its rows numbered by a hidden column, so that its order is total and can be windowed over. */
export function serialize(input: Relation, compilation: Compilation): Relation & { readonly serial: string } {
  if (input.serial !== undefined) return input as Relation & { readonly serial: string };
  const name = `$row${compilation.fresh()}`;
  const number: NamedExpr = {
    name,
    type: 'long',
    hidden: true,
    expr: { kind: 'window', name: 'row_number', type: 'long', args: [], order: input.order, partition: [] },
  };
  const numbered = project(input, [...passThrough(input.columns), number], compilation);
  return { ...numbered, order: [serialKey(name)], serial: name };
}

/** The ordering by a row number. */
export const serialKey = (column: string): OrderKey => ({ column, type: 'long', descending: false, nullsFirst: false });

/** A column's value where there is no row: '' for text, null otherwise. */
export const absent = (column: { readonly type: RelationColumn['type'] }): Expr =>
  literal(column.type, column.type === 'string' ? '' : null);
