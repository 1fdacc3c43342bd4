// `fork` and `facet`: operators that end a pipe with several result tables instead of one.

import { lowerExpression } from '../expressions/lower-expression.js';
import { shared } from '../plan/partition.js';
import type { NamedExpr, Relation } from '../plan/relation.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { type OperatorContext, rowContext } from './operator.js';
import { aggregateOf } from './summarize.js';
import { sourceName } from './union.js';

/** A result table: what `as` or the author of a leg called it, empty when nobody did. */
export interface NamedResult {
  readonly name: string;
  readonly relation: Relation;
  /** What was written for it, where it may end with `render`. */
  readonly node?: SyntaxNode;
}

/** Lowers `input | operator` to its results, in the order in which the language gives them. */
export type ResultOperator = (node: SyntaxNode, input: Relation, context: OperatorContext) => readonly NamedResult[];

const fork: ResultOperator = (node, input, { compilation, scope }) => {
  const source = shared(input, compilation);
  return listOf(node, 'Expressions').map((leg) => {
    const relation = compilation.pipeline(requiredChild(leg, 'Expression'), source, scope);
    const given = childOf(leg, 'NameEquals');
    return { name: (given && childOf(given, 'Name')?.name) ?? sourceName(relation, ''), relation };
  });
};

/** A table for what stands in `with (…)`, then one per column with its values and how often each occurs. */
const facet: ResultOperator = (node, input, context) => {
  const { compilation, scope } = context;
  const source = shared(input, compilation);
  const withClause = childOf(node, 'WithClause');
  const operator = withClause && (childOf(withClause, 'Expression') ?? childOf(withClause, 'Operator'));
  const rows = operator && compilation.pipeline(operator, source, scope);
  const facets = listOf(node, 'Expressions').map((column) => {
    const expr = lowerExpression(column, rowContext(source, context));
    const key: NamedExpr = { name: column.name ?? '', type: expr.type, expr };
    const count: NamedExpr = {
      name: `count_${key.name}`,
      type: 'long',
      expr: { kind: 'aggregate', name: 'count', type: 'long', args: [], order: [] },
    };
    return { name: '', relation: aggregateOf(source, [key], [count]) };
  });
  return [...(rows ? [{ name: sourceName(rows, ''), relation: rows }] : []), ...facets];
};

/** The operators of this file by syntax kind. */
export const resultOperators: Readonly<Record<string, ResultOperator>> = { ForkOperator: fork, FacetOperator: facet };
