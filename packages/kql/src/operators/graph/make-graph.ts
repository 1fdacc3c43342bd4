// `make-graph`: a graph of a table of edges and tables of nodes.

import { lowerExpression } from '../../expressions/lower-expression.js';
import { convert, isNumeric, widest } from '../../expressions/types.js';
import { absent, project } from '../../plan/build.js';
import { columnRef, type Expr } from '../../plan/expression.js';
import { EDGE, type Graph, NODE, SOURCE, TARGET } from '../../plan/graph.js';
import { shared } from '../../plan/partition.js';
import {
  type AggregateRelation,
  type NamedExpr,
  type Relation,
  type RelationColumn,
  visibleColumns,
} from '../../plan/relation.js';
import { semanticAt, unsupportedAt } from '../../plan/scope.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from '../../syntax/syntax-node.js';
import type { ScalarType } from '../../types.js';
import { type OperatorContext, rowContext } from '../operator.js';
import { attach, unordered } from './attach.js';

/** A table of nodes: its rows, what identifies them, and the partition that they belong to. */
interface NodeTable {
  readonly relation: Relation;
  readonly key: RelationColumn;
  readonly id: Expr;
  readonly partition: Expr | null;
}

const idTypes: ReadonlySet<ScalarType> = new Set(['string', 'long', 'int', 'guid', 'datetime', 'timespan', 'bool']);

const FROM: RelationColumn = { name: '$from', type: 'string', hidden: true };
const TO: RelationColumn = { name: '$to', type: 'string', hidden: true };
const PARTITION = '$partition';

/**
 * `edges | make-graph source --> target [with nodes on id, … | with_node_id=id] [partitioned-by c]`. A graph per value of `c` is one
 * graph whose nodes are told apart by that value, too: no edge leads from one to another.
 */
export function makeGraph(node: SyntaxNode, input: Relation, context: OperatorContext): Graph {
  const { compilation } = context;
  if (requiredChild(node, 'DirectionToken').text !== '-->')
    throw unsupportedAt(compilation, requiredChild(node, 'DirectionToken'), "'make-graph' with edges of no direction");
  const row = rowContext(input, context);
  const [source, target] = ['SourceColumn', 'TargetColumn'].map((field) =>
    lowerExpression(requiredChild(node, field), row),
  ) as [Expr, Expr];
  const partitionNode = childOf(node, 'PartitionedByClause');
  const partitionName = partitionNode && requiredChild(partitionNode, 'Entity');
  const partition = partitionName ? lowerExpression(partitionName, row) : null;
  const withClause = childOf(node, 'WithClause');
  const tables = listOf(withClause, 'TablesAndKeys').map((table) => nodeTable(table, partitionName, context));
  const type = idType(node, [source, target, ...tables.map(({ id }) => id)], context);
  const id: RelationColumn = { name: '$id', type, hidden: true };
  const key: readonly RelationColumn[] = [
    id,
    ...(partition ? [{ name: PARTITION, type: partition.type, hidden: true } as const] : []),
  ];
  const from = { ...FROM, type };
  const to = { ...TO, type };
  const named = (column: RelationColumn, expr: Expr): NamedExpr => ({ ...column, expr: convert(expr, column.type) });
  const edges = shared(
    project(
      unordered(input),
      [
        ...visibleColumns(input).map((column) => named(column, columnRef(column))),
        named(from, source),
        named(to, target),
        ...(partition ? [named(key[1] ?? id, partition)] : []),
        { ...EDGE, expr: rowNumber },
      ],
      compilation,
    ),
    compilation,
    true,
  );
  const implicit = withClause && childOf(withClause, 'Name')?.name;
  const properties = propertiesOf(node, tables, implicit === undefined ? [] : [{ name: implicit, type }], context);
  const keyNames = new Set([...tables.map((table) => table.key.name), ...(implicit === undefined ? [] : [implicit])]);
  const legs = [
    ...tables.map((table) =>
      project(
        unordered(table.relation),
        [
          named(id, table.id),
          ...(table.partition ? [named(key[1] ?? id, table.partition)] : []),
          ...properties.map((column) => {
            const own = visibleColumns(table.relation).some(({ name }) => name === column.name);
            return { ...column, expr: own ? columnRef(column) : absent(column) };
          }),
        ],
        compilation,
      ),
    ),
    ...[from, to].map((end) =>
      project(
        edges,
        [
          named(id, columnRef(end)),
          ...key.slice(1).map((column) => named(column, columnRef(column))),
          ...properties.map((column) => ({ ...column, expr: absent(column) })),
        ],
        compilation,
      ),
    ),
  ];
  const merged: AggregateRelation = {
    kind: 'aggregate',
    input: { kind: 'union', inputs: legs, columns: [...key, ...properties], order: [] },
    keys: key.map((column) => named(column, columnRef(column))),
    aggregates: properties.map((column) => ({
      ...column,
      expr: { kind: 'aggregate', name: 'take_any', type: column.type, args: [columnRef(column)], order: [] },
    })),
    columns: [...key, ...properties],
    order: [],
  };
  const nodes = shared(
    project(
      merged,
      [
        ...properties.map((column) => named(column, columnRef(keyNames.has(column.name) ? id : column))),
        ...key.map((column) => named(column, columnRef(column))),
        { ...NODE, expr: rowNumber },
      ],
      compilation,
    ),
    compilation,
    true,
  );
  const onEnd = (end: RelationColumn) => [end, ...key.slice(1)].map((left, i) => ({ left, right: key[i] ?? id }));
  const numbered = attach(edges, nodes, onEnd(from), [{ column: NODE, as: SOURCE }]);
  const tied = attach(numbered, nodes, onEnd(to), [{ column: NODE, as: TARGET }]);
  const kept = [...visibleColumns(input), EDGE, SOURCE, TARGET];
  const ends = project(
    tied,
    kept.map((column) => named(column, columnRef(column))),
    compilation,
  );
  return { kind: 'graph', nodes, edges: shared(ends, compilation, true), id, knowsLoneNodes: true };
}

const rowNumber: Expr = { kind: 'window', name: 'row_number', type: 'long', args: [], order: [], partition: [] };

function nodeTable(
  node: SyntaxNode,
  partitionName: SyntaxNode | undefined,
  { compilation, scope }: OperatorContext,
): NodeTable {
  const relation = compilation.relation(requiredChild(node, 'Table'), scope);
  const column = requiredChild(node, 'Column');
  const row = rowContext(relation, { compilation, scope });
  const id = lowerExpression(column, row);
  const partition = partitionName ? lowerExpression(partitionName, row) : null;
  return { relation, key: { name: column.name ?? '', type: id.type }, id, partition };
}

function idType(node: SyntaxNode, ids: readonly Expr[], { compilation }: OperatorContext): ScalarType {
  const types = [...new Set(ids.map(({ type }) => type))];
  const [type = 'string'] = types;
  const refused = types.find((candidate) => !idTypes.has(candidate));
  if (refused) throw unsupportedAt(compilation, node, `'make-graph' with node ids of the type ${refused}`);
  if (types.length === 1) return type;
  if (types.every(isNumeric)) return widest(types);
  throw semanticAt(compilation, node, `make-graph: all node ids must have one type, found ${types.join(' and ')}`);
}

// The properties of a node: the columns of all tables; those of the same name are one.
function propertiesOf(
  node: SyntaxNode,
  tables: readonly NodeTable[],
  implicit: readonly RelationColumn[],
  { compilation }: OperatorContext,
): readonly RelationColumn[] {
  const properties = new Map<string, RelationColumn>();
  for (const { name, type } of [...tables.flatMap(({ relation }) => visibleColumns(relation)), ...implicit]) {
    const known = properties.get(name) ?? { name, type };
    if (known.type !== type)
      throw unsupportedAt(compilation, node, `the property '${name}' with the types ${known.type} and ${type}`);
    properties.set(name, known);
  }
  return [...properties.values()];
}
