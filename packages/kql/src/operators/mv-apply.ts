// `mv-apply`: a pipeline over the elements of each row's arrays (kql-semantics §4).

import { passThrough, project } from '../plan/build.js';
import { columnRef, type Expr } from '../plan/expression.js';
import { byKey, partitioned, shared } from '../plan/partition.js';
import { type JoinRelation, type Relation, type RelationColumn, visibleColumns } from '../plan/relation.js';
import type { Compilation } from '../plan/scope.js';
import { listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { mvExpand } from './mv-expand.js';
import { namedNode, type Operator } from './operator.js';

/** `mv-apply x = e to typeof(T) on (pipeline)`: rows are numbered, expanded, run through the pipeline by number, and joined back. */
export const mvApply: Operator = (node, input, context) => {
  const { compilation, scope } = context;
  const key: RelationColumn = { name: `$part${compilation.fresh()}`, type: 'long', hidden: true };
  const number: Expr =
    input.serial === undefined
      ? { kind: 'window', name: 'row_number', type: 'long', args: [], order: input.order, partition: [] }
      : columnRef({ name: input.serial, type: 'long' });
  // Read twice, and the numbers have to agree.
  const rows = shared(
    project({ ...input, order: [] }, [...passThrough(visibleColumns(input)), { ...key, expr: number }], compilation),
    compilation,
    true,
  );
  const numbered = { ...rows, order: [byKey(key)] };
  const source = shared(mvExpand(node, numbered, context), compilation);
  const keys = project(rows, [{ ...key, expr: columnRef(key) }], compilation);
  const pipeline = compilation.pipeline(requiredChild(requiredChild(node, 'Subquery'), 'Expression'), source, scope);
  const results = partitioned(pipeline, { source, key, keys }, compilation);
  return joinedBack(rows, results, key, expandedInPlace(node), input.order.length > 0, compilation);
};

// `mv-apply Arr on …` takes the array itself away; `x = Arr` keeps it.
const expandedInPlace = (node: SyntaxNode): readonly string[] =>
  listOf(node, 'Expressions').flatMap((expression) => {
    const { given, value } = namedNode(requiredChild(expression, 'Expression'));
    return given === null && value.kind === 'NameReference' ? [value.name ?? ''] : [];
  });

// A column of the pipeline's result takes the place of an input column of its name; the others follow.
function joinedBack(
  rows: Relation,
  results: Relation,
  key: RelationColumn,
  dropped: readonly string[],
  isOrdered: boolean,
  compilation: Compilation,
): JoinRelation {
  const found = new Map(visibleColumns(results).map((column) => [column.name, column]));
  const kept = visibleColumns(rows).filter((column) => !dropped.includes(column.name));
  const keptNames = new Set(kept.map((column) => column.name));
  const added = [...found.values()].filter((column) => !keptNames.has(column.name));
  const hidden = isOrdered
    ? results.order.map((order) => ({
        order: { ...order, column: `$order${compilation.fresh()}` },
        source: order.column,
      }))
    : [];
  const carried = isOrdered ? [key] : [];
  return {
    kind: 'join',
    joinKind: 'inner',
    left: rows,
    right: results,
    on: [{ left: columnRef(key), right: columnRef(key) }],
    columns: [
      ...kept.map((column) => found.get(column.name) ?? column),
      ...added,
      ...carried,
      ...hidden.map(({ order }): RelationColumn => ({ name: order.column, type: order.type, hidden: true })),
    ],
    outputs: [
      ...kept.map(({ name }) => ({
        name,
        side: found.has(name) ? ('right' as const) : ('left' as const),
        source: name,
      })),
      ...added.map(({ name }) => ({ name, side: 'right' as const, source: name })),
      ...carried.map(({ name }) => ({ name, side: 'left' as const, source: name })),
      ...hidden.map(({ order, source }) => ({ name: order.column, side: 'right' as const, source })),
    ],
    order: isOrdered ? [byKey(key), ...hidden.map(({ order }) => order)] : [],
  };
}
