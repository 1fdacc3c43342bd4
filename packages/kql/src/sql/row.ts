// The outermost SELECT: each row as the JSON text of an array, in the forms that the wires share.

import type { Column } from '../types.js';
import { asSource, selectFrom } from './select.js';
import { bare, fn, ident, type Sql, sql } from './sql.js';

/**
 * `SELECT json_array(…) AS row FROM (query)`: datetimes as ISO text with a trimmed fraction, timespans as `[-][d.]hh:mm:ss[.fffffff]`,
 * NaN and infinities as text (JSON has no numbers for them), dynamic values embedded.
 */
export function rowSql(query: Sql, columns: readonly Column[], physical: readonly string[]): Sql {
  const cells = columns.map((column, i) => cell(column, ident(physical[i] ?? column.name)));
  const source = asSource(selectFrom({ parts: ['(', query, ') AS result'], atomic: true }));
  return sql`SELECT CAST(${fn('json_array', ...cells)} AS VARCHAR) AS row FROM ${bare(source)}`;
}

function cell({ type }: Column, value: Sql): Sql {
  switch (type) {
    case 'datetime':
      return fn('kql_datetime_trimmed', value);
    case 'timespan':
      return fn('kql_timespan_text', value);
    case 'real':
      return sql`CASE WHEN isfinite(${value}) THEN to_json(${value}) WHEN ${value} IS NOT NULL THEN kql_real_json(${value}) END`;
    case 'decimal':
      return sql`CAST(${value} AS DOUBLE)`;
    case 'guid':
      return sql`CAST(${value} AS VARCHAR)`;
    default:
      return value;
  }
}
