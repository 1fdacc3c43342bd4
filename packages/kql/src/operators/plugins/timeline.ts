// What plugins over a timeline share: its column, bins along it and the columns that slice it.

import { convert } from '../../expressions/types.js';
import { call, columnRef, type Expr } from '../../plan/expression.js';
import type { NamedExpr, RelationColumn } from '../../plan/relation.js';
import { semanticAt } from '../../plan/scope.js';
import type { ScalarType } from '../../types.js';
import { columnArgument, constantOf, inputColumn, type PluginCall, requiredArgument, valueArgument } from './plugin.js';

/** The value as a number of ticks, or what the timeline counts. */
export const long = (value: Expr): Expr => convert(value, 'long');
export const compare = (name: 'less_or_equal' | 'less' | 'greater' | 'greater_or_equal', a: Expr, b: Expr): Expr =>
  call(name, 'bool', a, b);
/** An aggregate whose rows need no order. */
export const aggregate = (name: string, type: ScalarType, ...args: readonly Expr[]): Expr => ({
  kind: 'aggregate',
  name,
  type,
  args,
  order: [],
});
/** A column that repeats one of the input. */
export const self = (column: RelationColumn): NamedExpr => ({ ...column, expr: columnRef(column) });

/** The size of bins, in what the timeline counts. */
export function binSize(given: PluginCall, at: number): Expr {
  const written = constantOf(given, given.args[at]);
  if (typeof written === 'string')
    throw semanticAt(
      given.context.compilation,
      requiredArgument(given, at),
      `The plugin '${given.name}' takes no calendar periods here`,
    );
  return long(valueArgument(given, at, 'timespan'));
}

/** The columns by which a plugin slices, from a place in its arguments on. */
export const dimensionsFrom = (given: PluginCall, at: number): readonly NamedExpr[] =>
  given.args.slice(at).map((node) => self({ ...inputColumn(given, node) }));

/** A column as it is without its expression. */
export const named = (column: RelationColumn): RelationColumn => ({ name: column.name, type: column.type });

/** The column along which a plugin looks. */
export function timeline(
  given: PluginCall,
  at: number,
): { readonly name: string; readonly type: ScalarType; readonly ticks: Expr } {
  const column = columnArgument(given, at);
  if (column.type !== 'datetime' && column.type !== 'long' && column.type !== 'timespan')
    throw semanticAt(
      given.context.compilation,
      requiredArgument(given, at),
      `The plugin '${given.name}' expects a timeline of type datetime here`,
    );
  return { name: column.name, type: column.type, ticks: long(column) };
}

/** The start of the bin that a value lies in. */
export const bucket = (value: Expr, size: Expr, origin: Expr): Expr => call('bin_at', 'long', value, size, origin);

/** Where an analysis starts and ends. */
export const analysisPeriod = (given: PluginCall, at: number, type: ScalarType): readonly [start: Expr, end: Expr] => [
  long(valueArgument(given, at, type)),
  long(valueArgument(given, at + 1, type)),
];

/** Whether a value lies in a period, both ends included. */
export const isWithin = (value: Expr, start: Expr, end: Expr): Expr =>
  call('and', 'bool', compare('greater_or_equal', value, start), compare('less_or_equal', value, end));
