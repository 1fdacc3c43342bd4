// `graph-to-table`: the nodes or the edges of a graph as a table.

import { convert } from '../../expressions/types.js';
import { passThrough, project } from '../../plan/build.js';
import { call, columnRef } from '../../plan/expression.js';
import { type Graph, NODE, SOURCE, TARGET } from '../../plan/graph.js';
import { shared } from '../../plan/partition.js';
import { type NamedExpr, type Relation, type RelationColumn, visibleColumns } from '../../plan/relation.js';
import { semanticAt, unsupportedAt } from '../../plan/scope.js';
import {
  childOf,
  listOf,
  operatorParameters,
  parameterWord,
  requiredChild,
  type SyntaxNode,
} from '../../syntax/syntax-node.js';
import type { OperatorContext } from '../operator.js';
import type { NamedResult } from '../result-operators.js';
import { attach } from './attach.js';

/** The table of its one output clause. */
export function graphToTable(node: SyntaxNode, graph: Graph, context: OperatorContext): Relation {
  const [table, ...others] = graphTables(node, graph, context);
  if (!table || others.length > 0)
    throw unsupportedAt(context.compilation, node, "'graph-to-table' with both nodes and edges in this place");
  return table.relation;
}

/** A table for each output clause, under the name that `as` gives it. */
export function graphTables(node: SyntaxNode, graph: Graph, context: OperatorContext): readonly NamedResult[] {
  return listOf(node, 'OutputClause').map((clause) => {
    const given = childOf(clause, 'AsClause');
    const table = shared(outputTable(clause, graph, context), context.compilation);
    return { name: (given && requiredChild(given, 'Name').name) ?? '', relation: table };
  });
}

/** Whether a node is a `graph-to-table` of nodes and edges: it gives two tables. */
export const givesTwoTables = (node: SyntaxNode): boolean =>
  node.kind === 'GraphToTableOperator' && listOf(node, 'OutputClause').length > 1;

// Ids that a clause asks for are the hashes of the nodes' own.
function outputTable(clause: SyntaxNode, graph: Graph, context: OperatorContext): Relation {
  const { compilation } = context;
  const isNodes = requiredChild(clause, 'EntityKeyword').text === 'nodes';
  const parameters = operatorParameters(clause);
  const named = (parameter: string): string | undefined => parameterWord(parameters.get(parameter));
  if (isNodes) {
    if (!graph.knowsLoneNodes)
      throw unsupportedAt(compilation, clause, "'graph-to-table nodes' after 'graph-where-edges'");
    return withHashes(clause, graph.nodes, [{ name: named('with_node_id'), id: graph.id }], context);
  }
  const ends = [
    { name: named('with_source_id'), end: SOURCE, id: { ...graph.id, name: '$from' } },
    { name: named('with_target_id'), end: TARGET, id: { ...graph.id, name: '$to' } },
  ];
  const tied = ends.reduce<Relation>(
    (edges, { name, end, id }) =>
      name === undefined
        ? edges
        : attach(edges, graph.nodes, [{ left: end, right: NODE }], [{ column: graph.id, as: id }]),
    graph.edges,
  );
  return withHashes(clause, tied, ends, context);
}

function withHashes(
  clause: SyntaxNode,
  relation: Relation,
  ids: readonly { readonly name: string | undefined; readonly id: RelationColumn }[],
  { compilation }: OperatorContext,
): Relation {
  const columns = visibleColumns(relation);
  const taken = new Set(columns.map(({ name }) => name));
  const hashes = ids.flatMap(({ name, id }): NamedExpr[] => {
    if (name === undefined) return [];
    if (taken.has(name)) throw semanticAt(compilation, clause, `graph-to-table: there is a column '${name}' already`);
    taken.add(name);
    const value = columnRef(id);
    const hashed = id.type === 'int' || id.type === 'bool' ? convert(value, 'long') : value;
    return [{ name, type: 'long', expr: call('hash', 'long', hashed) }];
  });
  return project(relation, [...hashes, ...passThrough(columns)], compilation);
}
