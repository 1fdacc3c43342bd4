// `join` and `lookup`: rows of two tables with equal keys (kql-semantics §5.3, §5.4).

import type { ExpressionContext } from '../expressions/context.js';
import { lowerExpression } from '../expressions/lower-expression.js';
import { comparable } from '../expressions/operators.js';
import { serialKey, shape } from '../plan/build.js';
import { type ColumnExpr, columnRef, type Expr, operands } from '../plan/expression.js';
import {
  type JoinKind,
  type JoinRelation,
  type Relation,
  type RelationColumn,
  visibleColumns,
} from '../plan/relation.js';
import { findColumn, semanticAt, unsupportedAt } from '../plan/scope.js';
import { listOf, operatorParameters, parameterWord, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { entryOf } from '../values/entry-of.js';
import type { Operator, OperatorContext } from './operator.js';

const joinKinds: Readonly<Record<string, JoinKind | 'innerunique'>> = {
  innerunique: 'innerunique',
  inner: 'inner',
  leftouter: 'leftouter',
  rightouter: 'rightouter',
  fullouter: 'fullouter',
  leftsemi: 'leftsemi',
  rightsemi: 'rightsemi',
  leftanti: 'leftanti',
  anti: 'leftanti',
  leftantisemi: 'leftanti',
  rightanti: 'rightanti',
  rightantisemi: 'rightanti',
};

interface KeyPair {
  readonly left: Expr;
  readonly right: Expr;
}

const join: Operator = (node, input, context) => {
  const written = parameterWord(operatorParameters(node).get('kind')) ?? 'innerunique';
  const kind = entryOf(joinKinds, written.toLowerCase());
  if (!kind) throw semanticAt(context.compilation, node, `The join kind '${written}' is unknown`);
  const right = context.compilation.relation(requiredChild(node, 'Expression'), context.scope);
  const on = keyPairs(requiredChild(node, 'ConditionClause'), input, right, context);
  const left = kind === 'innerunique' ? firstPerKey(input, on) : input;
  return joinOf(kind === 'innerunique' ? 'inner' : kind, left, right, on, []);
};

const lookup: Operator = (node, input, context) => {
  const written = parameterWord(operatorParameters(node).get('kind')) ?? 'leftouter';
  if (written !== 'leftouter' && written !== 'inner')
    throw semanticAt(context.compilation, node, `The lookup kind '${written}' is unknown`);
  const right = context.compilation.relation(requiredChild(node, 'Expression'), context.scope);
  const on = keyPairs(requiredChild(node, 'LookupClause'), input, right, context);
  const rightKeys = on.flatMap((pair) => (pair.right.kind === 'column' ? [pair.right.name] : []));
  return joinOf(written, input, right, on, rightKeys);
};

/** One left row per key, as the default join kind has it. */
function firstPerKey(left: Relation, on: readonly KeyPair[]): Relation {
  return {
    kind: 'first-row',
    input: left,
    keys: on.map((pair) => withoutSide(pair.left)),
    by: left.order,
    ...shape(left),
  };
}

/** The join's columns: all of the left, then those of the right that stay, renamed `k1` where the name is taken. */
export function joinOf(
  joinKind: JoinKind,
  left: Relation,
  right: Relation,
  on: readonly KeyPair[],
  droppedFromRight: readonly string[],
): JoinRelation {
  const side = (relation: Relation, which: 'left' | 'right') =>
    visibleColumns(relation).map((column) => ({
      name: column.name,
      type: column.type,
      side: which,
      source: column.name,
    }));
  const leftColumns = joinKind === 'rightsemi' || joinKind === 'rightanti' ? [] : side(left, 'left');
  const rightColumns =
    joinKind === 'leftsemi' || joinKind === 'leftanti'
      ? []
      : side(right, 'right').filter((column) => !droppedFromRight.includes(column.name));
  const taken = new Set(leftColumns.map((column) => column.name));
  const renamed = rightColumns.map((column) => {
    let name = column.name;
    for (let n = 1; taken.has(name); n++) name = `${column.name}${n}`;
    taken.add(name);
    return { ...column, name };
  });
  const all = [...leftColumns, ...renamed, ...orderOf(left, right, leftColumns.length > 0, rightColumns.length > 0)];
  const hidden = all.slice(leftColumns.length + renamed.length);
  return {
    kind: 'join',
    joinKind,
    left,
    right,
    on: on.map((pair) => ({ left: withoutSide(pair.left), right: withoutSide(pair.right) })),
    columns: all.map(
      ({ name, type }, i): RelationColumn => ({ name, type, ...(i >= all.length - hidden.length && { hidden: true }) }),
    ),
    outputs: all.map(({ name, side: from, source }) => ({ name, side: from, source })),
    order: hidden.map(({ name }) => serialKey(name)),
  };
}

// Where both sides are numbered, pairs come in the order of the left side, then of the right.
function orderOf(left: Relation, right: Relation, hasLeft: boolean, hasRight: boolean) {
  if (left.serial === undefined || right.serial === undefined) return [];
  const leftSerial = { name: `$left${left.serial}`, type: 'long' as const, side: 'left' as const, source: left.serial };
  const rightSerial = {
    name: `$right${right.serial}`,
    type: 'long' as const,
    side: 'right' as const,
    source: right.serial,
  };
  return [...(hasLeft ? [leftSerial] : []), ...(hasRight ? [rightSerial] : [])];
}

function keyPairs(clause: SyntaxNode, left: Relation, right: Relation, context: OperatorContext): readonly KeyPair[] {
  if (clause.kind !== 'JoinOnClause') throw unsupportedAt(context.compilation, clause, "'join … where'");
  return listOf(clause, 'Expressions').flatMap((node) => keyPair(node, left, right, context));
}

function keyPair(node: SyntaxNode, left: Relation, right: Relation, context: OperatorContext): readonly KeyPair[] {
  const { compilation } = context;
  if (node.kind === 'ParenthesizedExpression') return keyPair(requiredChild(node, 'Expression'), left, right, context);
  if (node.kind === 'AndExpression') {
    return [
      ...keyPair(requiredChild(node, 'Left'), left, right, context),
      ...keyPair(requiredChild(node, 'Right'), left, right, context),
    ];
  }
  if (node.kind === 'NameReference') {
    const [a, b] = [findColumn(left.columns, node.name ?? ''), findColumn(right.columns, node.name ?? '')];
    if (!a || !b)
      throw semanticAt(compilation, node, `The name '${node.name}' does not refer to a column of both sides`);
    return [typedPair(columnRef(a), columnRef(b))];
  }
  if (node.kind !== 'EqualExpression') throw unsupportedAt(compilation, node, 'a join condition other than equality');
  const scope = { ...context.scope, row: { columns: [], left: left.columns, right: right.columns } };
  const expressions: ExpressionContext = { compilation, scope };
  const [a, b] = [requiredChild(node, 'Left'), requiredChild(node, 'Right')].map((operand) =>
    lowerExpression(operand, expressions),
  ) as [Expr, Expr];
  const [sideA, sideB] = [sideOf(a), sideOf(b)];
  if (sideA === 'left' && sideB === 'right') return [typedPair(a, b)];
  if (sideA === 'right' && sideB === 'left') return [typedPair(b, a)];
  throw unsupportedAt(compilation, node, 'a join condition that does not compare one side with the other');
}

function typedPair(left: Expr, right: Expr): KeyPair {
  const [a, b] = comparable(left, right);
  return { left: a, right: b };
}

function sideOf(expr: Expr): 'left' | 'right' | null {
  const columns = columnsIn(expr);
  const [first] = columns;
  return first?.side && columns.every((column) => column.side === first.side) ? first.side : null;
}

const columnsIn = (expr: Expr): readonly ColumnExpr[] =>
  expr.kind === 'column' ? [expr] : operands(expr).flatMap(columnsIn);

function withoutSide(expr: Expr): Expr {
  if (expr.kind === 'column') return { kind: 'column', name: expr.name, type: expr.type };
  if (expr.kind === 'call') return { ...expr, args: expr.args.map(withoutSide) };
  if (expr.kind === 'path')
    return {
      ...expr,
      base: withoutSide(expr.base),
      steps: expr.steps.map((step) => (typeof step === 'object' ? withoutSide(step) : step)),
    };
  return expr;
}

/** The operators of this file by syntax kind. */
export const joinOperators = { JoinOperator: join, LookupOperator: lookup } satisfies Record<string, Operator>;
