// Plugins on events that follow each other: sessions, detected sequences and funnels (kql-semantics §5.12).

import { lowerExpression } from '../../expressions/lower-expression.js';
import { convert } from '../../expressions/types.js';
import { filter, passThrough, project } from '../../plan/build.js';
import { call, columnRef, type Expr, literal, longLiteral } from '../../plan/expression.js';
import { hosted } from '../../plan/hosted.js';
import { type NamedExpr, type Relation, type RelationColumn, visibleColumns } from '../../plan/relation.js';
import { semanticAt } from '../../plan/scope.js';
import type { ScalarType } from '../../types.js';
import { rowContext } from '../operator.js';
import { aggregateOf } from '../summarize.js';
import { columnArgument, inputColumn, type Plugin, valueArgument } from './plugin.js';
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

const hidden = (name: string, type: ScalarType): RelationColumn => ({ name: `$${name}`, type, hidden: true });
const unordered = (input: Relation): Relation => {
  const { serial: _, ...rest } = input;
  return { ...rest, order: [] } as Relation;
};

/** `session_count(Id, Timeline, Start, End, Bin, LookBack, dims…)`: in each bin, the rows whose id was not seen in the time before them. */
export const sessionCount: Plugin = (given) => {
  const { compilation } = given.context;
  const id = columnArgument(given, 0);
  const time = timeline(given, 1);
  const [start, end] = analysisPeriod(given, 2, time.type);
  const bin = binSize(given, 4);
  const lookback = binSize(given, 5);
  const dims = dimensionsFrom(given, 6);
  const [who, when, before] = [hidden('id', id.type), hidden('when', 'long'), hidden('before', 'long')];
  const seen = aggregateOf(unordered(given.input), [...dims, { ...who, expr: id }, { ...when, expr: time.ticks }], []);
  const previous: Expr = {
    kind: 'window',
    name: 'lag',
    type: 'long',
    args: [columnRef(when), longLiteral(1), literal('long', null)],
    order: [{ column: when.name, type: 'long', descending: false, nullsFirst: true }],
    partition: [...dims.map(columnRef), columnRef(who)],
  };
  const placed = project(seen, [...passThrough(seen.columns), { ...before, expr: previous }], compilation);
  const isNew = call(
    'or',
    'bool',
    call('isnull', 'bool', columnRef(before)),
    compare('greater', call('subtract', 'long', columnRef(when), columnRef(before)), lookback),
  );
  return aggregateOf(
    filter(placed, isWithin(columnRef(when), start, end)),
    [
      { name: time.name, type: time.type, expr: convert(bucket(columnRef(when), bin, start), time.type) },
      ...dims.map((dim) => self(named(dim))),
    ],
    [{ name: 'count_sessions', type: 'long', expr: aggregate('countif', 'long', isNew) }],
  );
};

/** `sequence_detect(Timeline, MaxStep, MaxSpan, name=condition…, dims…)`: a row per way in which the steps follow each other in time. */
export const sequenceDetect: Plugin = (given) => {
  const { compilation } = given.context;
  const time = timeline(given, 0);
  const limits = [1, 2].map((at) => long(valueArgument(given, at, 'timespan')));
  const steps = [...given.named].map(([name, node]): NamedExpr => {
    const expr = convert(lowerExpression(node, rowContext(given.input, given.context)), 'bool');
    return { name, type: 'bool', expr };
  });
  if (steps.length === 0)
    throw semanticAt(compilation, given.node, `The plugin '${given.name}' expects its steps as 'name = condition'`);
  const dims = given.args.slice(3).map((node) => self({ ...inputColumn(given, node) }));
  const any = steps.length === 1 ? steps[0]?.expr : call('or', 'bool', ...steps.map(({ expr }) => expr));
  const input = unordered(given.input);
  const result = hosted(
    any ? filter(input, any) : input,
    {
      table: 'sequenceDetect',
      what: "The plugin 'sequence_detect'",
      cells: [time.ticks, ...steps.map(({ expr }) => expr), ...dims.map(({ expr }) => expr)],
      options: [...limits, longLiteral(steps.length)],
      outputs: [
        ...dims.map(named),
        ...steps.map(({ name }): RelationColumn => ({ name: `${name}_${time.name}`, type: time.type })),
        { name: 'Duration', type: time.type === 'long' ? 'long' : 'timespan' },
      ],
    },
    compilation,
  );
  return project(result, passThrough(visibleColumns(result)), compilation);
};

/** `funnel_sequence_completion(Id, Timeline, Start, End, Bin, State, Sequence, Periods)`: ids that get to each state within each period. */
export const funnelSequenceCompletion: Plugin = (given) => {
  const { compilation } = given.context;
  const id = columnArgument(given, 0);
  const time = timeline(given, 1);
  const [start, end] = analysisPeriod(given, 2, time.type);
  const bin = binSize(given, 4);
  const state = columnArgument(given, 5);
  const result = hosted(
    filter(unordered(given.input), isWithin(time.ticks, start, end)),
    {
      table: 'funnelSequenceCompletion',
      what: "The plugin 'funnel_sequence_completion'",
      cells: [time.ticks, bucket(time.ticks, bin, start), id, convert(state, 'string')],
      options: [6, 7].map((at) => valueArgument(given, at, 'dynamic')),
      outputs: [
        { name: time.name, type: time.type },
        { name: state.name, type: state.type },
        { name: 'Period', type: time.type === 'long' ? 'long' : 'timespan' },
        { name: 'dcount', type: 'long' },
      ],
    },
    compilation,
  );
  return project(result, passThrough(visibleColumns(result)), compilation);
};
