// Syntax to plan for scalar expressions: resolves names, picks functions by type, converts where the language does.

import { aggregates } from '../aggregates/index.js';
import { CLUSTER_NAME, DATABASE_NAME } from '../database.js';
import { functions } from '../functions/index.js';
import { call, columnRef, type Expr, literal, someExpr, stringLiteral } from '../plan/expression.js';
import { type Relation, visibleColumns } from '../plan/relation.js';
import { type Compilation, findColumn, offsetOf, reaches, semanticAt, unsupportedAt } from '../plan/scope.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { entryOf } from '../values/entry-of.js';
import { applyFunction } from './apply-function.js';
import { lowerCall } from './calls.js';
import type { ExpressionContext } from './context.js';
import { literalOf } from './literals.js';
import { operators } from './operators.js';
import { specialForms } from './special-forms.js';
import { isTabular } from './tabular.js';
import { convert } from './types.js';
import { windowFunctions } from './window-functions.js';

/** @throws KqlError when the expression uses something that is not supported */
export function lowerExpression(node: SyntaxNode, context: ExpressionContext): Expr {
  const { compilation } = context;
  compilation.spend();
  const written = literalOf(node, compilation.now);
  if (written) return written;
  const operator = operators[node.kind];
  if (operator) return operator(node, context, lowerExpression);
  switch (node.kind) {
    case 'ParenthesizedExpression':
      return lowerExpression(requiredChild(node, 'Expression'), context);
    case 'NameReference':
      return lowerName(node, context);
    case 'PathExpression':
      return lowerPath(node, context);
    case 'ElementExpression':
      return lowerElement(node, context);
    case 'FunctionCallExpression':
      return lowerFunctionCall(node, context);
    case 'ToScalarExpression':
      return toScalar(requiredChild(node, 'Expression'), context);
    case 'UnaryMinusExpression':
      return lowerMinus(lowerExpression(requiredChild(node, 'Expression'), context));
    case 'UnaryPlusExpression':
      return lowerExpression(requiredChild(node, 'Expression'), context);
    case 'SimpleNamedExpression':
      return lowerExpression(requiredChild(node, 'Expression'), context);
    default:
      if (isTabular(node, context.scope)) return scalarSubquery(compilation.relation(node, context.scope));
      throw unsupportedAt(compilation, node, `the expression form '${node.kind}'`);
  }
}

// `toscalar(2)` is the value itself.
function toScalar(node: SyntaxNode, context: ExpressionContext): Expr {
  if (isTabular(node, context.scope)) return scalarSubquery(context.compilation.relation(node, context.scope));
  return lowerExpression(node, { ...context, scope: { ...context.scope, row: null } });
}

/** `toscalar`: the first column of the first row. */
export function scalarSubquery(relation: Relation): Expr {
  return { kind: 'toscalar', type: visibleColumns(relation)[0]?.type ?? 'dynamic', relation };
}

function lowerMinus(operand: Expr): Expr {
  if (operand.kind === 'literal') {
    if (typeof operand.value === 'bigint' && operand.type !== 'datetime') {
      return literal(operand.type === 'int' ? 'long' : operand.type, BigInt.asIntN(64, -operand.value));
    }
    if (typeof operand.value === 'number') return literal('real', -operand.value);
  }
  if (operand.type === 'dynamic') return lowerMinus(convert(operand, 'long'));
  return call('unary_minus', operand.type === 'int' ? 'long' : operand.type, operand);
}

function lowerName(node: SyntaxNode, context: ExpressionContext): Expr {
  const { compilation, scope } = context;
  const name = node.name ?? '';
  const column = scope.row && findColumn(scope.row.columns, name);
  if (column) return columnRef(column);
  const binding = scope.bindings.get(name);
  if (!binding)
    throw semanticAt(
      compilation,
      node,
      `The name '${name}' does not refer to any known column, table, variable or function`,
    );
  if (binding.kind === 'scalar') {
    const foreign = binding.row !== null && !reaches(scope.row, binding.row);
    if (foreign && someExpr(binding.expr, (expr) => expr.kind === 'column')) {
      throw unsupportedAt(
        compilation,
        node,
        `the parameter '${name}' bound to a column and used inside another table expression`,
      );
    }
    return binding.expr;
  }
  if (binding.kind === 'tabular') return scalarSubquery(binding.relation());
  if (binding.kind === 'graph') throw semanticAt(compilation, node, `The graph '${name}' stands in place of a value`);
  if (binding.kind !== 'function') throw unsupportedAt(compilation, node, `'${name}' as a value`);
  const applied = applyFunction(binding, node, [], context, lowerExpression);
  return 'columns' in applied ? scalarSubquery(applied) : applied;
}

function lowerPath(node: SyntaxNode, context: ExpressionContext): Expr {
  const base = requiredChild(node, 'Expression');
  const selector = requiredChild(node, 'Selector');
  if (isTabular(node, context.scope)) return scalarSubquery(context.compilation.relation(node, context.scope));
  if (context.scope.bindings.get(base.name ?? '')?.kind === 'entity') {
    if (selector.name === '$current_database') return stringLiteral(DATABASE_NAME);
    if (selector.name === '$current_cluster_endpoint') return stringLiteral(CLUSTER_NAME);
  }
  const side = base.name === '$left' ? 'left' : base.name === '$right' ? 'right' : undefined;
  if (side && context.scope.row?.[side]) {
    const column = findColumn(context.scope.row[side] ?? [], selector.name ?? '');
    if (!column)
      throw semanticAt(context.compilation, selector, `The name '${selector.name}' does not refer to any known column`);
    return { ...columnRef(column), side };
  }
  if (selector.kind === 'FunctionCallExpression' || selector.kind === 'PathExpression') {
    throw unsupportedAt(context.compilation, node, 'a qualified name in a scalar expression');
  }
  // `d.[key]`: a computed step, written with a dot.
  if (selector.kind === 'BracketedExpression' || selector.kind === 'BrackettedExpression')
    return lowerElement(node, context);
  const step = selector.name ?? selector.value ?? childOf(selector, 'Expression')?.value;
  if (step === undefined) throw unsupportedAt(context.compilation, selector, `the path step '${selector.kind}'`);
  return extendPath(convert(lowerExpression(base, context), 'dynamic'), step);
}

function lowerElement(node: SyntaxNode, context: ExpressionContext): Expr {
  const base = convert(lowerExpression(requiredChild(node, 'Expression'), context), 'dynamic');
  const index = lowerExpression(requiredChild(requiredChild(node, 'Selector'), 'Expression'), context);
  if (index.kind === 'literal' && typeof index.value === 'string') return extendPath(base, index.value);
  if (index.kind === 'literal' && typeof index.value === 'bigint') return extendPath(base, Number(index.value));
  return extendPath(base, index.type === 'int' || index.type === 'real' ? convert(index, 'long') : index);
}

function extendPath(base: Expr, step: string | number | Expr): Expr {
  if (base.kind === 'path') return { ...base, steps: [...base.steps, step] };
  return { kind: 'path', type: 'dynamic', base, steps: [step] };
}

function lowerFunctionCall(node: SyntaxNode, context: ExpressionContext): Expr {
  const { compilation, scope } = context;
  const name = requiredChild(node, 'Name').name ?? '';
  const args = listOf(childOf(node, 'ArgumentList'), 'Expressions');
  const binding = scope.bindings.get(name);
  if (binding?.kind === 'function') {
    const applied = applyFunction(binding, node, args, context, lowerExpression);
    return 'columns' in applied ? scalarSubquery(applied) : applied;
  }
  const special = entryOf(specialForms, name);
  if (special) return placed(special(node, args, context, lowerExpression), node, compilation);
  const window = entryOf(windowFunctions, name);
  if (window) {
    if (!context.windows) throw unsupportedAt(compilation, node, `the window function '${name}' in this place`);
    return window(
      args.map((arg) => lowerExpression(arg, context)),
      context.windows,
    );
  }
  const aggregate = entryOf(aggregates, name);
  if (aggregate && context.aggregation) {
    const inner: ExpressionContext = { compilation, scope };
    const lowered = args.filter((arg) => arg.kind !== 'StarExpression').map((arg) => lowerExpression(arg, inner));
    return placed(aggregate.lower(name, lowered, context.aggregation.order), node, compilation);
  }
  const scalar = entryOf(functions, name);
  if (!scalar) {
    const why = name.startsWith('current_principal') ? ' (answers do not depend on who asks)' : '';
    throw unsupportedAt(compilation, node, `the function '${name}'${why}`);
  }
  return lowerCall(
    name,
    scalar,
    args.map((arg) => lowerExpression(arg, context)),
    node,
    compilation,
  );
}

/** What a call gives, with the place of the call for what turns out later. */
const placed = (expr: Expr, node: SyntaxNode, compilation: Compilation): Expr =>
  (expr.kind === 'call' || expr.kind === 'aggregate') && expr.at === undefined
    ? { ...expr, at: offsetOf(compilation, node) }
    : expr;

/** A constant whole number that the language wants in this place. */
export function constantLong(node: SyntaxNode, context: ExpressionContext, what: string): bigint {
  const expr = lowerExpression(node, context);
  if (expr.kind === 'literal' && typeof expr.value === 'bigint') return expr.value;
  throw unsupportedAt(context.compilation, node, `${what} that is not a constant`);
}
