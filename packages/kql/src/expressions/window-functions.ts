// Functions that look at other rows of a serialised input: row_number, prev, next, row_cumsum and the ranks.

import { KqlError } from '../errors.js';
import { call, columnRef, type Expr, literal, longLiteral, type WindowExpr } from '../plan/expression.js';
import type { RelationColumn } from '../plan/relation.js';
import type { ScalarType } from '../types.js';
import type { WindowContext } from './context.js';
import { convert } from './types.js';

type LowerWindow = (args: readonly Expr[], windows: WindowContext) => Expr;

function overRows(
  name: WindowExpr['name'],
  type: ScalarType,
  args: readonly Expr[],
  windows: WindowContext,
  partition: readonly Expr[] = [],
): WindowExpr {
  return { kind: 'window', name, type, args, order: windows.order, partition };
}

// Runs: rows between two restarts. Each run has a number, the count of restarts so far.
function runs(restart: Expr | undefined, windows: WindowContext): readonly Expr[] {
  if (!restart || (restart.kind === 'literal' && restart.value !== true)) return [];
  const started = windows.precompute(call('iff', 'long', convert(restart, 'bool'), longLiteral(1), longLiteral(0)));
  return [windows.precompute(overRows('running_sum', 'long', [started], windows))];
}

const neighbour =
  (name: 'lag' | 'lead'): LowerWindow =>
  ([value, offset = longLiteral(1), otherwise], windows) => {
    if (!value) return literal('dynamic', null);
    if (!(offset.kind === 'literal' && typeof offset.value === 'bigint' && offset.value > 0n)) {
      throw new KqlError('semantic', `The offset of '${name === 'lag' ? 'prev' : 'next'}' must be a positive constant`);
    }
    const missing = otherwise
      ? convert(otherwise, value.type)
      : literal(value.type, value.type === 'string' ? '' : null);
    return overRows(name, value.type, [value, offset, missing], windows);
  };

// Whether the value differs from the row before: null and '' count as values.
function changes(value: Expr, restart: Expr | undefined, windows: WindowContext): Expr {
  const previous = windows.precompute(
    overRows('lag', value.type, [value, longLiteral(1), literal(value.type, null)], windows),
  );
  const first = windows.precompute(overRows('row_number', 'long', [], windows));
  const differs = call(
    'or',
    'bool',
    call('equals', 'bool', first, longLiteral(1)),
    call('distinct_from', 'bool', value, previous),
  );
  return restart ? call('or', 'bool', differs, convert(restart, 'bool')) : differs;
}

/** The value at the start of the session that a row lies in: too far from it, or from the row before, and a new one starts. */
const sessionStart: LowerWindow = ([value, fromFirst, fromLast, restart], windows) => {
  if (!value || !fromFirst || !fromLast) return literal('datetime', null);
  const type = value.type;
  const start: RelationColumn = { name: windows.fresh('start'), type, hidden: true };
  const last: RelationColumn = { name: windows.fresh('last'), type, hidden: true };
  const before = (column: RelationColumn): Expr => ({ ...columnRef(column), side: 'left' });
  const reaches = (column: RelationColumn, distance: Expr): Expr =>
    call('greater_or_equal', 'bool', value, call('add', type, before(column), convert(distance, 'timespan')));
  const isNew = call(
    'or',
    'bool',
    call('isnull', 'bool', value),
    call('isnull', 'bool', before(start)),
    reaches(start, fromFirst),
    reaches(last, fromLast),
    ...(restart ? [convert(restart, 'bool')] : []),
  );
  windows.fold("The function 'row_window_session'", [
    { ...start, initial: literal(type, null), next: call('iff', type, isNew, value, before(start)) },
    { ...last, initial: literal(type, null), next: value },
  ]);
  return columnRef(start);
};

/** By KQL name; arguments are already lowered. */
export const windowFunctions: Readonly<Record<string, LowerWindow>> = {
  row_number: ([start = longLiteral(1), restart], windows) => {
    const number = overRows('row_number', 'long', [], windows, runs(restart, windows));
    return call('subtract', 'long', call('add', 'long', number, convert(start, 'long')), longLiteral(1));
  },
  prev: neighbour('lag'),
  next: neighbour('lead'),
  row_cumsum: ([term, restart], windows) => {
    if (!term) return literal('long', null);
    const type = term.type === 'int' || term.type === 'dynamic' ? 'long' : term.type;
    return overRows('running_sum', type, [convert(term, type)], windows, runs(restart, windows));
  },
  row_rank_dense: ([value, restart], windows) => {
    if (!value) return literal('long', null);
    const changed = windows.precompute(
      call('iff', 'long', changes(value, restart, windows), longLiteral(1), longLiteral(0)),
    );
    return overRows('running_sum', 'long', [changed], windows, runs(restart, windows));
  },
  row_window_session: sessionStart,
  row_rank_min: ([value, restart], windows) => {
    if (!value) return literal('long', null);
    const partition = runs(restart, windows);
    const number = windows.precompute(overRows('row_number', 'long', [], windows, partition));
    const atChange = call('iff', 'long', changes(value, restart, windows), number, literal('long', null));
    return overRows('running_max', 'long', [windows.precompute(atChange)], windows, partition);
  },
};
