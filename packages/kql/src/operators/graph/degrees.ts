// How many edges a node has, counted only where a query asks for it.

import { call, columnRef, type Expr, longLiteral } from '../../plan/expression.js';
import { type Graph, NODE, SOURCE, TARGET } from '../../plan/graph.js';
import type { AggregateRelation, Relation, RelationColumn } from '../../plan/relation.js';
import { childOf, descendants, type SyntaxNode } from '../../syntax/syntax-node.js';
import { attach } from './attach.js';

const ends = [
  { name: 'node_degree_in', end: TARGET, as: { name: '$in', type: 'long', hidden: true } },
  { name: 'node_degree_out', end: SOURCE, as: { name: '$out', type: 'long', hidden: true } },
] as const satisfies readonly { name: string; end: RelationColumn; as: RelationColumn }[];

/** The nodes, with the counts of their edges when one of the expressions asks for them. */
export function withDegrees(graph: Graph, expressions: readonly SyntaxNode[]): Relation {
  const called = new Set(
    expressions.flatMap((expression) =>
      [...descendants(expression)].flatMap((node) =>
        node.kind === 'FunctionCallExpression' ? [childOf(node, 'Name')?.name] : [],
      ),
    ),
  );
  return ends
    .filter(({ name }) => called.has(name))
    .reduce<Relation>((nodes, { end, as }) => {
      const counted: AggregateRelation = {
        kind: 'aggregate',
        input: graph.edges,
        keys: [{ ...end, expr: columnRef(end) }],
        aggregates: [{ ...as, expr: { kind: 'aggregate', name: 'count', type: 'long', args: [], order: [] } }],
        columns: [end, as],
        order: [],
      };
      return attach(nodes, counted, [{ left: NODE, right: end }], [{ column: as, as }], 'leftouter');
    }, graph.nodes);
}

/** The count that a function of this name gives, over the rows of `withDegrees`; null for another function. */
export function degreeCalled(name: string): Expr | null {
  const found = ends.find((end) => end.name === name);
  return found ? call('coalesce', 'long', columnRef(found.as), longLiteral(0)) : null;
}
