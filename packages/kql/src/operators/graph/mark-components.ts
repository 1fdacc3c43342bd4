// `graph-mark-components`: every node gets the number of the component that it belongs to.

import { passThrough, project } from '../../plan/build.js';
import { columnRef, literal, stringLiteral } from '../../plan/expression.js';
import { type Graph, NODE, SOURCE, TARGET } from '../../plan/graph.js';
import { shared } from '../../plan/partition.js';
import { type HostedRelation, type Relation, type RelationColumn, visibleColumns } from '../../plan/relation.js';
import { semanticAt, unsupportedAt } from '../../plan/scope.js';
import { operatorParameters, parameterWord, type SyntaxNode } from '../../syntax/syntax-node.js';
import type { OperatorContext } from '../operator.js';
import { attach } from './attach.js';

/** Lowers `graph | graph-mark-components [kind=weak|strong] [with_component_id=name]`. */
export function markComponents(node: SyntaxNode, graph: Graph, { compilation }: OperatorContext): Graph {
  if (!graph.knowsLoneNodes)
    throw unsupportedAt(compilation, node, "'graph-mark-components' after 'graph-where-edges'");
  const parameters = operatorParameters(node);
  const name = parameterWord(parameters.get('with_component_id')) ?? 'ComponentId';
  if (visibleColumns(graph.nodes).some((column) => column.name === name))
    throw semanticAt(compilation, node, `graph-mark-components: the nodes have a property '${name}' already`);
  const a: RelationColumn = { name: '$a', type: 'long', hidden: true };
  const b: RelationColumn = { name: '$b', type: 'long', hidden: true };
  const ends: Relation = {
    kind: 'union',
    inputs: [
      project(
        graph.nodes,
        [
          { ...a, expr: columnRef(NODE) },
          { ...b, expr: literal('long', null) },
        ],
        compilation,
      ),
      project(
        graph.edges,
        [
          { ...a, expr: columnRef(SOURCE) },
          { ...b, expr: columnRef(TARGET) },
        ],
        compilation,
      ),
    ],
    columns: [a, b],
    order: [],
  };
  const marked: RelationColumn = { name: `$marked${compilation.fresh()}`, type: 'long', hidden: true };
  const component: RelationColumn = { name, type: 'long' };
  const number: RelationColumn = { name: `$number${compilation.fresh()}`, type: 'long', hidden: true };
  const hosted: HostedRelation = {
    kind: 'hosted',
    input: ends,
    table: 'components',
    what: "The operator 'graph-mark-components'",
    cells: [columnRef(a), columnRef(b)],
    options: [stringLiteral(parameterWord(parameters.get('kind')) ?? 'weak')],
    outputs: [marked, component],
    number,
    partition: [],
    columns: [marked, component, number],
    order: [],
  };
  const nodes = attach(graph.nodes, hosted, [{ left: NODE, right: marked }], [{ column: component, as: component }]);
  const ordered = [...visibleColumns(nodes), ...nodes.columns.filter(({ hidden }) => hidden)];
  return { ...graph, nodes: shared(project(nodes, passThrough(ordered), compilation), compilation, true) };
}
