// The graph operators by syntax kind. Add one: its file and a line here.

import type { Graph } from '../../plan/graph.js';
import type { Relation } from '../../plan/relation.js';
import type { SyntaxNode } from '../../syntax/syntax-node.js';
import type { OperatorContext } from '../operator.js';
import { graphMatch } from './graph-match.js';
import { graphToTable } from './graph-to-table.js';
import { graphWhereEdges, graphWhereNodes } from './graph-where.js';
import { markComponents } from './mark-components.js';
import { graphShortestPaths } from './shortest-paths.js';

/** Lowers `graph | operator`. */
export type GraphOperator = (node: SyntaxNode, graph: Graph, context: OperatorContext) => Graph | Relation;

/** Operators that take a graph. */
export const graphOperators: Readonly<Record<string, GraphOperator>> = {
  GraphMarkComponentsOperator: markComponents,
  GraphMatchOperator: graphMatch,
  GraphShortestPathsOperator: graphShortestPaths,
  GraphToTableOperator: graphToTable,
  GraphWhereNodesOperator: graphWhereNodes,
  GraphWhereEdgesOperator: graphWhereEdges,
};

export { makeGraph } from './make-graph.js';
