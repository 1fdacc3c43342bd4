// What the lookup plugins share: rows of the input told apart, so that what was found for each can be put beside it.

import { passThrough, project } from '../../plan/build.js';
import { columnRef, type Expr } from '../../plan/expression.js';
import { shared } from '../../plan/partition.js';
import { type JoinRelation, type Relation, type RelationColumn, visibleColumns } from '../../plan/relation.js';
import { joinOf } from '../join.js';
import { argumentOf, constantOf, type PluginCall } from './plugin.js';

/** The input with a hidden number for every row. */
export interface NumberedRows {
  readonly rows: Relation;
  readonly row: RelationColumn;
}

export function numberedRows({ input, context: { compilation } }: PluginCall): NumberedRows {
  const row: RelationColumn = { name: `$row${compilation.fresh()}`, type: 'long', hidden: true };
  const number: Expr = {
    kind: 'window',
    name: 'row_number',
    type: 'long',
    args: [],
    order: input.order,
    partition: [],
  };
  const rows = project(input, [...passThrough(visibleColumns(input)), { ...row, expr: number }], compilation);
  return { rows: shared(rows, compilation, true), row };
}

/** Every row of one relation with every row of another. */
export function product(left: Relation, right: Relation): JoinRelation {
  const added = right.columns.filter((column) => !left.columns.some(({ name }) => name === column.name));
  return {
    kind: 'join',
    joinKind: 'inner',
    left,
    right,
    on: [],
    columns: [...left.columns, ...added],
    outputs: [
      ...left.columns.map(({ name }) => ({ name, side: 'left' as const, source: name })),
      ...added.map(({ name }) => ({ name, side: 'right' as const, source: name })),
    ],
    order: [],
  };
}

/**
 * The input's rows beside what was found for them, which carries their number; with `return_unmatched`, rows for which
 * nothing was found, too.
 */
export function besideFound(
  given: PluginCall,
  { rows, row }: NumberedRows,
  found: Relation,
  unmatchedAt: number | undefined,
  dropped: readonly string[],
): Relation {
  const written =
    unmatchedAt === undefined
      ? given.named.get('return_unmatched')
      : argumentOf(given, unmatchedAt, 'return_unmatched');
  const unmatched = constantOf(given, written) === true;
  const on = [{ left: columnRef(row), right: columnRef(row) }];
  return { ...joinOf(unmatched ? 'leftouter' : 'inner', rows, found, on, dropped), order: [] };
}
