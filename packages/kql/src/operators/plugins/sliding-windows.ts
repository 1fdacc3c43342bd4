// Plugins that count over windows which slide along a timeline (kql-semantics §5.12).

import { convert } from '../../expressions/types.js';
import { extend, filter, passThrough, project } from '../../plan/build.js';
import { call, columnRef, type Expr, longLiteral } from '../../plan/expression.js';
import { shared } from '../../plan/partition.js';
import type { JoinRelation, NamedExpr, Relation, RelationColumn, UnnestRelation } from '../../plan/relation.js';
import type { ScalarType } from '../../types.js';
import { aggregateOf } from '../summarize.js';
import { columnArgument, constantOf, type Plugin, type PluginCall, valueArgument } from './plugin.js';
import {
  aggregate,
  analysisPeriod,
  binSize,
  bucket,
  compare,
  dimensionsFrom,
  isWithin,
  long,
  named,
  self,
  timeline,
} from './timeline.js';

/** Each row once per window that it lies in: the windows begin every `bin` and reach back over `count` bins. */
function inWindows(rows: Relation, at: RelationColumn, bin: Expr, count: Expr, given: PluginCall): Relation {
  const { compilation } = given.context;
  const step: RelationColumn = { name: `$step${compilation.fresh()}`, type: 'dynamic', hidden: true };
  const steps = call(
    'range',
    'dynamic',
    longLiteral(0),
    call('subtract', 'long', count, longLiteral(1)),
    longLiteral(1),
  );
  const unnested: UnnestRelation = {
    kind: 'unnest',
    input: { ...rows, order: [] },
    items: [{ column: step.name, source: steps, bagAs: 'bag' }],
    indexColumn: null,
    limit: null,
    columns: [...rows.columns, step],
    order: [],
  };
  const moved = call('add', 'long', columnRef(at), call('multiply', 'long', long(columnRef(step)), bin));
  return project(
    unnested,
    [...passThrough(rows.columns).filter(({ name }) => name !== at.name), { ...at, expr: moved }],
    compilation,
  );
}

/** `sliding_window_counts(Id, Timeline, Start, End, Lookback, Bin, dims…)`: rows and distinct ids in the window that ends with each bin. */
export const slidingWindowCounts: Plugin = (given) => {
  const { compilation } = given.context;
  const id = columnArgument(given, 0);
  const time = timeline(given, 1);
  const [start, end] = analysisPeriod(given, 2, time.type);
  const lookback = long(valueArgument(given, 4, 'timespan'));
  const bin = binSize(given, 5);
  const dims = dimensionsFrom(given, 6);
  const at: RelationColumn = { name: `$at${compilation.fresh()}`, type: 'long', hidden: true };
  const rows = project(
    given.input,
    [...dims, { name: '$id', type: id.type, hidden: true, expr: id }, { ...at, expr: bucket(time.ticks, bin, start) }],
    compilation,
  );
  const bins = call(
    'add',
    'long',
    call('divide', 'long', call('subtract', 'long', lookback, longLiteral(1)), bin),
    longLiteral(1),
  );
  const windows = inWindows(rows, at, bin, bins, given);
  const within = filter(windows, isWithin(columnRef(at), start, end));
  return aggregateOf(
    within,
    [{ name: time.name, type: time.type, expr: convert(columnRef(at), time.type) }, ...dims],
    [
      { name: 'Count', type: 'long', expr: aggregate('count', 'long') },
      { name: 'Dcount', type: 'long', expr: aggregate('dcount', 'long', columnRef({ name: '$id', type: id.type })) },
    ],
  );
};

/** `rolling_percentile(Value, Percentile, Index, Bin, Bins, dims…)`: the percentile of the last bins, for each bin that has rows. */
export const rollingPercentile: Plugin = (given) => {
  const { compilation } = given.context;
  const value = columnArgument(given, 0);
  const share = valueArgument(given, 1, 'real');
  const time = timeline(given, 2);
  const bin = binSize(given, 3);
  const bins = valueArgument(given, 4, 'long');
  const dims = dimensionsFrom(given, 5);
  const [shareText, binsText] = [constantOf(given, given.args[1]), constantOf(given, given.args[4])];
  const at: RelationColumn = { name: `$at${compilation.fresh()}`, type: 'long', hidden: true };
  const valueColumn: RelationColumn = { name: '$value', type: value.type, hidden: true };
  const rows = shared(
    project(
      given.input,
      [...dims, { ...valueColumn, expr: value }, { ...at, expr: bucket(time.ticks, bin, longLiteral(0)) }],
      compilation,
    ),
    compilation,
  );
  const keys = [at, ...dims.map(named)];
  const existing = aggregateOf({ ...rows, order: [] }, keys.map(self), []);
  const windows = inWindows(rows, at, bin, bins, given);
  const within: JoinRelation = {
    kind: 'join',
    joinKind: 'leftsemi',
    left: windows,
    right: existing,
    on: keys.map((key) => ({ left: columnRef(key), right: columnRef(key) })),
    columns: windows.columns,
    outputs: windows.columns.map(({ name }) => ({ name, side: 'left', source: name })),
    order: [],
  };
  const type = value.type === 'int' ? 'long' : value.type;
  return aggregateOf(
    within,
    [{ name: time.name, type: time.type, expr: convert(columnRef(at), time.type) }, ...dims],
    [
      {
        name: `rolling_${binsText}_percentile_${value.name}_${String(shareText).replace('.', '_')}`,
        type,
        expr: aggregate('percentile', type, convert(columnRef(valueColumn), type), share),
      },
    ],
  );
};

/** `active_users_count(Id, Timeline, Start, End, Lookback, Period, ActivePeriods, Bin, dims…)`: distinct ids seen in enough periods. */
export const activeUsersCount: Plugin = (given) => {
  const { compilation } = given.context;
  const id = columnArgument(given, 0);
  const time = timeline(given, 1);
  const [start, end] = analysisPeriod(given, 2, time.type);
  const lookback = long(valueArgument(given, 4, 'timespan'));
  const period = binSize(given, 5);
  const enough = valueArgument(given, 6, 'long');
  const bin = binSize(given, 7);
  const dims = dimensionsFrom(given, 8);
  const column = (name: string, type: ScalarType): RelationColumn => ({ name: `$${name}`, type, hidden: true });
  const [who, when, seen, periodColumn, periods] = [
    column('id', id.type),
    column('when', 'long'),
    column('seen', 'long'),
    column('period', 'long'),
    column('periods', 'long'),
  ];
  const rows = shared(
    aggregateOf({ ...given.input, order: [] }, [...dims, { ...who, expr: id }, { ...when, expr: time.ticks }], []),
    compilation,
  );
  const past = project(
    rows,
    [
      ...dims.map((dim) => self(named(dim))),
      self(who),
      { ...seen, expr: columnRef(when) },
      { ...periodColumn, expr: bucket(columnRef(when), period, start) },
    ],
    compilation,
  );
  const now = filter(rows, isWithin(columnRef(when), start, end));
  const keys = [...dims.map(named), who];
  const pairs: JoinRelation = {
    kind: 'join',
    joinKind: 'inner',
    left: now,
    right: past,
    on: keys.map((key) => ({ left: columnRef(key), right: columnRef(key) })),
    columns: [...keys, when, seen, periodColumn],
    outputs: [
      ...[...keys, when].map(({ name }) => ({ name, side: 'left' as const, source: name })),
      ...[seen, periodColumn].map(({ name }) => ({ name, side: 'right' as const, source: name })),
    ],
    order: [],
  };
  const back = filter(
    pairs,
    call(
      'and',
      'bool',
      compare('less_or_equal', columnRef(seen), columnRef(when)),
      compare('greater', columnRef(seen), call('subtract', 'long', columnRef(when), lookback)),
    ),
  );
  const active = filter(
    aggregateOf(back, [...keys, when].map(self), [
      { ...periods, expr: aggregate('dcount', 'long', columnRef(periodColumn)) },
    ]),
    compare('greater_or_equal', columnRef(periods), enough),
  );
  return aggregateOf(
    active,
    [
      { name: time.name, type: time.type, expr: convert(bucket(columnRef(when), bin, start), time.type) },
      ...dims.map((dim) => self(named(dim))),
    ],
    [{ name: 'dcount', type: 'long', expr: aggregate('dcount', 'long', columnRef(who)) }],
  );
};

/** `activity_counts_metrics(Id, Timeline, Start, End, Step, dims…)`: rows, ids, new ids and all ids so far, per step. */
export const activityCountsMetrics: Plugin = (given) => {
  const { compilation } = given.context;
  const id = columnArgument(given, 0);
  const time = timeline(given, 1);
  const [start, end] = analysisPeriod(given, 2, time.type);
  const step = binSize(given, 4);
  const dims = dimensionsFrom(given, 5);
  const column = (name: string, type: ScalarType): RelationColumn => ({ name: `$${name}`, type, hidden: true });
  const [who, when, rowCount, isNew] = [
    column('id', id.type),
    column('when', 'long'),
    column('rows', 'long'),
    column('new', 'long'),
  ];
  const within = filter(
    extend(
      { ...given.input, order: [] } as Relation,
      [{ ...when, expr: bucket(time.ticks, step, start) }],
      compilation,
    ),
    isWithin(time.ticks, start, end),
  );
  const groups = aggregateOf(
    within,
    [...dims, { ...who, expr: id }, { ...when, expr: columnRef(when) }],
    [{ ...rowCount, expr: aggregate('count', 'long') }],
  );
  const order = (name: string) => [{ column: name, type: 'long' as const, descending: false, nullsFirst: false }];
  const partition = dims.map((dim) => columnRef(dim));
  const place: Expr = {
    kind: 'window',
    name: 'row_number',
    type: 'long',
    args: [],
    order: order(when.name),
    partition: [...partition, columnRef(who)],
  };
  const first = call(
    'iff',
    'long',
    call('equals', 'bool', columnRef(column('place', 'long')), longLiteral(1)),
    longLiteral(1),
    longLiteral(0),
  );
  const numbered = project(
    groups,
    [...passThrough(groups.columns), { ...column('place', 'long'), expr: place }],
    compilation,
  );
  const marked = project(numbered, [...passThrough(numbered.columns), { ...isNew, expr: first }], compilation);
  const bins = aggregateOf(
    marked,
    [...dims.map((dim) => self(named(dim))), self(when)],
    [
      { name: 'count', type: 'long', expr: aggregate('sum', 'long', columnRef(rowCount)) },
      { name: 'dcount', type: 'long', expr: aggregate('count', 'long') },
      { name: 'new_dcount', type: 'long', expr: aggregate('sum', 'long', columnRef(isNew)) },
    ],
  );
  const soFar: Expr = {
    kind: 'window',
    name: 'running_sum',
    type: 'long',
    args: [columnRef({ name: 'new_dcount', type: 'long' })],
    order: order(when.name),
    partition,
  };
  const count = (name: string): NamedExpr => self({ name, type: 'long' });
  return project(
    bins,
    [
      { name: time.name, type: time.type, expr: convert(columnRef(when), time.type) },
      ...dims.map((dim) => self(named(dim))),
      count('count'),
      count('dcount'),
      count('new_dcount'),
      { name: 'aggregated_dcount', type: 'long', expr: soFar },
    ],
    compilation,
  );
};
