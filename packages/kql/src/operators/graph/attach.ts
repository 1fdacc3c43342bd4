// Joins as the graph operators need them: columns of one relation beside the rows of another.

import { columnRef } from '../../plan/expression.js';
import type { JoinKind, JoinRelation, Relation, RelationColumn } from '../../plan/relation.js';

/** A column of the relation that is attached, and what it is called afterwards. */
export interface Attached {
  readonly column: RelationColumn;
  readonly as: RelationColumn;
}

/**
 * The rows of `left` with columns of the rows of `right` that match them.
 * @param on pairs of columns that are to be equal, null to null included
 */
export function attach(
  left: Relation,
  right: Relation,
  on: readonly { readonly left: RelationColumn; readonly right: RelationColumn }[],
  attached: readonly Attached[],
  joinKind: JoinKind = 'inner',
): JoinRelation {
  return {
    kind: 'join',
    joinKind,
    left,
    right,
    on: on.map((pair) => ({ left: columnRef(pair.left), right: columnRef(pair.right) })),
    columns: [...left.columns, ...attached.map(({ as }) => as)],
    outputs: [
      ...left.columns.map(({ name }) => ({ name, side: 'left' as const, source: name })),
      ...attached.map(({ column, as }) => ({ name: as.name, side: 'right' as const, source: column.name })),
    ],
    order: [],
  };
}

/** The relation as rows without an order. */
export function unordered(relation: Relation): Relation {
  const { serial: _, serialized: __, ...rest } = relation;
  return { ...rest, order: [] } as Relation;
}
