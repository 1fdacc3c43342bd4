// `make-series`: aggregates per step of an axis, gaps filled, gathered into arrays (kql-semantics §5.8).

import { lowerExpression } from '../expressions/lower-expression.js';
import { convert, isNumeric } from '../expressions/types.js';
import { extend, filter, passThrough, project, serialKey } from '../plan/build.js';
import { call, columnRef, type Expr, longLiteral } from '../plan/expression.js';
import { shared } from '../plan/partition.js';
import type { JoinRelation, NamedExpr, Relation, RelationColumn, UnnestRelation } from '../plan/relation.js';
import { type Compilation, semanticAt, unsupportedAt } from '../plan/scope.js';
import {
  childOf,
  listOf,
  operatorParameters,
  parameterWord,
  requiredChild,
  type SyntaxNode,
} from '../syntax/syntax-node.js';
import type { ScalarType } from '../types.js';
import {
  computedColumns,
  namedNode,
  namerFor,
  type Operator,
  type OperatorContext,
  rowContext,
  rowless,
} from './operator.js';
import { aggregateColumns, aggregateOf } from './summarize.js';

/** Positions on the axis count steps from `origin`; a bound that is not written follows from each series' data. */
interface Axis {
  readonly name: string;
  readonly type: ScalarType;
  readonly position: (value: Expr) => Expr;
  readonly valueAt: (position: Expr) => Expr;
  readonly first: Expr | null;
  readonly last: Expr | null;
}

export const makeSeries: Operator = (node, input, context) => {
  const { compilation } = context;
  const onNode = requiredChild(requiredChild(node, 'OnClause'), 'Expression');
  const byNodes = listOf(childOf(node, 'ByClause'), 'Expressions');
  const seriesNodes = listOf(node, 'Aggregates');
  const aggregateNodes = seriesNodes.map((series) => requiredChild(series, 'Expression'));
  const namer = namerFor([...byNodes, ...aggregateNodes, onNode]);
  const { columns: keys } = computedColumns(byNodes, input, context, namer);
  const expressions = { ...rowContext(input, context), aggregation: { order: input.order } };
  const series = seriesNodes.flatMap((written, i) =>
    aggregateColumns(aggregateNodes[i] ?? written, keys, input, expressions, namer).map((aggregate) => ({
      aggregate,
      otherwise: defaultOf(written, aggregate, context),
    })),
  );
  const on = namedNode(onNode);
  const axisValue = lowerExpression(on.value, rowContext(input, context));
  const axis = axisOf(node, on.given?.[0] ?? namer.give(on.suggested), axisValue.type, context);

  const at = hiddenColumn('$at', compilation);
  const placed = extend(input, [{ ...at, expr: axis.position(axisValue) }], compilation);
  const within = call('and', 'bool', ...bounds(axis, columnRef(at)));
  const groups = shared(
    aggregateOf(
      filter(placed, within),
      [...keys, { ...at, expr: columnRef(at) }],
      [...series.map(({ aggregate }) => aggregate)],
    ),
    compilation,
  );
  const isNonEmpty = parameterWord(operatorParameters(node).get('kind')) === 'nonempty';
  const spans = spansOf(groups, keys, axis, at, isNonEmpty, compilation);
  const steps = everyStep(spans, groups, keys, at, compilation);
  return gathered(steps, keys, series, axis, compilation);
};

const hiddenColumn = (name: string, compilation: Compilation): RelationColumn => ({
  name: `${name}${compilation.fresh()}`,
  type: 'long',
  hidden: true,
});

function defaultOf(written: SyntaxNode, aggregate: NamedExpr, context: OperatorContext): Expr {
  const clause = childOf(written, 'DefaultExpression');
  if (clause) return lowerExpression(requiredChild(clause, 'Expression'), rowless(context));
  if (isNumeric(aggregate.type)) return convert(longLiteral(0), aggregate.type);
  throw unsupportedAt(context.compilation, written, `a series of ${aggregate.type} values without 'default='`);
}

// Ticks and whole numbers are counted exactly; reals as reals.
function axisOf(node: SyntaxNode, name: string, type: ScalarType, context: OperatorContext): Axis {
  const { compilation } = context;
  if (type !== 'datetime' && type !== 'timespan' && !isNumeric(type))
    throw semanticAt(compilation, node, `An axis of type ${type} cannot be divided into steps`);
  const measure: ScalarType = type === 'real' || type === 'decimal' ? 'real' : 'long';
  const clause = requiredChild(node, 'RangeClause');
  const bound = (written: SyntaxNode | undefined, as = type): Expr | null =>
    written ? convert(convert(lowerExpression(written, rowless(context)), as), measure) : null;
  const within = listOf(childOf(clause, 'Arguments'), 'Expressions');
  const inRange = clause.kind === 'MakeSeriesInRangeClause';
  const clauseBound = (field: string): SyntaxNode | undefined => {
    const part = childOf(clause, field);
    return part && requiredChild(part, 'Expression');
  };
  const [from, to] = inRange
    ? [bound(within[0]), bound(within[1])]
    : [bound(clauseBound('MakeSeriesFromClause')), bound(clauseBound('MakeSeriesToClause'))];
  const step = bound(
    inRange ? within[2] : clauseBound('MakeSeriesStepClause'),
    type === 'datetime' ? 'timespan' : type,
  );
  if (!step) throw semanticAt(compilation, node, "'make-series' needs a step");
  if (step.kind === 'literal' && !(Number(step.value) > 0))
    throw semanticAt(compilation, node, `The step of 'make-series' must be positive, not ${step.value}`);
  const origin = (!inRange && from) || convert(longLiteral(0), measure);
  const minus = (a: Expr, b: Expr): Expr => call('subtract', measure, a, b);
  const floor = (offset: Expr): Expr => wholeSteps(offset, step, measure);
  const position = (value: Expr): Expr => floor(minus(convert(value, measure), origin));
  return {
    name,
    type,
    position,
    valueAt: (at) => convert(call('add', measure, origin, call('multiply', measure, convert(at, measure), step)), type),
    first: inRange ? from && floor(from) : from && longLiteral(0),
    // `to` is excluded, the end of `in range(…)` is not.
    last: inRange ? to && floor(to) : to && lastBefore(minus(to, origin), step, measure),
  };
}

const wholeSteps = (offset: Expr, step: Expr, measure: ScalarType): Expr =>
  measure === 'long'
    ? call('divide', 'long', call('bin', 'long', offset, step), step)
    : convert(call('round', 'real', call('divide', 'real', call('bin', 'real', offset, step), step)), 'long');

function lastBefore(offset: Expr, step: Expr, measure: ScalarType): Expr {
  if (measure === 'long') return wholeSteps(call('subtract', 'long', offset, longLiteral(1)), step, measure);
  const steps = convert(call('ceiling', 'real', call('divide', 'real', offset, step)), 'long');
  return call('subtract', 'long', steps, longLiteral(1));
}

function bounds({ first, last }: Axis, at: Expr): readonly Expr[] {
  return [
    call('isnotnull', 'bool', at),
    ...(first ? [call('greater_or_equal', 'bool', at, first)] : []),
    ...(last ? [call('less_or_equal', 'bool', at, last)] : []),
  ];
}

interface Span {
  readonly relation: Relation;
  readonly first: RelationColumn;
  readonly last: RelationColumn;
}

// One row per series: where it begins and ends. Without rows there is no series, unless `kind=nonempty` asks for one.
function spansOf(
  groups: Relation,
  keys: readonly NamedExpr[],
  axis: Axis,
  at: RelationColumn,
  isNonEmpty: boolean,
  compilation: Compilation,
): Span {
  const [first, last, rows] = ['$first', '$last', '$rows'].map((name) => hiddenColumn(name, compilation)) as [
    RelationColumn,
    RelationColumn,
    RelationColumn,
  ];
  const extreme = (name: 'min' | 'max'): Expr => ({
    kind: 'aggregate',
    name,
    type: 'long',
    args: [columnRef(at)],
    order: [],
  });
  const found = aggregateOf(
    groups,
    keys.map((key) => ({ name: key.name, type: key.type, expr: columnRef(key) })),
    [
      { ...first, expr: extreme('min') },
      { ...last, expr: extreme('max') },
      { ...rows, expr: { kind: 'aggregate', name: 'count', type: 'long', args: [], order: [] } },
    ],
  );
  const some = isNonEmpty
    ? call('isnotnull', 'bool', axis.first && axis.last ? longLiteral(0) : columnRef(first))
    : call('greater', 'bool', columnRef(rows), longLiteral(0));
  const kept = filter(found, some);
  const written = kept.columns.map((column): NamedExpr => {
    const bound = column.name === first.name ? axis.first : column.name === last.name ? axis.last : null;
    return { ...column, expr: bound ?? columnRef(column) };
  });
  return { relation: project(kept, written, compilation), first, last };
}

interface Steps {
  readonly relation: Relation;
  readonly at: RelationColumn;
  readonly present: RelationColumn;
  /** Hidden columns that belong to the series as a whole. */
  readonly whole: readonly RelationColumn[];
  readonly serial: string | undefined;
}

/** A row per series and step, with the group that has data there, where one has. */
function everyStep(
  { relation, first, last }: Span,
  groups: Relation,
  keys: readonly NamedExpr[],
  at: RelationColumn,
  compilation: Compilation,
): Steps {
  const step = hiddenColumn('$step', compilation);
  const element: RelationColumn = { ...step, type: 'dynamic' };
  const end = call('series_end', 'long', columnRef(first), columnRef(last));
  const positions = call('range', 'dynamic', columnRef(first), end, longLiteral(1));
  const expanded: UnnestRelation = {
    kind: 'unnest',
    input: { ...relation, order: [] },
    items: [{ column: step.name, source: positions, bagAs: 'bag' }],
    indexColumn: null,
    limit: null,
    columns: [...relation.columns, element],
    order: [],
  };
  const numbered = project(
    expanded,
    [...passThrough(relation.columns), { ...step, expr: convert(columnRef(element), 'long') }],
    compilation,
  );
  const left = numbered.columns.map((column) => ({ column, side: 'left' as const }));
  const keyNames = new Set(keys.map((key) => key.name));
  const right = groups.columns
    .filter((column) => !keyNames.has(column.name) && !column.hidden)
    .map((column) => ({ column, side: 'right' as const }));
  const outputs = [...left, ...right, { column: at, side: 'right' as const }];
  const joined: JoinRelation = {
    kind: 'join',
    joinKind: 'leftouter',
    left: numbered,
    right: groups,
    on: [
      ...keys.map((key) => ({ left: columnRef(key), right: columnRef(key) })),
      { left: columnRef(step), right: columnRef(at) },
    ],
    columns: outputs.map(({ column }) => column),
    outputs: outputs.map(({ column, side }) => ({ name: column.name, side, source: column.name })),
    order: [],
  };
  const whole = [first, ...(relation.serial === undefined ? [] : [{ ...first, name: relation.serial }])];
  return { relation: joined, at: step, present: at, whole, serial: relation.serial };
}

function gathered(
  steps: Steps,
  keys: readonly NamedExpr[],
  series: readonly { readonly aggregate: NamedExpr; readonly otherwise: Expr }[],
  axis: Axis,
  compilation: Compilation,
): Relation {
  const hasData = call('isnotnull', 'bool', columnRef(steps.present));
  const values = series.map(({ aggregate, otherwise }): NamedExpr => {
    const { name, type } = aggregate;
    if (otherwise.type === type && type !== 'dynamic')
      return { name, type, expr: call('iff', type, hasData, columnRef(aggregate), otherwise) };
    // Lists take arrays apart: one more layer keeps each value whole.
    const wrapped = (value: Expr): Expr => call('pack_array', 'dynamic', value);
    return {
      name,
      type: 'dynamic',
      expr: call('iff', 'dynamic', hasData, wrapped(columnRef(aggregate)), wrapped(otherwise)),
    };
  });
  const axisColumn: NamedExpr = { name: axis.name, type: axis.type, expr: axis.valueAt(columnRef(steps.at)) };
  const kept = [...keys.map(({ name, type }): RelationColumn => ({ name, type })), ...steps.whole, steps.at];
  const filled = project(steps.relation, [...passThrough(kept), ...values, axisColumn], compilation);
  const arrays = [...values, axisColumn].map(
    ({ name, type }): NamedExpr => ({
      name,
      type: 'dynamic',
      expr: {
        kind: 'aggregate',
        name: 'make_list_with_nulls',
        type: 'dynamic',
        args: [columnRef({ name, type })],
        order: [serialKey(steps.at.name)],
      },
    }),
  );
  // Grouped by the hidden columns too, so that no series at all gives no row.
  const result = aggregateOf(
    filled,
    [...keys, ...steps.whole].map((column) => ({ ...column, expr: columnRef(column) })),
    arrays,
  );
  return steps.serial === undefined ? result : { ...result, order: [serialKey(steps.serial)], serial: steps.serial };
}
