// `sort`, `top`, `take`, `sample`: order and the first rows of it.

import { lowerExpression } from '../expressions/lower-expression.js';
import { convert } from '../expressions/types.js';
import { limit, passThrough, project, sort as sortBy } from '../plan/build.js';
import type { OrderKey } from '../plan/expression.js';
import { literal } from '../plan/expression.js';
import type { NamedExpr, Relation } from '../plan/relation.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { type Operator, type OperatorContext, rowContext, rowless } from './operator.js';

/** The input ordered by expressions; those that are no plain columns are computed into hidden ones. */
function ordered(nodes: readonly SyntaxNode[], input: Relation, context: OperatorContext): Relation {
  const expressions = rowContext(input, context);
  const computed: NamedExpr[] = [];
  const keys = nodes.map((node): OrderKey => {
    const isOrdered = node.kind === 'OrderedExpression';
    const expr = lowerExpression(isOrdered ? requiredChild(node, 'Expression') : node, expressions);
    const ordering = isOrdered ? childOf(node, 'Ordering') : undefined;
    const descending = (ordering && childOf(ordering, 'AscOrDescKeyword')?.text) !== 'asc';
    const nulls = ordering && childOf(ordering, 'NullsClause');
    const written = nulls
      ? [
          childOf(nulls, 'FirstOrLastKeyword')?.text,
          ...Object.values(nulls.fields).map((field) => (field as SyntaxNode).text),
        ]
      : [];
    const nullsFirst = written.includes('first') || (!written.includes('last') && !descending);
    if (expr.kind === 'column') return { column: expr.name, type: expr.type, descending, nullsFirst };
    const name = `$order${context.compilation.fresh()}`;
    computed.push({ name, type: expr.type, hidden: true, expr });
    return { column: name, type: expr.type, descending, nullsFirst };
  });
  const over =
    computed.length === 0 ? input : project(input, [...passThrough(input.columns), ...computed], context.compilation);
  return sortBy(over, keys);
}

const sort: Operator = (node, input, context) => ordered(listOf(node, 'Expressions'), input, context);

function count(node: SyntaxNode, context: OperatorContext) {
  const expr = convert(lowerExpression(node, rowless(context)), 'long');
  return expr.kind === 'literal' && typeof expr.value === 'bigint' && expr.value < 0n ? literal('long', 0n) : expr;
}

const top: Operator = (node, input, context) => {
  const rows = count(requiredChild(node, 'Expression'), context);
  return limit(ordered([requiredChild(node, 'ByExpression')], input, context), rows);
};

const take: Operator = (node, input, context) => limit(input, count(requiredChild(node, 'Expression'), context));

/** The operators of this file by syntax kind. */
export const orderOperators = {
  SortOperator: sort,
  TopOperator: top,
  TakeOperator: take,
  SampleOperator: take,
} satisfies Record<string, Operator>;
