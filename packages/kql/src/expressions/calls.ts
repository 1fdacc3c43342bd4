// A call of a table function row: arguments converted to what it takes, result typed, constants folded.

import type { Accepts, ScalarFunction } from '../functions/function.js';
import { call, type Expr, type LiteralExpr, type LiteralValue, literal } from '../plan/expression.js';
import { shifted } from '../plan/now.js';
import { type Compilation, offsetOf, semanticAt } from '../plan/scope.js';
import type { SyntaxNode } from '../syntax/syntax-node.js';
import type { ScalarType } from '../types.js';
import { MAX_DATETIME_TICKS } from '../values/datetime.js';
import { convert, isNumeric } from './types.js';

/** @throws KqlError when there are too few or too many arguments */
export function lowerCall(
  name: string,
  row: ScalarFunction,
  given: readonly Expr[],
  node: SyntaxNode,
  compilation: Compilation,
): Expr {
  const accepted = parameterTypes(row, given.length);
  if (!accepted) {
    throw semanticAt(
      compilation,
      node,
      `The function '${name}' does not take ${given.length} argument${given.length === 1 ? '' : 's'}`,
    );
  }
  const args = given.map((arg, i) => accept(arg, accepted[i] ?? 'any'));
  const types = args.map((arg) => arg.type);
  const type = typeof row.returns === 'function' ? row.returns(types, args) : row.returns;
  if (row.fold && args.every((arg): arg is LiteralExpr => arg.kind === 'literal')) {
    const [left, right] = args;
    const moved = left && right && shifted(name, type, left, right);
    if (moved) return moved;
    const value = row.fold(...args.map((arg) => arg.value));
    if (value !== undefined) return literal(type, type === 'datetime' ? withinCalendar(value) : value);
  }
  return { ...call(name, type, ...args), at: offsetOf(compilation, node) };
}

// A moment outside the years 1 to 9999 is null.
const withinCalendar = (value: LiteralValue): LiteralValue =>
  typeof value === 'bigint' && (value < 0n || value > MAX_DATETIME_TICKS) ? null : value;

// The accepted type per argument, or null when the count does not fit.
function parameterTypes(row: ScalarFunction, count: number): readonly Accepts[] | null {
  const required = row.takes.filter((take) => !/[?*]$/.test(take)).length;
  const last = row.takes.at(-1);
  const repeats = last?.endsWith('*') ?? false;
  if (count < required || (!repeats && count > row.takes.length)) return null;
  return Array.from(
    { length: count },
    (_, i) => (row.takes[Math.min(i, row.takes.length - 1)] ?? 'any').replace(/[?*]$/, '') as Accepts,
  );
}

function accept(arg: Expr, accepts: Accepts): Expr {
  switch (accepts) {
    case 'any':
      return arg;
    case 'text':
      return convert(arg, 'string');
    case 'number':
      return isNumeric(arg.type) ? arg : convert(arg, arg.type === 'dynamic' ? 'real' : 'long');
    default:
      return convert(arg, accepts as ScalarType);
  }
}
