// The operators of scalar expressions, by syntax kind: which function each one is, and how its operands meet.

import { functions } from '../functions/index.js';
import { call, columnRef, type Expr, type LiteralExpr, literal } from '../plan/expression.js';
import { semanticAt, unsupportedAt } from '../plan/scope.js';
import { listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import type { ScalarType } from '../types.js';
import { withinColumns } from './all-columns.js';
import { lowerCall } from './calls.js';
import type { ExpressionContext, LowerExpression } from './context.js';
import { isTabular } from './tabular.js';
import { canHold, convert, isNumeric } from './types.js';

type LowerOperator = (node: SyntaxNode, context: ExpressionContext, lower: LowerExpression) => Expr;

const not = (operand: Expr): Expr => call('not', 'bool', operand);

/** A call of a row of the function table with operands already lowered. */
function apply(name: string, args: readonly Expr[], node: SyntaxNode, context: ExpressionContext): Expr {
  const row = functions[name];
  if (!row) throw unsupportedAt(context.compilation, node, `the operator '${name}'`);
  return lowerCall(name, row, args, node, context.compilation);
}

const arithmetic =
  (name: string): LowerOperator =>
  (node, context, lower) => {
    let left = lower(requiredChild(node, 'Left'), context);
    let right = lower(requiredChild(node, 'Right'), context);
    if (left.type === 'dynamic' && right.type === 'dynamic') {
      throw semanticAt(
        context.compilation,
        node,
        'Arithmetic on two values of type dynamic is not allowed: convert one of them',
      );
    }
    if (left.type === 'dynamic') left = convert(left, operandType(right.type));
    else if (right.type === 'dynamic') right = convert(right, operandType(left.type));
    return apply(name, [left, right], node, context);
  };

const operandType = (other: ScalarType): ScalarType =>
  other === 'datetime' ? 'datetime' : other === 'int' ? 'long' : other;

const comparison =
  (name: string): LowerOperator =>
  (node, context, lower) => {
    const leftNode = requiredChild(node, 'Left');
    const rightNode = requiredChild(node, 'Right');
    if (leftNode.kind === 'StarExpression') {
      return overAllColumns(node, context, (column) =>
        apply(name, comparable(column, lower(rightNode, context)), node, context),
      );
    }
    return apply(name, comparable(lower(leftNode, context), lower(rightNode, context)), node, context);
  };

/** Both sides in one type: dynamic takes the other side's type, text beside a typed value is read as that type. */
export function comparable(left: Expr, right: Expr): [Expr, Expr] {
  if (left.type === right.type || (isNumeric(left.type) && isNumeric(right.type))) return [left, right];
  if (left.type === 'dynamic') return [convert(left, right.type), right];
  if (right.type === 'dynamic') return [left, convert(right, left.type)];
  if (left.type === 'bool' && isNumeric(right.type)) return [convert(left, 'long'), right];
  if (right.type === 'bool' && isNumeric(left.type)) return [left, convert(right, 'long')];
  if (left.type === 'string') return [convert(left, right.type), right];
  return [left, convert(right, left.type)];
}

// `* has "x"`: any column, in its text form.
function overAllColumns(node: SyntaxNode, context: ExpressionContext, test: (column: Expr) => Expr): Expr {
  const columns = (context.scope.row?.columns ?? []).filter((column) => !column.hidden);
  if (columns.length === 0) throw unsupportedAt(context.compilation, node, "'*' without columns");
  const tests = columns.map((column) => test(columnRef(column))).filter((found) => !isFalse(found));
  return tests.length === 0 ? literal('bool', false) : call('or', 'bool', ...tests);
}

const isFalse = (expr: Expr): boolean => expr.kind === 'literal' && expr.value === false;

/** Tests that look for a needle anywhere in a text, so that several texts can be searched as one. */
const unanchored: ReadonlySet<string> = new Set(
  ['has', 'hasprefix', 'hassuffix', 'contains'].flatMap((name) => [name, `${name}_cs`]),
);

const holders = ({ scope }: ExpressionContext, needle: string): readonly Expr[] =>
  (scope.row?.columns ?? []).filter((column) => !column.hidden && canHold(column.type, needle)).map(columnRef);

const textual =
  (name: string, negated = false): LowerOperator =>
  (node, context, lower) => {
    const right = convert(lower(requiredChild(node, 'Right'), context), 'string');
    const needle = right.kind === 'literal' && name !== 'matches_regex' ? String(right.value ?? '') : null;
    const test = (left: Expr): Expr =>
      needle === null || canHold(left.type, needle)
        ? apply(name, [convert(left, 'string'), right], node, context)
        : literal('bool', false);
    const leftNode = requiredChild(node, 'Left');
    if (leftNode.kind !== 'StarExpression') {
      const found = test(lower(leftNode, context));
      return negated ? not(found) : found;
    }
    const found =
      needle !== null && unanchored.has(name)
        ? withinColumns(holders(context, needle), needle, test)
        : overAllColumns(node, context, test);
    return negated ? not(found) : found;
  };

const logical =
  (name: 'and' | 'or'): LowerOperator =>
  (node, context, lower) => {
    // Chains are left-deep: walk them in a loop, so that a thousand alternatives need no thousand stack frames.
    const operands: SyntaxNode[] = [];
    let current = node;
    while (current.kind === node.kind) {
      operands.unshift(requiredChild(current, 'Right'));
      current = requiredChild(current, 'Left');
    }
    operands.unshift(current);
    return call(name, 'bool', ...operands.map((operand) => convert(lower(operand, context), 'bool')));
  };

const membership =
  (options: { readonly insensitive: boolean; readonly negated: boolean }): LowerOperator =>
  (node, context, lower) => {
    const right = requiredChild(node, 'Right');
    const elements = right.kind === 'ExpressionList' ? listOf(right, 'Expressions') : [right];
    const leftNode = requiredChild(node, 'Left');
    const test = (left: Expr): Expr => memberOf(left, elements, options.insensitive, node, context, lower);
    const found =
      leftNode.kind === 'StarExpression' ? overAllColumns(node, context, test) : test(lower(leftNode, context));
    return options.negated ? not(found) : found;
  };

function memberOf(
  left: Expr,
  elements: readonly SyntaxNode[],
  insensitive: boolean,
  node: SyntaxNode,
  context: ExpressionContext,
  lower: LowerExpression,
): Expr {
  const [only] = elements;
  if (elements.length === 1 && only && isTabular(only, context.scope)) {
    const relation = context.compilation.relation(only, context.scope);
    const valueType = relation.columns.find((column) => !column.hidden)?.type ?? 'dynamic';
    const value = insensitive || valueType === 'dynamic' ? convert(left, 'string') : comparableWith(left, valueType);
    return { kind: 'member', type: 'bool', value, relation, insensitive };
  }
  const values = elements.map((element) => lower(element, context));
  const constants = values.flatMap((value): readonly Expr[] => arrayElements(value) ?? [value]);
  const type = insensitive
    ? 'string'
    : left.type === 'dynamic'
      ? (constants.find((value) => value.type !== 'dynamic')?.type ?? 'string')
      : left.type;
  const arrays = constants.filter((value) => value.type === 'dynamic' && value.kind !== 'literal');
  const scalars = constants.filter((value) => !arrays.includes(value));
  const value = convert(left, type);
  const tests = [
    ...(scalars.length > 0 || arrays.length === 0
      ? [
          call(
            insensitive ? 'in_insensitive' : 'in',
            'bool',
            value,
            ...scalars.map((scalar) => memberType(scalar, type)),
          ),
        ]
      : []),
    ...arrays.map((array) => apply(insensitive ? 'in_array_insensitive' : 'in_array', [value, array], node, context)),
  ];
  const [first] = tests;
  return tests.length === 1 && first ? first : call('or', 'bool', ...tests);
}

const memberType = (value: Expr, type: ScalarType): Expr =>
  isNumeric(value.type) && isNumeric(type) ? value : convert(value, type);
const comparableWith = (left: Expr, type: ScalarType): Expr =>
  isNumeric(left.type) && isNumeric(type) ? left : convert(left, type);

/** The elements of a dynamic array that is written in the query, as literals; undefined when it is something else. */
export function arrayElements(expr: Expr): readonly LiteralExpr[] | undefined {
  if (expr.kind !== 'literal' || expr.type !== 'dynamic' || typeof expr.value !== 'string') return undefined;
  const parsed: unknown = JSON.parse(expr.value);
  if (!Array.isArray(parsed)) return undefined;
  return parsed.map((element: unknown): LiteralExpr => {
    if (typeof element === 'string') return literal('string', element);
    if (typeof element === 'boolean') return literal('bool', element);
    if (typeof element === 'number')
      return Number.isSafeInteger(element) ? literal('long', BigInt(element)) : literal('real', element);
    return literal('dynamic', element === null ? null : JSON.stringify(element));
  });
}

const hasMany =
  (name: 'has_any' | 'has_all'): LowerOperator =>
  (node, context, lower) => {
    const right = requiredChild(node, 'Right');
    const elements = right.kind === 'ExpressionList' ? listOf(right, 'Expressions') : [right];
    const terms = elements.flatMap((element): readonly Expr[] => {
      if (isTabular(element, context.scope)) {
        return [{ kind: 'toarray', type: 'dynamic', relation: context.compilation.relation(element, context.scope) }];
      }
      const value = lower(element, context);
      return arrayElements(value) ?? [value];
    });
    const test = (left: Expr): Expr => {
      const text = convert(left, 'string');
      const scalars = terms
        .filter((term) => term.type !== 'dynamic' || term.kind === 'literal')
        .map((term) => convert(term, 'string'));
      const tests = [
        ...(scalars.length > 0 || terms.length === 0 ? [call(name, 'bool', text, ...scalars)] : []),
        ...terms
          .filter((term) => term.type === 'dynamic' && term.kind !== 'literal')
          .map((term) => call(`${name}_array`, 'bool', text, term)),
      ];
      const [first] = tests;
      return tests.length === 1 && first ? first : call(name === 'has_any' ? 'or' : 'and', 'bool', ...tests);
    };
    const leftNode = requiredChild(node, 'Left');
    return leftNode.kind === 'StarExpression' ? overAllColumns(node, context, test) : test(lower(leftNode, context));
  };

const between =
  (negated: boolean): LowerOperator =>
  (node, context, lower) => {
    const value = lower(requiredChild(node, 'Left'), context);
    const couple = requiredChild(node, 'Right');
    const first = lower(requiredChild(couple, 'First'), context);
    const second = lower(requiredChild(couple, 'Second'), context);
    // `datetime between (start .. 1d)`: the second bound is a length.
    const end =
      first.type === 'datetime' && second.type === 'timespan' ? apply('add', [first, second], node, context) : second;
    const found = call(
      'and',
      'bool',
      apply('greater_or_equal', comparable(value, first), node, context),
      apply('less_or_equal', comparable(value, end), node, context),
    );
    return negated ? not(found) : found;
  };

const sensitive = (name: string): Record<string, LowerOperator> => ({
  [`${name}Expression`]: textual(functionNames[name] ?? ''),
  [`${name}CsExpression`]: textual(`${functionNames[name]}_cs`),
  [`Not${name}Expression`]: textual(functionNames[name] ?? '', true),
  [`Not${name}CsExpression`]: textual(`${functionNames[name]}_cs`, true),
});

const functionNames: Readonly<Record<string, string>> = {
  Has: 'has',
  HasPrefix: 'hasprefix',
  HasSuffix: 'hassuffix',
  Contains: 'contains',
  StartsWith: 'startswith',
  EndsWith: 'endswith',
};

/** Lowering by syntax kind. The official names of the `in` family are inverted: `InCs` is `in~`. */
export const operators: Readonly<Record<string, LowerOperator>> = {
  AddExpression: arithmetic('add'),
  SubtractExpression: arithmetic('subtract'),
  MultiplyExpression: arithmetic('multiply'),
  DivideExpression: arithmetic('divide'),
  ModuloExpression: arithmetic('modulo'),
  EqualExpression: comparison('equals'),
  NotEqualExpression: comparison('not_equals'),
  LessThanExpression: comparison('less'),
  LessThanOrEqualExpression: comparison('less_or_equal'),
  GreaterThanExpression: comparison('greater'),
  GreaterThanOrEqualExpression: comparison('greater_or_equal'),
  AndExpression: logical('and'),
  OrExpression: logical('or'),
  EqualTildeExpression: textual('equals_insensitive'),
  BangTildeExpression: textual('equals_insensitive', true),
  ...Object.assign({}, ...Object.keys(functionNames).map(sensitive)),
  MatchesRegexExpression: textual('matches_regex'),
  InExpression: membership({ insensitive: false, negated: false }),
  NotInExpression: membership({ insensitive: false, negated: true }),
  InCsExpression: membership({ insensitive: true, negated: false }),
  NotInCsExpression: membership({ insensitive: true, negated: true }),
  HasAnyExpression: hasMany('has_any'),
  HasAllExpression: hasMany('has_all'),
  BetweenExpression: between(false),
  NotBetweenExpression: between(true),
};
