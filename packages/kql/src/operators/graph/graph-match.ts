// `graph-match`: every occurrence of a pattern in a graph, as a row.

import type { ColumnNamer } from '../../expressions/names.js';
import { project } from '../../plan/build.js';
import type { Graph } from '../../plan/graph.js';
import type { Relation } from '../../plan/relation.js';
import { unsupportedAt } from '../../plan/scope.js';
import {
  childOf,
  listOf,
  operatorParameters,
  parameterWord,
  requiredChild,
  type SyntaxNode,
} from '../../syntax/syntax-node.js';
import { namedNode, namerFor, type OperatorContext } from '../operator.js';
import { Matches, type MatchOptions } from './match.js';
import { type Pattern, patternOf } from './pattern.js';
import { type PatternCondition, PatternExpressions } from './pattern-expressions.js';

/** Lowers `graph | graph-match [cycles=…] pattern [where …] project …`. */
export function graphMatch(node: SyntaxNode, graph: Graph, context: OperatorContext): Relation {
  const cycles = parameterWord(operatorParameters(node).get('cycles')) ?? 'unique_edges';
  if (cycles !== 'all' && cycles !== 'none' && cycles !== 'unique_edges')
    throw unsupportedAt(context.compilation, node, `'graph-match' with cycles=${cycles}`);
  const asked = askedOf(node, graph, context);
  const what = "The operator 'graph-match'";
  const options: MatchOptions = { what, cycles, table: 'walks', output: 'all' };
  return asked.projected(matchesOf(node, asked, options, graph, context).relation);
}

/** A pattern with what is said of it. */
export interface AskedPattern {
  readonly pattern: Pattern;
  readonly expressions: PatternExpressions;
  readonly conditions: readonly PatternCondition[];
  /** What `project` makes of the matches. */
  readonly projected: (matches: Relation) => Relation;
}

/** Reads the pattern, its conditions and what is asked of the matches. */
export function askedOf(node: SyntaxNode, graph: Graph, context: OperatorContext): AskedPattern {
  const { compilation } = context;
  const projectClause = childOf(node, 'ProjectClause');
  if (!projectClause) throw unsupportedAt(compilation, node, "a graph pattern without 'project'");
  const pattern = patternOf(node, context);
  if (!graph.knowsLoneNodes && pattern.edges.length === 0)
    throw unsupportedAt(compilation, node, "a pattern of one node after 'graph-where-edges'");
  const whereClause = childOf(node, 'WhereClause');
  const conjuncts = whereClause ? conjunctsOf(requiredChild(whereClause, 'Condition')) : [];
  const values = listOf(projectClause, 'Expressions');
  const expressions = new PatternExpressions(pattern, graph, [...conjuncts, ...values], context);
  const conditions = conjuncts.flatMap((conjunct) => expressions.condition(conjunct) ?? []);
  const namer: ColumnNamer = namerFor(values);
  const columns = values.map((value) => {
    const { given, suggested, value: written } = namedNode(value);
    const expr = expressions.value(written);
    return { name: given?.[0] ?? namer.give(suggested), type: expr.type, expr };
  });
  return { pattern, expressions, conditions, projected: (matches) => project(matches, columns, compilation) };
}

/** The matches of a pattern. */
export const matchesOf = (
  node: SyntaxNode,
  { pattern, expressions, conditions }: AskedPattern,
  options: MatchOptions,
  graph: Graph,
  { compilation }: OperatorContext,
): Matches => new Matches(pattern, expressions, conditions, graph, options, compilation, node);

function conjunctsOf(condition: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const open = [condition];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.kind === 'AndExpression') open.push(requiredChild(next, 'Right'), requiredChild(next, 'Left'));
    else if (next.kind === 'ParenthesizedExpression') open.push(requiredChild(next, 'Expression'));
    else found.push(next);
  }
  return found;
}
