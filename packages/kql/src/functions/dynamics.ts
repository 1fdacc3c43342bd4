// Arrays and bags: dynamic values are JSON text, JSON null is null (kql-semantics §4).

import { isNumeric } from '../expressions/types.js';
import { bare, fn, joinSql, type Sql, sql, text } from '../sql/sql.js';
import { dynamicSql, textSql } from './conversion.js';
import { type Arg, defineFamily, invalid, literalText, type ScalarFunction, unsupported } from './function.js';

/** An argument's elements as a DuckDB list of JSON; empty when it is no array. */
const elements = (arg: Arg): Sql => fn('kql_list', arg.sql);
const isArray = (arg: Arg): Sql => sql`json_type(${arg.sql}) = 'ARRAY'`;
const jsonList = (list: Sql): Sql => sql`to_json(${list})`;

/** A value as a JSON element: a null stays as JSON null inside arrays and bags. */
const element = (arg: Arg): Sql => sql`coalesce(${dynamicSql(arg)}, 'null'::JSON)`;

const bagPack: ScalarFunction = {
  takes: ['any*'],
  returns: 'dynamic',
  sql: (...pairs: Arg[]) =>
    pairs.length === 0
      ? sql`'{}'::JSON`
      : fn('json_object', ...pairs.map((pair, i) => (i % 2 === 0 ? textSql(pair) : element(pair)))),
};

const nonEmptyBag: ScalarFunction = {
  takes: ['any*'],
  returns: 'dynamic',
  sql: (...pairs: Arg[]) => {
    const items = pairs.flatMap((key, i) => {
      const value = pairs[i + 1];
      return i % 2 === 0 && value
        ? [sql`CASE WHEN ${textSql(value)} <> '' THEN json_object(${textSql(key)}, ${element(value)}) END`]
        : [];
    });
    return items.length === 0
      ? sql`'{}'::JSON`
      : sql`kql_merge_bags(list_filter([${bare(joinSql(items, ', '))}], lambda b : b IS NOT NULL))`;
  },
};

const arraySlice: ScalarFunction = {
  takes: ['dynamic', 'long', 'long'],
  returns: 'dynamic',
  sql: (array: Arg, start: Arg, end: Arg) => {
    const length = sql`json_array_length(${array.sql})`;
    const at = (position: Arg): Sql =>
      sql`CASE WHEN ${position.sql} < 0 THEN ${length} + ${position.sql} ELSE ${position.sql} END`;
    return sql`CASE WHEN ${isArray(array)} THEN to_json(list_slice(${elements(array)}, greatest(${at(start)}, 0) + 1, CAST(${at(end)} + 1 AS BIGINT))) END`;
  },
};

// Further arrays follow the order of the first; a bool at the end says where nulls go.
const arraySort = (descending: boolean): ScalarFunction => ({
  takes: ['dynamic', 'any*'],
  returns: 'dynamic',
  sql: (array: Arg, ...rest: Arg[]) => {
    const last = rest.at(-1);
    const placed = last?.type === 'bool';
    const nulls = placed && last ? sql`CASE WHEN ${last.sql} THEN 2 ELSE 0 END` : sql`2`;
    const sorted = fn(descending ? 'kql_sorted_desc' : 'kql_sorted_asc', array.sql, nulls);
    const first = sql`to_json(list_transform(${sorted}, lambda s : s.j))`;
    const others = placed ? rest.slice(0, -1) : rest;
    if (others.length === 0) return sql`CASE WHEN ${isArray(array)} THEN ${first} END`;
    const following = others.map(
      (other) =>
        sql`CASE WHEN json_array_length(${other.sql}) = json_array_length(${array.sql}) THEN to_json(list_transform(${sorted}, lambda s : list_extract(${elements(other)}, abs(s.i)))) ELSE 'null'::JSON END`,
    );
    return sql`CASE WHEN ${isArray(array)} THEN json_array(${bare(joinSql([first, ...following], ', '))}) END`;
  },
});

const setOperation = (combine: (first: Sql, rest: readonly Sql[]) => Sql): ScalarFunction => ({
  takes: ['dynamic', 'dynamic*'],
  returns: 'dynamic',
  sql: (first: Arg, ...rest: Arg[]) =>
    sql`CASE WHEN ${isArray(first)} THEN ${jsonList(combine(fn('kql_distinct', elements(first)), rest.map(elements)))} END`,
});

/** The texts of a list with a delimiter between; the engine's own function takes a constant one only. */
export const joinedTexts = (list: Sql, delimiter: Arg): Sql =>
  delimiter.literal
    ? fn('array_to_string', list, delimiter.sql)
    : sql`CASE WHEN len(${list}) = 0 THEN '' ELSE list_reduce(${list}, lambda a, b : a || ${delimiter.sql} || b) END`;

const arrayLength: ScalarFunction = {
  takes: ['dynamic'],
  returns: 'long',
  sql: (array: Arg) => sql`CASE WHEN ${isArray(array)} THEN CAST(json_array_length(${array.sql}) AS BIGINT) END`,
};

/** Functions on dynamic values. */
export const dynamics = defineFamily({
  array_length: arrayLength,
  arraylength: arrayLength,
  array_concat: {
    takes: ['dynamic*'],
    returns: 'dynamic',
    sql: (...arrays: Arg[]) => jsonList(arrays.map(elements).reduce((a, b) => sql`list_concat(${a}, ${b})`)),
  },
  array_slice: arraySlice,
  array_sum: {
    takes: ['dynamic'],
    returns: 'real',
    sql: (array: Arg) => sql`list_sum(list_transform(${elements(array)}, lambda x : kql_json_real(x)))`,
  },
  array_reverse: {
    takes: ['dynamic'],
    returns: 'dynamic',
    sql: (array: Arg) => sql`CASE WHEN ${isArray(array)} THEN ${jsonList(sql`list_reverse(${elements(array)})`)} END`,
  },
  array_sort_asc: arraySort(false),
  array_sort_desc: arraySort(true),
  set_union: setOperation((first, rest) =>
    fn(
      'kql_distinct',
      rest.reduce((a, b) => sql`list_concat(${a}, ${b})`, first),
    ),
  ),
  set_intersect: setOperation((first, rest) =>
    rest.reduce((a, b) => sql`list_filter(${a}, lambda x : list_contains(${b}, x))`, first),
  ),
  set_difference: setOperation((first, rest) =>
    rest.reduce((a, b) => sql`list_filter(${a}, lambda x : NOT list_contains(${b}, x))`, first),
  ),
  set_has_element: {
    takes: ['dynamic', 'any'],
    returns: 'bool',
    sql: (array: Arg, value: Arg) =>
      sql`CASE WHEN ${isArray(array)} THEN list_contains(${elements(array)}, ${element(value)}) END`,
  },
  jaccard_index: {
    takes: ['dynamic', 'dynamic'],
    returns: 'real',
    sql: (a: Arg, b: Arg) =>
      sql`len(list_intersect(${elements(a)}, ${elements(b)})) / len(list_distinct(list_concat(${elements(a)}, ${elements(b)})))::DOUBLE`,
  },
  zip: {
    takes: ['dynamic', 'dynamic*'],
    returns: 'dynamic',
    sql: (...arrays: Arg[]) => {
      const longest = fn('greatest', ...arrays.map((array) => sql`len(${elements(array)})`));
      const row = joinSql(
        arrays.map((array) => sql`coalesce(list_extract(${elements(array)}, i), 'null'::JSON)`),
        ', ',
      );
      return sql`to_json(list_transform(generate_series(1, ${longest}), lambda i : [${bare(row)}]))`;
    },
  },
  repeat: {
    takes: ['any', 'long'],
    returns: 'dynamic',
    sql: (value: Arg, count: Arg) => {
      if (value.type === 'dynamic') invalid('the value to repeat must not be of type dynamic');
      return sql`to_json(list_transform(generate_series(1, least(${count.sql}, 1048576)), lambda i : ${element(value)}))`;
    },
  },
  range: {
    takes: ['any', 'any', 'any?'],
    returns: 'dynamic',
    sql: (from: Arg, to: Arg, step?: Arg) => rangeSql(from, to, step),
  },
  // Of make-series, whose last step it checks; nothing that a query could name.
  series_end: {
    takes: ['long', 'long'],
    returns: 'long',
    sql: (first: Arg, last: Arg) =>
      sql`CASE WHEN CAST(${last.sql} AS HUGEINT) - ${first.sql} < ${longestRange} THEN ${last.sql} ELSE CAST(error(${text(
        "The operator 'make-series' makes series of at most 1048576 steps; this one has ",
      )} || (CAST(${last.sql} AS HUGEINT) - ${first.sql} + 1)) AS BIGINT) END`,
  },
  strcat_array: {
    takes: ['dynamic', 'text'],
    returns: 'string',
    sql: (array: Arg, delimiter: Arg) => joinedTexts(sql`kql_texts(${array.sql})`, delimiter),
  },
  bag_keys: {
    takes: ['dynamic'],
    returns: 'dynamic',
    sql: (bag: Arg) => sql`CASE WHEN json_type(${bag.sql}) = 'OBJECT' THEN to_json(json_keys(${bag.sql})) END`,
  },
  bag_merge: {
    takes: ['dynamic', 'dynamic*'],
    returns: 'dynamic',
    sql: (...bags: Arg[]) =>
      sql`kql_merge_bags([${bare(
        joinSql(
          bags.map((bag) => bag.sql),
          ', ',
        ),
      )}])`,
  },
  bag_has_key: {
    takes: ['dynamic', 'string'],
    returns: 'bool',
    sql: (bag: Arg, key: Arg) => sql`CASE WHEN json_type(${bag.sql}) = 'OBJECT' THEN ${keyExists(bag, key)} END`,
  },
  bag_pack: bagPack,
  bag_pack_nonempty: nonEmptyBag,
  bag_pack_columns: {
    takes: ['any*'],
    returns: 'dynamic',
    sql: (...columns: Arg[]) =>
      fn(
        'json_object',
        ...columns.flatMap((column) => [
          text(
            column.expr.kind === 'column' ? column.expr.name : unsupported("'bag_pack_columns' of what is no column"),
          ),
          element(column),
        ]),
      ),
  },
  estimate_data_size: {
    takes: ['any*'],
    returns: 'long',
    sql: (...values: Arg[]) => sql`CAST(${values.map(dataSize).reduce((a, b) => sql`${a} + ${b}`, sql`0`)} AS BIGINT)`,
  },
  pack_array: {
    takes: ['any*'],
    returns: 'dynamic',
    sql: (...values: Arg[]) => fn('json_array', ...values.map(element)),
  },
  // `mv-expand … to typeof(T)`: an element of the kind itself, or null.
  element_as_long: {
    takes: ['dynamic'],
    returns: 'long',
    sql: (value: Arg) =>
      sql`CASE WHEN json_type(${value.sql}) IN ('BIGINT', 'UBIGINT', 'DOUBLE', 'BOOLEAN') THEN kql_json_long(${value.sql}) END`,
  },
  element_as_int: {
    takes: ['dynamic'],
    returns: 'int',
    sql: (value: Arg) =>
      sql`CASE WHEN json_type(${value.sql}) IN ('BIGINT', 'UBIGINT', 'DOUBLE', 'BOOLEAN') THEN TRY_CAST(kql_json_long(${value.sql}) AS INTEGER) END`,
  },
  element_as_real: {
    takes: ['dynamic'],
    returns: 'real',
    sql: (value: Arg) =>
      sql`CASE WHEN json_type(${value.sql}) IN ('BIGINT', 'UBIGINT', 'DOUBLE', 'BOOLEAN') THEN kql_json_real(${value.sql}) END`,
  },
  element_as_decimal: {
    takes: ['dynamic'],
    returns: 'decimal',
    sql: (value: Arg) => sql`TRY_CAST(kql_json_text(${value.sql}) AS DECIMAL(38, 18))`,
  },
  element_as_bool: { takes: ['dynamic'], returns: 'bool', sql: (value: Arg) => sql`kql_json_bool(${value.sql})` },
  extract_json: {
    takes: ['string', 'string'],
    returns: 'dynamic',
    sql: (path: Arg, source: Arg) =>
      sql`kql_json(json_extract(kql_json_or_null(${source.sql}), ${text(plainPath(literalText(path, 'a JSON path')))}))`,
  },
  array_strcat: {
    takes: ['dynamic', 'text'],
    returns: 'string',
    sql: (array: Arg, delimiter: Arg) => joinedTexts(sql`kql_texts(${array.sql})`, delimiter),
  },
});

/** A path of keys and places as the engine writes it; what selects several values at once is not supported. */
function plainPath(path: string): string {
  const step = /\.([^.[\]'"*?@()\\\s]+)|\.?\[(?:(\d+)|'([^'\\*]+)'|"([^"\\*]+)")\]/y;
  const steps = path.slice(1);
  let plain = '$';
  while (path.startsWith('$') && step.lastIndex < steps.length) {
    const found = step.exec(steps);
    if (!found) return unsupported(`the JSON path '${path}'`);
    const [, bare, place, single, double] = found;
    plain += place === undefined ? `."${(bare ?? single ?? double ?? '').replaceAll('"', '\\"')}"` : `[${place}]`;
  }
  return path.startsWith('$') ? plain : unsupported(`the JSON path '${path}'`);
}

/** Bytes that the language reckons for a value. */
function dataSize(value: Arg): Sql {
  switch (value.type) {
    case 'dynamic':
      return unsupported('the size of a dynamic value');
    case 'string':
      return sql`octet_length(encode(${textSql(value)}))`;
    case 'bool':
      return sql`1`;
    case 'int':
      return sql`4`;
    case 'guid':
    case 'decimal':
      return sql`16`;
    default:
      return sql`8`;
  }
}

const keyExists = (bag: Arg, key: Arg): Sql =>
  sql`CASE WHEN starts_with(${key.sql}, '$.') THEN json_exists(${bag.sql}, ${key.sql}) ELSE list_contains(json_keys(${bag.sql}), ${key.sql}) END`;

/** Longest array of `range()` and of `make-series`, as documented. */
const longestRange = sql`1048576`;

function rangeSql(from: Arg, to: Arg, step: Arg | undefined): Sql {
  const kinds = [from, to].map(({ type }) => (isNumeric(type) ? 'number' : type));
  const isStep = step === undefined || (kinds[0] === 'number' ? isNumeric(step.type) : step.type === 'timespan');
  if (kinds[0] !== kinds[1] || !isStep || !/^(number|datetime|timespan)$/.test(kinds[0] ?? ''))
    invalid('numbers, or datetimes or timespans and a timespan as the step, are expected');
  if ([from, to, step].some((arg) => arg?.type === 'decimal')) unsupported('a range of decimals');
  if ([from, to, step].some((arg) => arg?.type === 'real')) {
    const size = step?.sql ?? sql`1.0::DOUBLE`;
    return sql`to_json(list_transform(generate_series(0, CAST(least(floor((${to.sql} - ${from.sql}) / ${size}), ${longestRange} - 1) AS BIGINT)), lambda i : CAST(${from.sql} + i * ${size} AS DOUBLE)))`;
  }
  const isTime = from.type === 'datetime' || from.type === 'timespan';
  const size = step ? sql`nullif(CAST(${step.sql} AS BIGINT), 0)` : isTime ? sql`36000000000` : sql`1::BIGINT`;
  const last = sql`CASE WHEN (CAST(${to.sql} AS DOUBLE) - ${from.sql}) / ${size} >= ${longestRange} THEN ${from.sql} + (${longestRange} - 1) * ${size} ELSE ${to.sql} END`;
  const values = sql`generate_series(${from.sql}, ${last}, ${size})`;
  if (!isTime) return sql`to_json(${values})`;
  const format = from.type === 'datetime' ? 'kql_datetime_text' : 'kql_timespan_text';
  return sql`to_json(list_transform(${values}, lambda x : ${fn(format, sql`x`)}))`;
}
