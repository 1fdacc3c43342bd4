// `evaluate pivot(c, agg, k…)`: a column per value of a column (kql-semantics §5.12).

import { lowerExpression } from '../../expressions/lower-expression.js';
import { ColumnNamer } from '../../expressions/names.js';
import { convert } from '../../expressions/types.js';
import { filter, project } from '../../plan/build.js';
import {
  type AggregateExpr,
  call,
  columnRef,
  type Expr,
  literal,
  operands,
  stringLiteral,
} from '../../plan/expression.js';
import { type NamedExpr, type RelationColumn, visibleColumns } from '../../plan/relation.js';
import { findColumn, semanticAt } from '../../plan/scope.js';
import { rowContext } from '../operator.js';
import { aggregateOf } from '../summarize.js';
import { columnArgument, inputColumn, type Plugin, type PluginCall } from './plugin.js';

const count: AggregateExpr = { kind: 'aggregate', name: 'count', type: 'long', args: [], order: [] };

export const pivot: Plugin = (given) => {
  const { input, context, schema } = given;
  const { compilation } = context;
  const pivoted = columnArgument(given, 0);
  const aggregateNode = given.args[1];
  const aggregate = aggregateNode
    ? lowerExpression(aggregateNode, { ...rowContext(input, context), aggregation: { order: input.order } })
    : count;
  const used = new Set([pivoted.name, ...columnsIn(aggregate)]);
  const keys: readonly RelationColumn[] =
    given.args.length > 2
      ? given.args.slice(2).map((node) => inputColumn(given, node))
      : visibleColumns(input).filter((column) => !used.has(column.name));
  const keyed = keys.map((key): NamedExpr => ({ name: key.name, type: key.type, expr: columnRef(key) }));
  const value: NamedExpr = { name: '$pivot', type: 'string', hidden: true, expr: convert(pivoted, 'string') };
  const cell: RelationColumn = { name: '$cell', type: aggregate.type, hidden: true };
  const groups = aggregateOf(input, [...keyed, value], [{ ...cell, expr: aggregate }]);
  const names = schema
    ? schema.columns.map((column) => column.name).filter((name) => !findColumn(keys, name))
    : valuesIn(given, value);
  const missing: Expr = {
    kind: 'toscalar',
    type: aggregate.type,
    relation: aggregateOf(
      filter({ ...input, order: [] }, literal('bool', false)),
      [],
      [{ name: 'missing', type: aggregate.type, expr: aggregate }],
    ),
  };
  const namer = new ColumnNamer(new Set(keys.map((key) => key.name)));
  const cells = names.map((name): NamedExpr => {
    const isHere = call('equals', 'bool', columnRef(value), stringLiteral(name));
    const here = (then: Expr, otherwise: Expr): Expr => call('iff', then.type, isHere, then, otherwise);
    const counted: Expr = { kind: 'aggregate', name: 'countif', type: 'long', args: [isHere], order: [] };
    const found: Expr = {
      kind: 'aggregate',
      name: 'take_any',
      type: cell.type,
      args: [here(columnRef(cell), literal(cell.type, cell.type === 'string' ? '' : null))],
      order: [],
    };
    const isFound = call('greater', 'bool', counted, literal('long', 0n));
    return {
      name: namer.give(name === '' ? null : name),
      type: cell.type,
      expr: call('iff', cell.type, isFound, found, missing),
    };
  });
  const wide = aggregateOf(
    groups,
    keyed.map((key) => ({ ...key, expr: columnRef(key) })),
    cells,
  );
  if (!schema) return wide;
  const stated = schema.columns.map(({ name, type }): NamedExpr => {
    const column = findColumn(wide.columns, name);
    if (!column) throw semanticAt(compilation, given.node, `The pivot has no column '${name}'`);
    return { name, type, expr: convert(columnRef(column), type) };
  });
  return project(wide, stated, compilation);
};

const columnsIn = (expr: Expr): readonly string[] =>
  expr.kind === 'column' ? [expr.name] : operands(expr).flatMap(columnsIn);

function valuesIn(given: PluginCall, value: NamedExpr): readonly string[] {
  const unordered = { ...given.input, order: [] };
  const values = aggregateOf(unordered, [{ name: 'value', type: 'string', expr: value.expr }], []);
  const found = given.context.compilation.discover(given.node, "The plugin 'pivot'", values);
  return found.map(([name]) => String(name)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
