// Scalar expressions of the plan: what the language means, before any SQL; plain printable data.

import type { ScalarType } from '../types.js';
import type { Relation } from './relation.js';

/** A value written in the query: bigint for long, int, datetime and timespan (ticks); text for decimal, guid and dynamic (JSON). */
export type LiteralValue = null | boolean | bigint | number | string;

/** One key of an ordering over columns of a relation. */
export interface OrderKey {
  readonly column: string;
  readonly type: ScalarType;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export interface LiteralExpr {
  readonly kind: 'literal';
  readonly type: ScalarType;
  readonly value: LiteralValue;
}

export interface ColumnExpr {
  readonly kind: 'column';
  readonly type: ScalarType;
  readonly name: string;
  /** Set inside join conditions only. */
  readonly side?: 'left' | 'right';
}

export interface CallExpr {
  readonly kind: 'call';
  readonly type: ScalarType;
  /** Key of the function table. */
  readonly name: string;
  readonly args: readonly Expr[];
  /** Where the query writes it, in UTF-16 code units; what the compiler adds has no place. */
  readonly at?: number;
}

/** Steps into a dynamic value: keys, positions, or a computed key or position. */
export interface PathExpr {
  readonly kind: 'path';
  readonly type: 'dynamic';
  readonly base: Expr;
  readonly steps: readonly (string | number | Expr)[];
}

export interface AggregateExpr {
  readonly kind: 'aggregate';
  readonly type: ScalarType;
  /** Key of the aggregate table. */
  readonly name: string;
  readonly args: readonly Expr[];
  readonly order: readonly OrderKey[];
  /** As that of calls. */
  readonly at?: number;
}

/** A window function over the serialised input; `frame` is SQL's notion of it, by name. */
export interface WindowExpr {
  readonly kind: 'window';
  readonly type: ScalarType;
  readonly name: 'row_number' | 'lag' | 'lead' | 'running_sum' | 'running_max';
  readonly args: readonly Expr[];
  readonly order: readonly OrderKey[];
  readonly partition: readonly Expr[];
}

/** The first column of the first row of a table expression, or null. */
export interface ScalarSubquery {
  readonly kind: 'toscalar';
  readonly type: ScalarType;
  readonly relation: Relation;
}

/** All values of the first column of a table expression, as one dynamic array. */
export interface ArraySubquery {
  readonly kind: 'toarray';
  readonly type: 'dynamic';
  readonly relation: Relation;
}

/** `x in (table expression)`; `insensitive` for `in~`. */
export interface MembershipExpr {
  readonly kind: 'member';
  readonly type: 'bool';
  readonly value: Expr;
  readonly relation: Relation;
  readonly insensitive: boolean;
}

export type Expr =
  | LiteralExpr
  | ColumnExpr
  | CallExpr
  | PathExpr
  | AggregateExpr
  | WindowExpr
  | ScalarSubquery
  | ArraySubquery
  | MembershipExpr;

export const literal = (type: ScalarType, value: LiteralValue): LiteralExpr => ({ kind: 'literal', type, value });
export const longLiteral = (value: bigint | number): LiteralExpr => literal('long', BigInt(value));
export const stringLiteral = (value: string): LiteralExpr => literal('string', value);
export const columnRef = (column: { readonly name: string; readonly type: ScalarType }): ColumnExpr => ({
  kind: 'column',
  name: column.name,
  type: column.type,
});
export const call = (name: string, type: ScalarType, ...args: readonly Expr[]): CallExpr => ({
  kind: 'call',
  name,
  type,
  args,
});

/** The expressions directly below one, subqueries left out. */
export function operands(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'call':
    case 'aggregate':
      return expr.args;
    case 'window':
      return [...expr.args, ...expr.partition];
    case 'path':
      return [expr.base, ...expr.steps.filter((step): step is Expr => typeof step === 'object')];
    case 'member':
      return [expr.value];
    default:
      return [];
  }
}

/** Whether `test` holds for the expression or one below it. */
export function someExpr(expr: Expr, test: (expr: Expr) => boolean): boolean {
  return test(expr) || operands(expr).some((operand) => someExpr(operand, test));
}
