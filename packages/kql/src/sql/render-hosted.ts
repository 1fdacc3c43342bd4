// A hosted relation as SQL: the rows as one JSON text into a host table function, and what it gives back as typed rows.

import { hostTableName, LONGEST_HOST_TEXT, MOST_HOST_ROWS } from '../dialects/duckdb/host-tables/host-table.js';
import type { Expr } from '../plan/expression.js';
import type { HostedRelation } from '../plan/relation.js';
import type { ScalarType } from '../types.js';
import { physicalNames } from './physical-names.js';
import { type RenderScope, renderExpression, renderOrder, sqlTypes } from './render-expression.js';
import { type Select, type SelectColumn, selectFrom } from './select.js';
import { fn, ident, integer, joinSql, type Sql, sql, text } from './sql.js';

/** Names inside of the query; no column is called so. */
const [CELLS, ROW_NUMBER, ROWS, ROW, AT] = ['$cells', '$number', '$rows', '$row', '$at'].map(ident) as [
  Sql,
  Sql,
  Sql,
  Sql,
  Sql,
];

/**
 * @param source the input
 * @param scope how the input's columns are spelled
 */
export function renderHosted(relation: HostedRelation, source: Sql, scope: RenderScope): Select {
  const keys = relation.partition.map((name) => scope.column(name));
  const list = (...pieces: readonly Sql[]): Sql => joinSql(pieces, ', ');
  const named = (value: Sql, name: Sql): Sql => ({ parts: [value, ' AS ', name], atomic: true });
  const row = named(rowText(relation.cells, scope), CELLS);
  const numbered: Sql = {
    parts: ['(SELECT *, ', list(row, named(sql`row_number() OVER ()`, ROW_NUMBER)), ' FROM ', source, ')'],
    atomic: true,
  };
  const what = text(relation.what);
  const within = sql`FILTER (${ROW_NUMBER} <= ${integer(MOST_HOST_ROWS)})`;
  const order: readonly (string | Sql)[] =
    relation.input.order.length > 0 ? [' ORDER BY ', renderOrder(relation.input.order, scope)] : [];
  const all: Sql = { parts: ['string_agg(', CELLS, ", ','", ...order, ') ', within], atomic: true };
  const given = fn(
    hostTableName(relation.table),
    sql`kql_rows_in(${all}, max(${ROW_NUMBER}), ${integer(MOST_HOST_ROWS)}, ${integer(LONGEST_HOST_TEXT)}, ${what})`,
    typesText(relation.cells),
    rowText(relation.options, scope),
    typesText(relation.options),
  );
  const grouped: readonly (string | Sql)[] = keys.length > 0 ? [' GROUP BY ', list(...keys)] : [];
  const called: Sql = {
    parts: [
      '(SELECT ',
      list(...keys, named(sql`kql_rows_out(${given}, ${what})`, ROWS)),
      ' FROM ',
      numbered,
      ...grouped,
      ')',
    ],
    atomic: true,
  };
  const items = [named(sql`unnest(${ROWS})`, ROW), named(sql`generate_subscripts(${ROWS}, 1)`, AT)];
  const unnested: Sql = { parts: ['(SELECT ', list(...keys, ...items), ' FROM ', called, ')'], atomic: true };
  const names = physicalNames(relation.columns.map((column) => column.name));
  const columns = relation.columns.map(({ name }, i): SelectColumn => {
    const at = relation.outputs.findIndex((output) => output.name === name);
    const output = relation.outputs[at];
    const value = name === relation.number.name ? AT : output ? received(at, output.type) : scope.column(name);
    return { name: names[i] ?? name, sql: value };
  });
  return { ...selectFrom(unnested), columns };
}

function rowText(cells: readonly Expr[], scope: RenderScope): Sql {
  const texts = cells.map((cell) => sql`CAST(${renderExpression(cell, scope)} AS VARCHAR)`);
  return sql`CAST(${fn('json_array', ...texts)} AS VARCHAR)`;
}

const typesText = (cells: readonly Expr[]): Sql => text(JSON.stringify(cells.map(({ type }) => type)));

function received(at: number, type: ScalarType): Sql {
  const value = sql`json_extract_string(${ROW}, ${text(`$[${at}]`)})`;
  if (type === 'string') return fn('coalesce', value, text(''));
  return { parts: ['CAST(', value, ` AS ${sqlTypes[type]})`], atomic: true };
}
