// An edge of variable length: the host walks along the edges, and gives the walks as rows.

import { WALK_ROWS } from '../../dialects/duckdb/host-tables/walk-graph.js';
import { filter, project } from '../../plan/build.js';
import { call, columnRef, type Expr, literal, longLiteral, stringLiteral } from '../../plan/expression.js';
import { EDGE, type Graph, NODE, SOURCE, TARGET } from '../../plan/graph.js';
import type { HostedRelation, NamedExpr, Relation, RelationColumn } from '../../plan/relation.js';
import type { Compilation } from '../../plan/scope.js';
import type { EdgeRange, PatternEdge } from './pattern.js';
import type { PatternExpressions, WalkFacts } from './pattern-expressions.js';

/** Which walks are wanted, and from where to where; the ends are relations of node numbers. */
export interface WalkRequest {
  /** What asked for them, for messages. */
  readonly what: string;
  /** Host table function, and an option of its own. */
  readonly table: 'walks' | 'shortestWalks';
  readonly output: 'any' | 'all';
  readonly cycles: 'all' | 'unique_edges' | 'none';
  readonly edge: PatternEdge & { readonly range: EdgeRange };
  /** Walked from the pattern's right end to its left one. */
  readonly backwards: boolean;
  readonly starts: Relation;
  /** Null when walks may end anywhere. */
  readonly targets: Relation | null;
}

/** The walks, and their columns. */
export interface Walks {
  readonly relation: Relation;
  readonly start: RelationColumn;
  readonly end: RelationColumn;
}

const FROM: RelationColumn = { name: '$from', type: 'long', hidden: true };
const TO: RelationColumn = { name: '$to', type: 'long', hidden: true };

/** The edges of a graph with the nodes at which a pattern's edge is left and reached: FROM the left one TO the right one. */
export function edgesAlong(
  graph: Graph,
  direction: PatternEdge['direction'],
  columns: readonly NamedExpr[],
  compilation: Compilation,
): { readonly relation: Relation; readonly from: RelationColumn; readonly to: RelationColumn } {
  const along = (from: RelationColumn, to: RelationColumn): Relation =>
    project(graph.edges, [...columns, { ...FROM, expr: columnRef(from) }, { ...TO, expr: columnRef(to) }], compilation);
  const forwards = along(SOURCE, TARGET);
  if (direction === 'right') return { relation: forwards, from: FROM, to: TO };
  const backwards = along(TARGET, SOURCE);
  if (direction === 'left') return { relation: backwards, from: FROM, to: TO };
  // An edge from a node to itself is the same in both directions.
  const others = filter(backwards, call('not_equals', 'bool', columnRef(FROM), columnRef(TO)));
  const both: Relation = { kind: 'union', inputs: [forwards, others], columns: forwards.columns, order: [] };
  return { relation: both, from: FROM, to: TO };
}

/** Runs the walks on the host. */
export function walksAlong(
  request: WalkRequest,
  facts: WalkFacts,
  expressions: PatternExpressions,
  graph: Graph,
  compilation: Compilation,
): Walks {
  const { edge, backwards } = request;
  const hidden = (name: string, type: RelationColumn['type']): RelationColumn => ({ name, type, hidden: true });
  const values = [...facts.edgeValues, ...facts.nodeValues];
  const cells: readonly RelationColumn[] = [
    hidden('$kind', 'long'),
    hidden('$a', 'long'),
    hidden('$b', 'long'),
    hidden('$at', 'long'),
    hidden('$passes', 'bool'),
    ...values.map(({ name }) => hidden(name, 'dynamic')),
  ];
  // A row that says what its kind says, and nothing in the other cells.
  const rows = (input: Relation, kind: number, said: Readonly<Record<string, Expr>>): Relation =>
    project(
      { ...input, order: [] } as Relation,
      cells.map((cell) => ({
        ...cell,
        expr: cell.name === '$kind' ? longLiteral(kind) : (said[cell.name] ?? literal(cell.type, null)),
      })),
      compilation,
    );
  const numbered = (relation: Relation): Readonly<Record<string, Expr>> => ({
    $a: columnRef(relation.columns[0] ?? NODE),
  });
  const allowed = facts.edgeConditions.reduce<Relation>(filter, graph.edges);
  const named: readonly NamedExpr[] = [{ ...EDGE, expr: columnRef(EDGE) }, ...facts.edgeValues];
  const steps = edgesAlong({ ...graph, edges: allowed }, edge.direction, named, compilation);
  const [a, b] = backwards ? [steps.to, steps.from] : [steps.from, steps.to];
  const gathered = (columns: readonly NamedExpr[]): Readonly<Record<string, Expr>> =>
    Object.fromEntries(columns.map((column): [string, Expr] => [column.name, columnRef(column)]));
  const passes: Expr =
    facts.nodeConditions.length > 0
      ? call(
          'coalesce',
          'bool',
          call('and', 'bool', ...facts.nodeConditions, literal('bool', true)),
          literal('bool', false),
        )
      : literal('bool', true);
  const inputs = [
    rows(request.starts, WALK_ROWS.start, numbered(request.starts)),
    ...(request.targets ? [rows(request.targets, WALK_ROWS.target, numbered(request.targets))] : []),
    rows(steps.relation, WALK_ROWS.step, {
      $a: columnRef(a),
      $b: columnRef(b),
      $at: columnRef(EDGE),
      ...gathered(facts.edgeValues),
    }),
    ...(facts.nodeConditions.length + facts.nodeValues.length > 0
      ? [
          rows(expressions.nodes.of, WALK_ROWS.inner, {
            $a: columnRef(NODE),
            $passes: passes,
            ...Object.fromEntries(facts.nodeValues.map(({ name, expr }): [string, Expr] => [name, expr])),
          }),
        ]
      : []),
  ];
  const start = hidden(`$start${compilation.fresh()}`, 'long');
  const end = hidden(`$end${compilation.fresh()}`, 'long');
  const outputs = [start, end, facts.edges, facts.reached, ...values.map(({ name }) => hidden(name, 'dynamic'))];
  const number = hidden(`$number${compilation.fresh()}`, 'long');
  const relation: HostedRelation = {
    kind: 'hosted',
    input: { kind: 'union', inputs, columns: cells, order: [] },
    table: request.table,
    what: request.what,
    cells: cells.map(columnRef),
    options: [
      stringLiteral(request.cycles),
      longLiteral(edge.range.least),
      longLiteral(edge.range.most),
      literal('bool', request.targets !== null),
      literal('bool', backwards),
      longLiteral(facts.edgeValues.length),
      longLiteral(facts.nodeValues.length),
      stringLiteral(request.output),
    ],
    outputs,
    number,
    partition: [],
    columns: [...outputs, number],
    order: [],
  };
  return { relation, start, end };
}
