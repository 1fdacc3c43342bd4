// `graph-where-nodes` and `graph-where-edges`: a graph without the nodes or edges for which a condition does not hold.

import { convert } from '../../expressions/types.js';
import { filter } from '../../plan/build.js';
import { type Graph, NODE, SOURCE, TARGET } from '../../plan/graph.js';
import { shared } from '../../plan/partition.js';
import type { Relation } from '../../plan/relation.js';
import { requiredChild, type SyntaxNode } from '../../syntax/syntax-node.js';
import type { OperatorContext } from '../operator.js';
import { attach } from './attach.js';
import { withDegrees } from './degrees.js';
import { elementExpression } from './element-expression.js';

/** The nodes for which the condition holds, and the edges between them. */
export function graphWhereNodes(node: SyntaxNode, graph: Graph, context: OperatorContext): Graph {
  const { compilation } = context;
  const predicate = requiredChild(node, 'Condition');
  const all = withDegrees(graph, [predicate]);
  const kept = filter(all, convert(elementExpression(predicate, { graph, of: all, is: 'node' }, context), 'bool'));
  const nodes = shared({ ...kept, columns: graph.nodes.columns } as Relation, compilation, true);
  const between = [SOURCE, TARGET].reduce<Relation>(
    (edges, end) => attach(edges, nodes, [{ left: end, right: NODE }], [], 'leftsemi'),
    graph.edges,
  );
  return { ...graph, nodes, edges: shared(between, compilation, true) };
}

/** The edges for which the condition holds. */
export function graphWhereEdges(node: SyntaxNode, graph: Graph, context: OperatorContext): Graph {
  const { compilation } = context;
  const predicate = requiredChild(node, 'Condition');
  const condition = elementExpression(predicate, { graph, of: graph.edges, is: 'edge' }, context);
  const edges = shared(filter(graph.edges, convert(condition, 'bool')), compilation, true);
  return { ...graph, edges, knowsLoneNodes: false };
}
