// Comparison and logic, with KQL's rules for null and NaN (kql-semantics §1.3, §1.5).

import { isNumeric } from '../expressions/types.js';
import { isNullLiteral as isWrittenNull } from '../plan/now.js';
import { boolean, falseSql, fn, joinSql, nullSql, type Sql, sql, text } from '../sql/sql.js';
import { type Arg, type FunctionFamily, invalid, type ScalarFunction } from './function.js';

const neverNull = (arg: Arg): boolean =>
  arg.type === 'string' || (arg.literal !== undefined && !isWrittenNull(arg.expr));
const isNullLiteral = (arg: Arg): boolean => isWrittenNull(arg.expr) && arg.type !== 'string';
const mayBeNan = (arg: Arg): boolean =>
  arg.type === 'real' && !(typeof arg.literal?.value === 'number' && !Number.isNaN(arg.literal.value));

// JSON text differs for equal values (`1` and `1.0`, spaces): compare the normal form.
const normal = (arg: Arg): Sql => (arg.type === 'dynamic' ? sql`json(${arg.sql})` : arg.sql);

// A NaN equals nothing and orders with nothing; DuckDB puts it above all numbers.
function unlessNan(args: readonly Arg[], test: Sql): Sql {
  const guards = args.filter(mayBeNan).map((arg) => sql`NOT coalesce(isnan(${arg.sql}), false)`);
  return guards.length === 0 ? test : joinSql([test, ...guards], ' AND ');
}

const equals: ScalarFunction = {
  takes: ['any', 'any'],
  returns: 'bool',
  sql: (left, right) => {
    if (left.type === 'string') return sql`${left.sql} = ${right.sql}`;
    if (isNullLiteral(left) && isNullLiteral(right)) return nullSql;
    const same = unlessNan([left, right], sql`${normal(left)} = ${normal(right)}`);
    if (neverNull(left) && neverNull(right)) return same;
    if (neverNull(left) || neverNull(right)) return sql`coalesce(${same}, false)`;
    return sql`CASE WHEN ${left.sql} IS NULL AND ${right.sql} IS NULL THEN NULL ELSE coalesce(${same}, false) END`;
  },
  predicate: (left, right) => unlessNan([left, right], sql`${normal(left)} = ${normal(right)}`),
};

const notEquals: ScalarFunction = {
  takes: ['any', 'any'],
  returns: 'bool',
  sql: (left, right) => {
    if (left.type === 'string') return sql`${left.sql} <> ${right.sql}`;
    if (isNullLiteral(left) && isNullLiteral(right)) return nullSql;
    const differs = nanDiffers(left, right);
    if (neverNull(left) && neverNull(right)) return differs;
    if (neverNull(left) || neverNull(right)) return sql`coalesce(${differs}, true)`;
    return sql`CASE WHEN ${left.sql} IS NULL AND ${right.sql} IS NULL THEN NULL ELSE coalesce(${differs}, true) END`;
  },
};

function nanDiffers(left: Arg, right: Arg): Sql {
  const test = sql`${normal(left)} <> ${normal(right)}`;
  const nan = [left, right].filter(mayBeNan).map((arg) => sql`isnan(${arg.sql})`);
  return nan.length === 0 ? test : joinSql([test, ...nan], ' OR ');
}

const ordering = (operator: '<' | '<=' | '>' | '>='): ScalarFunction => ({
  takes: ['any', 'any'],
  returns: 'bool',
  sql: (left, right) => {
    const test =
      operator === '<'
        ? sql`${left.sql} < ${right.sql}`
        : operator === '<='
          ? sql`${left.sql} <= ${right.sql}`
          : operator === '>'
            ? sql`${left.sql} > ${right.sql}`
            : sql`${left.sql} >= ${right.sql}`;
    return unlessNan([left, right], test);
  },
});

// Membership is an OR of equalities: null is in no list that has a value.
const inList = (form: (arg: Arg) => Sql): ScalarFunction => ({
  takes: ['any', 'any*'],
  returns: 'bool',
  sql: (value, ...members) => {
    if (members.length === 0) return falseSql;
    const found = sql`${form(value)} IN (${joinSql(members.map(form), ', ')})`;
    return neverNull(value) ? found : sql`coalesce(${found}, false)`;
  },
  predicate: (value, ...members) =>
    members.length === 0 ? falseSql : sql`${form(value)} IN (${joinSql(members.map(form), ', ')})`,
});

/** `==`, `!=`, the order, `in` and the logical operators. */
export const comparison: FunctionFamily = {
  // What fails stops the query.
  assert: {
    takes: ['bool', 'text'],
    returns: 'bool',
    sql: (condition: Arg, message: Arg) =>
      sql`CASE WHEN ${condition.sql} THEN TRUE ELSE CAST(error(${text('assert() has failed: ')} || ${message.sql}) AS BOOLEAN) END`,
  },
  equals,
  not_equals: notEquals,
  distinct_from: {
    takes: ['any', 'any'],
    returns: 'bool',
    sql: (left, right) => sql`${normal(left)} IS DISTINCT FROM ${normal(right)}`,
  },
  less: ordering('<'),
  less_or_equal: ordering('<='),
  greater: ordering('>'),
  greater_or_equal: ordering('>='),
  in: inList(normal),
  in_insensitive: inList((arg) => sql`lower(${arg.sql})`),
  in_array: {
    takes: ['any', 'dynamic'],
    returns: 'bool',
    sql: (value, array) =>
      sql`coalesce(list_contains(kql_texts(${array.sql}), ${value.type === 'string' ? value.sql : sql`CAST(${value.sql} AS VARCHAR)`}), false)`,
  },
  in_array_insensitive: {
    takes: ['string', 'dynamic'],
    returns: 'bool',
    sql: (value, array) =>
      sql`coalesce(list_contains(list_transform(kql_texts(${array.sql}), lambda x : lower(x)), lower(${value.sql})), false)`,
  },
  around: {
    takes: ['any', 'any', 'any'],
    returns: 'bool',
    sql: (value: Arg, center: Arg, delta: Arg) => {
      const [a, b, c] = [value, center, delta].map(({ type }) => (isNumeric(type) ? 'number' : type));
      const fits =
        (a === 'number' && b === a && c === a) ||
        (/^(datetime|timespan)$/.test(a ?? '') && b === a && c === 'timespan');
      if (!fits) invalid('three numbers, or datetimes or timespans and a timespan, are expected');
      const [x, y, z] = [value, center, delta].map((arg) =>
        a !== 'number'
          ? sql`CAST(${arg.sql} AS HUGEINT)`
          : arg.type === 'real'
            ? arg.sql
            : sql`CAST(${arg.sql} AS DOUBLE)`,
      ) as [Sql, Sql, Sql];
      return sql`${x} BETWEEN ${y} - ${z} AND ${y} + ${z}`;
    },
  },
  not: { takes: ['bool'], returns: 'bool', sql: (operand) => sql`NOT ${operand.sql}` },
  isnull: {
    takes: ['any'],
    returns: 'bool',
    sql: (value) => (value.type === 'string' ? falseSql : sql`${value.sql} IS NULL`),
  },
  isnotnull: {
    takes: ['any'],
    returns: 'bool',
    sql: (value) => (value.type === 'string' ? boolean(true) : sql`${value.sql} IS NOT NULL`),
  },
  isempty: { takes: ['any'], returns: 'bool', sql: (value) => empty(value) },
  isnotempty: { takes: ['any'], returns: 'bool', sql: (value) => notEmpty(value) },
  notempty: { takes: ['any'], returns: 'bool', sql: (value) => notEmpty(value) },
  notnull: {
    takes: ['any'],
    returns: 'bool',
    sql: (value) => (value.type === 'string' ? boolean(true) : sql`${value.sql} IS NOT NULL`),
  },
  isnan: { takes: ['real'], returns: 'bool', sql: (value) => fn('isnan', value.sql) },
  isinf: { takes: ['real'], returns: 'bool', sql: (value) => fn('isinf', value.sql) },
  isfinite: { takes: ['real'], returns: 'bool', sql: (value) => fn('isfinite', value.sql) },
};

function empty(value: Arg): Sql {
  if (value.type === 'string') return sql`${value.sql} = ''`;
  return value.type === 'dynamic' ? sql`coalesce(kql_json_text(${value.sql}) = '', true)` : sql`${value.sql} IS NULL`;
}

function notEmpty(value: Arg): Sql {
  if (value.type === 'string') return sql`${value.sql} <> ''`;
  return value.type === 'dynamic'
    ? sql`coalesce(kql_json_text(${value.sql}) <> '', false)`
    : sql`${value.sql} IS NOT NULL`;
}
