// `graph-shortest-paths`: of the matches between two nodes, the shortest.

import { extend } from '../../plan/build.js';
import { call, columnRef, type Expr, longLiteral } from '../../plan/expression.js';
import type { Graph } from '../../plan/graph.js';
import { shared } from '../../plan/partition.js';
import type { AggregateRelation, FirstRowRelation, Relation, RelationColumn } from '../../plan/relation.js';
import { semanticAt, unsupportedAt } from '../../plan/scope.js';
import { operatorParameters, parameterWord, type SyntaxNode } from '../../syntax/syntax-node.js';
import type { OperatorContext } from '../operator.js';
import { attach } from './attach.js';
import { type AskedPattern, askedOf, matchesOf } from './graph-match.js';
import type { Matches, MatchOptions } from './match.js';

/**
 * Lowers `graph | graph-shortest-paths [output=any|all] pattern [where …] project …`. A path comes to no node again, so that none leads
 * back to where it starts.
 */
export function graphShortestPaths(node: SyntaxNode, graph: Graph, context: OperatorContext): Relation {
  const { compilation } = context;
  const output = parameterWord(operatorParameters(node).get('output')) ?? 'any';
  if (output !== 'any' && output !== 'all')
    throw unsupportedAt(compilation, node, `'graph-shortest-paths' with output=${output}`);
  const asked = askedOf(node, graph, context);
  const { pattern } = asked;
  if (pattern.sequences > 1)
    throw semanticAt(compilation, node, 'The pattern of graph-shortest-paths must be a single sequence');
  if (!pattern.edges.some(({ range }) => range))
    throw semanticAt(compilation, node, 'The pattern of graph-shortest-paths needs an edge of variable length');
  const what = "The operator 'graph-shortest-paths'";
  const isWalk = pattern.edges.length === 1 && !decidesByPath(asked);
  const options: MatchOptions = { what, cycles: 'none', table: isWalk ? 'shortestWalks' : 'walks', output };
  const matches = matchesOf(node, asked, options, graph, context);
  return asked.projected(isWalk ? matches.relation : shortest(matches, asked, output, context));
}

// Whether a condition looks at a path as a whole: the shortest path need not be the shortest for which it holds.
const decidesByPath = ({ conditions, pattern }: AskedPattern): boolean =>
  conditions.some(({ uses }) => pattern.edges.some(({ variable }) => uses.has(variable)));

function shortest(
  matches: Matches,
  { pattern }: AskedPattern,
  output: 'any' | 'all',
  { compilation }: OperatorContext,
): Relation {
  const first = pattern.edges[0]?.left ?? '';
  const last = pattern.edges.at(-1)?.right ?? '';
  const ends = [matches.numberOf(first), matches.numberOf(last)];
  const length: RelationColumn = { name: `$length${compilation.fresh()}`, type: 'long', hidden: true };
  const total = matches.edges.map(
    (edge): Expr => ('one' in edge ? longLiteral(1) : call('array_length', 'long', columnRef(edge.many))),
  );
  const expr = total.reduce((sum, count) => call('add', 'long', sum, count));
  const measured = extend(matches.relation, [{ ...length, expr }], compilation);
  const order = { column: length.name, type: 'long', descending: false, nullsFirst: false } as const;
  if (output === 'any') {
    const one: FirstRowRelation = {
      kind: 'first-row',
      input: measured,
      keys: ends.map(columnRef),
      by: [order],
      columns: measured.columns,
      order: [],
    };
    return one;
  }
  const rows = shared(measured, compilation, true);
  const least: RelationColumn = { name: `$least${compilation.fresh()}`, type: 'long', hidden: true };
  const leasts: AggregateRelation = {
    kind: 'aggregate',
    input: rows,
    keys: ends.map((end) => ({ ...end, expr: columnRef(end) })),
    aggregates: [
      { ...least, expr: { kind: 'aggregate', name: 'min', type: 'long', args: [columnRef(length)], order: [] } },
    ],
    columns: [...ends, least],
    order: [],
  };
  const pairs = [...ends.map((end) => ({ left: end, right: end })), { left: length, right: least }];
  return attach(rows, leasts, pairs, [], 'leftsemi');
}
