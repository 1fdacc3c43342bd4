// Conversions between types: they never raise, and give null (text: '') for what does not convert (kql-semantics §1.6).

import { fn, nullSql, type Sql, sql, text } from '../sql/sql.js';
import type { ScalarType } from '../types.js';
import { type Arg, defineFamily, type ScalarFunction } from './function.js';

type Rules = Partial<Record<ScalarType, (value: Sql) => Sql>>;

const converter = (to: ScalarType, rules: Rules): ScalarFunction => ({
  takes: ['any'],
  returns: to,
  sql: (value: Arg) => {
    if (value.type === to) return value.sql;
    // A path into a dynamic is read as text directly: no JSON value in between.
    return rules[value.type]?.(value.sql) ?? nullSql;
  },
});

const toText: Rules = {
  bool: (x) => sql`CASE WHEN ${x} THEN 'True' WHEN NOT ${x} THEN 'False' ELSE '' END`,
  int: (x) => sql`coalesce(CAST(${x} AS VARCHAR), '')`,
  long: (x) => sql`coalesce(CAST(${x} AS VARCHAR), '')`,
  real: (x) => sql`coalesce(kql_real_text(${x}), '')`,
  decimal: (x) => sql`coalesce(kql_decimal_text(${x}), '')`,
  datetime: (x) => sql`coalesce(kql_datetime_text(${x}), '')`,
  timespan: (x) => sql`coalesce(kql_timespan_text(${x}), '')`,
  guid: (x) => sql`coalesce(CAST(${x} AS VARCHAR), '')`,
  dynamic: (x) => sql`kql_json_text(${x})`,
};

const toLong: Rules = {
  bool: (x) => sql`CAST(${x} AS BIGINT)`,
  int: (x) => sql`CAST(${x} AS BIGINT)`,
  real: (x) => sql`kql_real_to_long(${x})`,
  decimal: (x) => sql`TRY_CAST(trunc(${x}) AS BIGINT)`,
  string: (x) => sql`kql_to_long(${x})`,
  datetime: (x) => x,
  timespan: (x) => x,
  dynamic: (x) => sql`kql_json_long(${x})`,
};

const toInt: Rules = {
  bool: (x) => sql`CAST(${x} AS INTEGER)`,
  long: (x) => sql`kql_long_to_int(${x})`,
  real: (x) => sql`kql_real_to_int(${x})`,
  decimal: (x) => sql`TRY_CAST(trunc(${x}) AS INTEGER)`,
  string: (x) => sql`TRY_CAST(kql_to_long(${x}) AS INTEGER)`,
  datetime: (x) => sql`kql_long_to_int(${x})`,
  timespan: (x) => sql`kql_long_to_int(${x})`,
  dynamic: (x) => sql`kql_json_int(${x})`,
};

const toReal: Rules = {
  bool: (x) => sql`CAST(CAST(${x} AS INTEGER) AS DOUBLE)`,
  int: (x) => sql`CAST(${x} AS DOUBLE)`,
  long: (x) => sql`CAST(${x} AS DOUBLE)`,
  decimal: (x) => sql`CAST(${x} AS DOUBLE)`,
  string: (x) => sql`kql_to_real(${x})`,
  datetime: (x) => sql`CAST(${x} AS DOUBLE)`,
  timespan: (x) => sql`CAST(${x} AS DOUBLE)`,
  dynamic: (x) => sql`kql_json_real(${x})`,
};

const toDecimal: Rules = {
  bool: (x) => sql`CAST(CAST(${x} AS INTEGER) AS DECIMAL(38, 18))`,
  int: (x) => sql`CAST(${x} AS DECIMAL(38, 18))`,
  long: (x) => sql`CAST(${x} AS DECIMAL(38, 18))`,
  real: (x) => sql`TRY_CAST(${x} AS DECIMAL(38, 18))`,
  string: (x) =>
    sql`CASE WHEN regexp_full_match(trim(${x}), '[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?') THEN TRY_CAST(trim(${x}) AS DECIMAL(38, 18)) END`,
  timespan: (x) => sql`CAST(${x} AS DECIMAL(38, 18))`,
  datetime: (x) => sql`CAST(${x} AS DECIMAL(38, 18))`,
  dynamic: (x) => sql`TRY_CAST(kql_json_text(${x}) AS DECIMAL(38, 18))`,
};

const toBool: Rules = {
  int: (x) => sql`${x} <> 0`,
  long: (x) => sql`${x} <> 0`,
  real: (x) => sql`${x} <> 0`,
  decimal: (x) => sql`${x} <> 0`,
  string: (x) => sql`kql_to_bool(${x})`,
  dynamic: (x) => sql`kql_json_bool(${x})`,
};

const toDatetime: Rules = {
  int: (x) => sql`kql_datetime(CAST(${x} AS BIGINT))`,
  long: (x) => sql`kql_datetime(${x})`,
  real: (x) => sql`kql_datetime(kql_real_to_long(${x}))`,
  string: (x) => sql`kql_to_datetime(${x})`,
  dynamic: (x) =>
    sql`CASE json_type(${x}) WHEN 'VARCHAR' THEN kql_to_datetime(kql_json_text(${x})) WHEN 'UBIGINT' THEN kql_datetime(kql_json_long(${x})) END`,
};

const toTimespan: Rules = {
  int: (x) => sql`CAST(${x} AS BIGINT)`,
  long: (x) => x,
  real: (x) => sql`kql_real_to_long(${x})`,
  string: (x) => sql`kql_to_timespan(${x})`,
  dynamic: (x) =>
    sql`CASE json_type(${x}) WHEN 'VARCHAR' THEN kql_to_timespan(kql_json_text(${x})) WHEN 'UBIGINT' THEN kql_json_long(${x}) WHEN 'BIGINT' THEN kql_json_long(${x}) END`,
};

const toGuid: Rules = {
  string: (x) => sql`kql_guid(${x})`,
  dynamic: (x) => sql`kql_guid(kql_json_text(${x}))`,
};

/** A value as dynamic: texts stay texts, what JSON does not know becomes its text. */
export const toDynamic: Rules = {
  bool: (x) => sql`to_json(${x})`,
  int: (x) => sql`to_json(${x})`,
  long: (x) => sql`to_json(${x})`,
  real: (x) => sql`kql_real_json(${x})`,
  decimal: (x) => sql`to_json(kql_decimal_text(${x}))`,
  string: (x) => sql`to_json(${x})`,
  datetime: (x) => sql`to_json(kql_datetime_text(${x}))`,
  timespan: (x) => sql`to_json(kql_timespan_text(${x}))`,
  guid: (x) => sql`to_json(CAST(${x} AS VARCHAR))`,
};

/** SQL of a value as dynamic, whatever its type. */
export const dynamicSql = (value: Arg): Sql =>
  value.type === 'dynamic' ? value.sql : (toDynamic[value.type]?.(value.sql) ?? nullSql);

/** SQL of a value in its `tostring` form, whatever its type. */
export const textSql = (value: Arg): Sql =>
  value.type === 'string' ? value.sql : (toText[value.type]?.(value.sql) ?? text(''));

const parseJson: ScalarFunction = {
  takes: ['any'],
  returns: 'dynamic',
  sql: (value: Arg) => (value.type === 'string' ? fn('kql_parse_json', value.sql) : dynamicSql(value)),
};

const typeName: ScalarFunction = {
  takes: ['any'],
  returns: 'string',
  sql: (value: Arg) => (value.type === 'dynamic' ? fn('kql_json_type', value.sql) : text(value.type)),
};

const asText = converter('string', toText);
const asReal = converter('real', toReal);
const asTimespan = converter('timespan', toTimespan);
const asBool = converter('bool', toBool);

/** `tostring` and its kin. */
export const conversion = defineFamily({
  tostring: { ...asText, total: true },
  tolong: converter('long', toLong),
  toint: converter('int', toInt),
  todouble: asReal,
  toreal: asReal,
  todecimal: converter('decimal', toDecimal),
  tobool: asBool,
  toboolean: asBool,
  todatetime: converter('datetime', toDatetime),
  totimespan: asTimespan,
  totime: asTimespan,
  toguid: converter('guid', toGuid),
  // A scalar where the language wants a dynamic; text stays text, unlike in `todynamic`.
  todynamic_value: { takes: ['any'], returns: 'dynamic', sql: dynamicSql },
  parse_json: parseJson,
  parsejson: parseJson,
  todynamic: parseJson,
  toobject: parseJson,
  gettype: { ...typeName, total: true },
});
