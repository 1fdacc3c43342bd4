// Type rules that many functions share: widening, unification, conversion.

import { call, type Expr, literal } from '../plan/expression.js';
import { isNullLiteral } from '../plan/now.js';
import type { ScalarType } from '../types.js';

const numericRank: Partial<Record<ScalarType, number>> = { int: 1, long: 2, real: 3, decimal: 4 };

export const isNumeric = (type: ScalarType): boolean => numericRank[type] !== undefined;

/** The numeric type that holds both: int < long < real < decimal. */
export function widest(types: readonly ScalarType[]): ScalarType {
  return types.reduce((a, b) => ((numericRank[b] ?? 0) > (numericRank[a] ?? 0) ? b : a));
}

/**
 * The type of a choice between values (`iff`, `case`, `coalesce`): one type stays, numbers widen, dynamic beside a scalar takes
 * the scalar's type for text, and anything else becomes dynamic.
 */
export function unify(types: readonly ScalarType[]): ScalarType {
  const distinct = [...new Set(types)];
  const [first] = distinct;
  if (first === undefined) return 'dynamic';
  if (distinct.length === 1) return first;
  if (distinct.every(isNumeric)) return widest(distinct);
  const scalars = distinct.filter((type) => type !== 'dynamic');
  if (scalars.length === 1 && scalars[0] === 'string') return 'string';
  return 'dynamic';
}

const conversions: Readonly<Record<ScalarType, string>> = {
  bool: 'tobool',
  int: 'toint',
  long: 'tolong',
  real: 'todouble',
  decimal: 'todecimal',
  string: 'tostring',
  datetime: 'todatetime',
  timespan: 'totimespan',
  guid: 'toguid',
  dynamic: 'todynamic_value',
};

/** The expression as a value of `type`, converted as `to<type>()` does where it is of another. */
export function convert(expr: Expr, type: ScalarType): Expr {
  if (expr.type === type) return expr;
  if (isNullLiteral(expr)) return type === 'string' ? literal(type, '') : literal(type, null);
  if (expr.kind === 'literal' && expr.type !== 'string' && isNumeric(expr.type) && isNumeric(type)) {
    const { value } = expr;
    if (type === 'real' && typeof value === 'bigint') return literal('real', Number(value));
    if (type === 'long' && expr.type === 'int') return literal('long', value);
    if (type === 'int' && expr.type === 'long' && typeof value === 'bigint')
      return literal('int', BigInt.asIntN(32, value));
    if (type === 'decimal' && typeof value === 'bigint') return literal('decimal', value.toString());
  }
  return call(conversions[type], type, expr);
}

/** Characters that the text of a value can hold, lower case; types that are absent here can hold any. */
const textCharacters: Partial<Record<ScalarType, RegExp>> = {
  bool: /^[truefals]*$/,
  int: /^[\d-]*$/,
  long: /^[\d-]*$/,
  real: /^[\d.e+\-infa]*$/,
  decimal: /^[\d.-]*$/,
  datetime: /^[\d:.tz-]*$/,
  timespan: /^[\d:.-]*$/,
  guid: /^[\da-f-]*$/,
};

/** Whether the text of a value of this type can hold the needle at all: spares searches over all columns most of them. */
export const canHold = (type: ScalarType, needle: string): boolean =>
  textCharacters[type]?.test(needle.toLowerCase()) ?? true;
