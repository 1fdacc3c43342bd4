// Plugins on how many ids come back from one period to the next (kql-semantics §5.12).

import { isTabular } from '../../expressions/tabular.js';
import { convert } from '../../expressions/types.js';
import { filter, passThrough, project } from '../../plan/build.js';
import { type ColumnExpr, call, columnRef, type Expr, literal, longLiteral } from '../../plan/expression.js';
import { hosted } from '../../plan/hosted.js';
import type { HostedRelation, NamedExpr, Relation, RelationColumn } from '../../plan/relation.js';
import { visibleColumns } from '../../plan/relation.js';
import { findColumn } from '../../plan/scope.js';
import type { ScalarType } from '../../types.js';
import { aggregateOf } from '../summarize.js';
import { columnArgument, type Plugin, type PluginCall, requiredArgument, valueArgument } from './plugin.js';
import { analysisPeriod, binSize, bucket, dimensionsFrom, isWithin, long, named, timeline } from './timeline.js';

type Timeline = ReturnType<typeof timeline>;

const ID: Omit<RelationColumn, 'type'> = { name: '$id', hidden: true };
const BIN: RelationColumn = { name: '$bin', type: 'long', hidden: true };

/** Every id once per bin in which it is seen. */
function idsByBin(
  given: PluginCall,
  bin: Expr,
  dims: readonly NamedExpr[],
  condition: Expr | null,
): { readonly rows: Relation; readonly id: ColumnExpr } {
  const id = columnArgument(given, 0);
  const input: Relation = { ...given.input, order: [] };
  const { serial: _, ...rest } = condition ? filter(input, condition) : input;
  const rows = aggregateOf(rest as Relation, [{ ...BIN, expr: bin }, { ...ID, type: id.type, expr: id }, ...dims], []);
  return { rows: { ...rows, order: [{ column: BIN.name, type: 'long', descending: false, nullsFirst: true }] }, id };
}

/** The result as the language shows it: ticks as the type of the timeline. */
function shown(result: HostedRelation, time: Timeline, given: PluginCall): Relation {
  const columns = visibleColumns(result).map((column): NamedExpr => {
    const isTime = column.type === 'long' && timesOf(time).includes(column.name);
    return isTime
      ? { name: column.name, type: time.type, expr: convert(columnRef(column), time.type) }
      : { ...column, expr: columnRef(column) };
  });
  return project(result, columns, given.context.compilation);
}

const timesOf = ({ name }: Timeline): readonly string[] => [name, `from_${name}`, `to_${name}`];
const column = (name: string, type: ScalarType): RelationColumn => ({ name, type });

/** `activity_engagement(Id, Timeline, [Start, End,] Inner, Outer, dims…)`: distinct ids of each inner window, beside those of the outer one that ends with it. */
export const activityEngagement: Plugin = (given) => {
  const { compilation } = given.context;
  const time = timeline(given, 1);
  const isBounded = given.args.length > 4;
  const [start, end] = isBounded ? analysisPeriod(given, 2, time.type) : [longLiteral(0), null];
  const at = isBounded ? 4 : 2;
  const [inner, outer] = [binSize(given, at), binSize(given, at + 1)];
  const dims = dimensionsFrom(given, at + 2);
  const within = end && isWithin(time.ticks, start, end);
  const { rows, id } = idsByBin(given, bucket(time.ticks, inner, start), dims, within);
  const result = hosted(
    rows,
    {
      table: 'activityEngagement',
      what: "The plugin 'activity_engagement'",
      cells: [columnRef(BIN), columnRef({ ...ID, type: id.type }), ...dims.map(columnRef)],
      options: [inner, outer],
      outputs: [
        column(time.name, 'long'),
        ...dims.map(named),
        column('dcount_activities_inner', 'long'),
        column('dcount_activities_outer', 'long'),
        column('activity_ratio', 'real'),
      ],
    },
    compilation,
  );
  return shown(result, time, given);
};

/** `activity_metrics(Id, Timeline, [Start, End,] Step, dims…)`: distinct ids of each bin, and how many of them the bin before has. */
export const activityMetrics: Plugin = (given) => {
  const { compilation } = given.context;
  const time = timeline(given, 1);
  const isBounded = given.args.length > 3;
  const [start, end] = isBounded ? analysisPeriod(given, 2, time.type) : [longLiteral(0), null];
  const step = binSize(given, isBounded ? 4 : 2);
  const dims = isBounded ? dimensionsFrom(given, 5) : [];
  const within = end && isWithin(time.ticks, start, end);
  const { rows, id } = idsByBin(given, bucket(time.ticks, step, start), dims, within);
  const result = hosted(
    rows,
    {
      table: 'activityMetrics',
      what: "The plugin 'activity_metrics'",
      cells: [columnRef(BIN), columnRef({ ...ID, type: id.type }), ...dims.map(columnRef)],
      options: [step],
      outputs: [
        column(time.name, 'long'),
        ...dims.map(named),
        column('dcount_values', 'long'),
        column('dcount_newvalues', 'long'),
        column('retention_rate', 'real'),
        column('churn_rate', 'real'),
      ],
    },
    compilation,
  );
  return shown(result, time, given);
};

/**
 * `new_activity_metrics(Id, Timeline, Start, End, Window, [Cohort,] dims…, [Lookback])`: of the ids first seen in each period, how many are
 * seen in each later one. Ids of the lookback table are not new.
 */
export const newActivityMetrics: Plugin = (given) => {
  const { compilation, scope } = given.context;
  const time = timeline(given, 1);
  const [start, end] = analysisPeriod(given, 2, time.type);
  const step = binSize(given, 4);
  const isTable = (at: number): boolean => isTabular(requiredArgument(given, at), scope);
  const last = given.args.length - 1;
  const lookback = last > 4 && isTable(last) ? compilation.relation(requiredArgument(given, last), scope) : null;
  const sliced: PluginCall = lookback ? { ...given, args: given.args.slice(0, -1) } : given;
  const hasCohort = sliced.args.length > 5 && !findColumn(given.input.columns, requiredArgument(given, 5).name ?? '');
  const cohort = hasCohort ? bucket(long(valueArgument(given, 5, time.type)), step, start) : literal('long', null);
  const dims = dimensionsFrom(sliced, hasCohort ? 6 : 5);
  const { rows, id } = idsByBin(given, bucket(time.ticks, step, start), dims, isWithin(time.ticks, start, end));
  const who = columnRef({ ...ID, type: id.type });
  const isNew: RelationColumn = { name: '$new', type: 'bool', hidden: true };
  const marked = project(
    rows,
    [
      ...passThrough(rows.columns),
      { ...isNew, expr: lookback ? notAmong(who, lookback, id.name) : literal('bool', true) },
    ],
    compilation,
  );
  const result = hosted(
    marked,
    {
      table: 'newActivityMetrics',
      what: "The plugin 'new_activity_metrics'",
      cells: [columnRef(BIN), columnRef(isNew), who, ...dims.map(columnRef)],
      options: [start, end, step, cohort],
      outputs: [
        column(`from_${time.name}`, 'long'),
        column(`to_${time.name}`, 'long'),
        ...dims.map(named),
        column('dcount_new_values', 'long'),
        column('dcount_retained_values', 'long'),
        column('dcount_churn_values', 'long'),
        column('retention_rate', 'real'),
        column('churn_rate', 'real'),
      ],
    },
    compilation,
  );
  return shown(result, time, given);
};

// The ids stand in a column that is called as in the input, or in the first one.
function notAmong(id: Expr, table: Relation, name: string): Expr {
  const ids = findColumn(table.columns, name) ?? visibleColumns(table)[0];
  const relation: Relation = ids
    ? aggregateOf({ ...table, order: [] } as Relation, [{ ...ids, expr: columnRef(ids) }], [])
    : table;
  return call('not', 'bool', { kind: 'member', type: 'bool', value: id, relation, insensitive: false });
}
