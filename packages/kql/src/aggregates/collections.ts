// Aggregates that gather values: lists, sets, bags, any value; nulls left out, dynamic arrays taken apart (kql-semantics §6).

import { dynamicSql } from '../functions/conversion.js';
import { type Arg, UnsupportedForm } from '../functions/function.js';
import { fn, joinSql, type Sql, sql } from '../sql/sql.js';
import { type Aggregate, type AggregateInput, defineAggregate } from './aggregate.js';

/** The most elements that a list or set holds; the legacy spellings stop at 128. */
const MAX_ELEMENTS = 1_048_576n;
const LEGACY_MAX_ELEMENTS = 128n;

const number = (value: bigint): Sql => ({ parts: [value.toString()], atomic: true });

function limitOf(arg: Arg | undefined, otherwise: bigint): Sql {
  if (!arg) return number(otherwise);
  if (typeof arg.literal?.value !== 'bigint') throw new UnsupportedForm('a computed size of a list or set');
  return number(arg.literal.value < 0n ? 0n : arg.literal.value);
}

// All values as a DuckDB list of JSON, in order; `keepNulls` keeps a place for every row.
function gathered(value: Arg, condition: Arg | undefined, input: AggregateInput, keepNulls = false): Sql {
  const json = dynamicSql(value);
  // A dynamic null is a value of a list, unlike the nulls of other types.
  const kept = keepNulls || value.type === 'dynamic' ? sql`coalesce(${json}, 'null'::JSON)` : json;
  const conditions = [
    ...(keepNulls || value.type === 'dynamic' ? [] : [sql`${value.sql} IS NOT NULL`]),
    ...(condition ? [condition.sql] : []),
  ];
  const list: Sql = input.orderBy
    ? { parts: ['list(', kept, ' ORDER BY ', input.orderBy, ')'], atomic: true }
    : fn('list', kept);
  const chosen: Sql =
    conditions.length > 0
      ? { parts: [list, ' FILTER (WHERE ', joinSql(conditions, ' AND '), ')'], atomic: true }
      : list;
  const all = sql`coalesce(${chosen}, [])`;
  // A dynamic array among the values contributes its elements.
  return value.type === 'dynamic'
    ? sql`flatten(list_transform(${all}, lambda x : CASE WHEN json_type(x) = 'ARRAY' THEN json_extract(x, '$[*]') ELSE [x] END))`
    : all;
}

const listOf = (conditional: boolean, limit: bigint, keepNulls = false): Aggregate =>
  defineAggregate({
    takes: conditional ? ['any', 'bool'] : ['any'],
    returns: 'dynamic',
    sql: (args, input) => {
      const [value, condition] = args;
      const size = args[conditional ? 2 : 1];
      if (!value) throw new Error('a list of nothing');
      return sql`to_json(list_slice(${gathered(value, conditional ? condition : undefined, input, keepNulls)}, 1, ${limitOf(size, limit)}))`;
    },
  });

const setOf = (conditional: boolean, limit: bigint): Aggregate =>
  defineAggregate({
    takes: conditional ? ['any', 'bool'] : ['any'],
    returns: 'dynamic',
    sql: (args, input) => {
      const [value, condition] = args;
      const size = args[conditional ? 2 : 1];
      if (!value) throw new Error('a set of nothing');
      return sql`to_json(list_slice(${distinctElements(value, conditional ? condition : undefined, input)}, 1, ${limitOf(size, limit)}))`;
    },
  });

// Without an order to keep, the engine's own DISTINCT is far cheaper than comparing lists.
function distinctElements(value: Arg, condition: Arg | undefined, input: AggregateInput): Sql {
  if (value.type === 'dynamic')
    return sql`kql_distinct(list_filter(${gathered(value, condition, input)}, lambda x : x <> 'null'))`;
  if (input.orderBy) return fn('kql_distinct', gathered(value, condition, input));
  const conditions = [sql`${value.sql} IS NOT NULL`, ...(condition ? [condition.sql] : [])];
  const list: Sql = {
    parts: ['list(DISTINCT ', value.sql, ') FILTER (WHERE ', joinSql(conditions, ' AND '), ')'],
    atomic: true,
  };
  const element: Arg = { ...value, sql: sql`x` };
  return sql`list_transform(coalesce(list_sort(${list}), []), lambda x : ${dynamicSql(element)})`;
}

const bagOf = (conditional: boolean): Aggregate =>
  defineAggregate({
    takes: ['dynamic', ...(conditional ? (['bool'] as const) : [])],
    returns: 'dynamic',
    sql: (args, input) => {
      const [value, condition] = args;
      if (!value) throw new Error('a bag of nothing');
      const list: Sql = {
        parts: ['list(', value.sql, ...(input.orderBy ? [' ORDER BY ', input.orderBy] : []), ')'],
        atomic: true,
      };
      const conditions = [
        sql`json_type(${value.sql}) = 'OBJECT'`,
        ...(conditional && condition ? [condition.sql] : []),
      ];
      return sql`kql_merge_bags(coalesce(${{ parts: [list, ' FILTER (WHERE ', joinSql(conditions, ' AND '), ')'], atomic: true }}, []))`;
    },
  });

const anyValue = (conditional: boolean): Aggregate =>
  defineAggregate({
    takes: conditional ? ['any', 'bool'] : ['any'],
    returns: (types) => types[0] ?? 'dynamic',
    sql: ([value, condition], input) => {
      if (!value) throw new Error('any value of nothing');
      const wanted = value.type === 'string' ? sql`nullif(${value.sql}, '')` : value.sql;
      const any: Sql = {
        parts: ['any_value(', wanted, ...(input.orderBy ? [' ORDER BY ', input.orderBy] : []), ')'],
        atomic: true,
      };
      const found = conditional && condition ? sql`${any} FILTER (WHERE ${condition.sql})` : any;
      return value.type === 'string' ? sql`coalesce(${found}, '')` : found;
    },
  });

/** Aggregates with a collection, or one of the values, as their result. */
export const collections: Readonly<Record<string, Aggregate>> = {
  make_list: listOf(false, MAX_ELEMENTS),
  make_list_if: listOf(true, MAX_ELEMENTS),
  make_list_with_nulls: listOf(false, MAX_ELEMENTS, true),
  makelist: listOf(false, LEGACY_MAX_ELEMENTS),
  make_set: setOf(false, MAX_ELEMENTS),
  make_set_if: setOf(true, MAX_ELEMENTS),
  makeset: setOf(false, LEGACY_MAX_ELEMENTS),
  make_bag: bagOf(false),
  make_bag_if: bagOf(true),
  make_dictionary: bagOf(false),
  first_row_value: defineAggregate({
    returns: (types) => types[0] ?? 'dynamic',
    sql: ([value], input) => {
      if (!value) throw new Error('a first value of nothing');
      return {
        parts: ['first(', value.sql, ...(input.orderBy ? [' ORDER BY ', input.orderBy] : []), ')'],
        atomic: true,
      };
    },
  }),
  take_any: anyValue(false),
  take_anyif: anyValue(true),
  any: anyValue(false),
  anyif: anyValue(true),
};
