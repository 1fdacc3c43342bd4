// `evaluate rows_near(…)` and `evaluate narrow()`: rows beside others, and rows turned into cells (kql-semantics §5.12).

import { convert } from '../../expressions/types.js';
import { filter, passThrough, project, serialize } from '../../plan/build.js';
import { call, columnRef, type Expr, literal, longLiteral, stringLiteral } from '../../plan/expression.js';
import { shared } from '../../plan/partition.js';
import { type NamedExpr, type Relation, type RelationColumn, visibleColumns } from '../../plan/relation.js';
import { semanticAt } from '../../plan/scope.js';
import { type Plugin, rowArgument, valueArgument } from './plugin.js';

/** Rows within a number of rows before one for which the condition holds, and as many or another number after it. */
export const rowsNear: Plugin = (given) => {
  const { compilation } = given.context;
  if (!given.input.serialized) throw semanticAt(compilation, given.node, "The input of 'rows_near' must be serialized");
  const condition = convert(rowArgument(given, 0), 'bool');
  const before = valueArgument(given, 1, 'long');
  const after = given.args[2] ? valueArgument(given, 2, 'long') : before;
  const rows = serialize(given.input, compilation);
  const id = compilation.fresh();
  const number: RelationColumn = { name: `$n${id}`, type: 'long', hidden: true };
  const window = (name: 'row_number' | 'running_max', args: readonly Expr[], descending: boolean): Expr => ({
    kind: 'window',
    name,
    type: 'long',
    args,
    order: [{ column: rows.serial, type: 'long', descending, nullsFirst: false }],
    partition: [],
  });
  const numbered = project(
    rows,
    [...passThrough(rows.columns), { ...number, expr: window('row_number', [], false) }],
    compilation,
  );
  const here = columnRef(number);
  const place = (at: Expr): Expr => call('iff', 'long', condition, at, literal('long', null));
  const last: NamedExpr = {
    name: `$last${id}`,
    type: 'long',
    hidden: true,
    expr: window('running_max', [place(here)], false),
  };
  const next: NamedExpr = {
    name: `$next${id}`,
    type: 'long',
    hidden: true,
    expr: window('running_max', [place(call('unary_minus', 'long', here))], true),
  };
  const placed = project(numbered, [...passThrough(numbered.columns), last, next], compilation);
  const near = filter(
    placed,
    call(
      'or',
      'bool',
      call('less_or_equal', 'bool', call('subtract', 'long', here, columnRef(last)), after),
      call('less_or_equal', 'bool', call('unary_minus', 'long', call('add', 'long', columnRef(next), here)), before),
    ),
  );
  return project(near, passThrough(visibleColumns(given.input)), compilation);
};

/** A row per cell: the row's number from 0, the column's name, the value as text. */
export const narrow: Plugin = ({ input, context: { compilation } }) => {
  const rows = serialize(input, compilation);
  const first: Expr = { kind: 'window', name: 'row_number', type: 'long', args: [], order: rows.order, partition: [] };
  const number: NamedExpr = { name: 'Row', type: 'long', expr: call('subtract', 'long', first, longLiteral(1)) };
  const place: RelationColumn = { name: '$place', type: 'long', hidden: true };
  const visible = visibleColumns(input);
  const numbered = shared(
    project(
      { ...rows, order: [] } as Relation,
      [...passThrough(visible).map((column, i) => ({ ...column, name: `$${i}`, hidden: true as const })), number],
      compilation,
    ),
    compilation,
    true,
  );
  const inputs = visible.map((column, i) =>
    project(
      { ...numbered, order: [] },
      [
        { name: 'Row', type: 'long', expr: columnRef({ name: 'Row', type: 'long' }) },
        { name: 'Column', type: 'string', expr: stringLiteral(column.name) },
        { name: 'Value', type: 'string', expr: convert(columnRef({ name: `$${i}`, type: column.type }), 'string') },
        { ...place, expr: longLiteral(i) },
      ],
      compilation,
    ),
  );
  const columns: readonly RelationColumn[] = [
    { name: 'Row', type: 'long' },
    { name: 'Column', type: 'string' },
    { name: 'Value', type: 'string' },
  ];
  if (inputs.length === 0) return { kind: 'values', rows: [], columns, order: [] };
  const order = ['Row', place.name].map((column) => ({
    column,
    type: 'long' as const,
    descending: false,
    nullsFirst: false,
  }));
  return { kind: 'union', inputs, columns: [...columns, place], order };
};
