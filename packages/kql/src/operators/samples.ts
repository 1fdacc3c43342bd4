// `top-hitters` and `sample-distinct`: some of the values of a column.

import { lowerExpression } from '../expressions/lower-expression.js';
import { suggestedName } from '../expressions/names.js';
import { convert } from '../expressions/types.js';
import { limit, passThrough, project, sort } from '../plan/build.js';
import { columnRef, type Expr, type OrderKey } from '../plan/expression.js';
import { type NamedExpr, visibleColumns } from '../plan/relation.js';
import { childOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { namedNode, namerFor, type Operator, type OperatorContext, rowContext, rowless } from './operator.js';
import { aggregateOf } from './summarize.js';

const descending = (column: string): OrderKey => ({ column, type: 'long', descending: true, nullsFirst: false });

const countOf = (node: SyntaxNode, context: OperatorContext): Expr =>
  convert(lowerExpression(requiredChild(node, 'Expression'), rowless(context)), 'long');

function valuesOf(node: SyntaxNode, input: Parameters<Operator>[1], context: OperatorContext): NamedExpr {
  const of = requiredChild(node, 'OfExpression');
  const { given, suggested, value } = namedNode(of);
  const expr = lowerExpression(value, rowContext(input, context));
  return { name: given?.[0] ?? namerFor([of]).give(suggested), type: expr.type, expr };
}

/** Exact where the language allows an approximation; of equal hitters those seen last are taken. */
const topHitters: Operator = (node, input, context) => {
  const { compilation } = context;
  const value = valuesOf(node, input, context);
  const weightNode = childOf(node, 'ByClause') && requiredChild(requiredChild(node, 'ByClause'), 'Expression');
  const weight = weightNode && lowerExpression(weightNode, rowContext(input, context));
  const type = weight ? (weight.type === 'int' ? 'long' : weight.type) : 'long';
  const size: NamedExpr = {
    name: weightNode ? `approximate_sum_${suggestedName(weightNode) ?? ''}` : `approximate_count_${value.name}`,
    type,
    expr: { kind: 'aggregate', name: weight ? 'sum' : 'count', type, args: weight ? [weight] : [], order: [] },
  };
  const groups = aggregateOf(input, [value], [size]);
  const order = [
    { ...descending(size.name), type },
    ...(groups.serial === undefined ? [] : [descending(groups.serial)]),
  ];
  const first = limit(sort({ ...groups, order: [] }, order), countOf(node, context));
  return project({ ...first, order: [] } as typeof first, passThrough(visibleColumns(first)), compilation);
};

const sampleDistinct: Operator = (node, input, context) => {
  const value = valuesOf(node, input, context);
  const groups = aggregateOf(input, [value], []);
  const some = limit(groups, countOf(node, context));
  return project(some, [{ ...value, expr: columnRef(value) }], context.compilation);
};

/** The operators of this file by syntax kind. */
export const sampleOperators = {
  TopHittersOperator: topHitters,
  SampleDistinctOperator: sampleDistinct,
} satisfies Record<string, Operator>;
