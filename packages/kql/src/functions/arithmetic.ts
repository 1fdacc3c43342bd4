// Arithmetic and mathematics: long results from integers, null instead of a division by zero, datetimes and timespans as ticks.

import { widest } from '../expressions/types.js';
import { fn, type Sql, sql } from '../sql/sql.js';
import type { ScalarType } from '../types.js';
import { type Arg, defineFamily, type ScalarFunction } from './function.js';

const wide = (type: ScalarType): ScalarType => (type === 'int' ? 'long' : type);

// Result types of + and -: ticks stay ticks, integers are long.
function sumType(types: readonly ScalarType[], subtract: boolean): ScalarType {
  const [left = 'long', right = 'long'] = types;
  if (left === 'datetime') return right === 'datetime' && subtract ? 'timespan' : 'datetime';
  if (right === 'datetime') return 'datetime';
  if (left === 'timespan' || right === 'timespan') return 'timespan';
  return wide(widest([left, right]));
}

function productType(types: readonly ScalarType[]): ScalarType {
  if (types.includes('timespan')) return 'timespan';
  return wide(widest(types));
}

function quotientType(types: readonly ScalarType[]): ScalarType {
  const [left = 'long', right = 'long'] = types;
  if (left === 'timespan') return right === 'timespan' ? 'real' : 'timespan';
  return wide(widest([left, right]));
}

/** An operand of a sum in the type of the result: DuckDB would mix decimals with doubles and overflow small integers. */
function operand(arg: Arg, result: ScalarType): Sql {
  if (result === 'long' && arg.type === 'int') return sql`CAST(${arg.sql} AS BIGINT)`;
  if (result === 'real' && arg.type !== 'real') return sql`CAST(${arg.sql} AS DOUBLE)`;
  if (result === 'decimal' && arg.type !== 'decimal') return sql`CAST(${arg.sql} AS DECIMAL(38, 18))`;
  return arg.sql;
}

// A long that leaves its 64 bits wraps around; where neither side is a small constant the sum is taken in 128 bits.
function wrapping(left: Arg, right: Arg, result: ScalarType, exact: (a: Sql, b: Sql) => Sql): Sql {
  const a = operand(left, result);
  const b = operand(right, result);
  const inTicks = left.type === 'datetime' || right.type === 'datetime';
  if (!(result === 'long' || result === 'timespan' || result === 'datetime') || (inTicks && staysIn64Bits(left, right)))
    return exact(a, b);
  const sum = exact(sql`CAST(${a} AS HUGEINT)`, b);
  return result === 'datetime' ? sum : fn('kql_wrap', sum);
}

/** Two datetimes, or one and a span that is written and below 15,000 years, leave room in 64 bits. */
const staysIn64Bits = (left: Arg, right: Arg): boolean =>
  [left, right].every(({ type, literal }) => {
    if (type === 'datetime') return true;
    const ticks = literal?.value;
    return typeof ticks === 'bigint' && ticks < 5n * 10n ** 18n && ticks > -5n * 10n ** 18n;
  });

/** A sum as a datetime: null out of the calendar. */
const inCalendar = (sum: Sql): Sql => sql`CAST(${fn('kql_datetime', sum)} AS BIGINT)`;

const add: ScalarFunction = {
  takes: ['any', 'any'],
  returns: (types) => sumType(types, false),
  sql: (left: Arg, right: Arg) => {
    const type = sumType([left.type, right.type], false);
    const sum = wrapping(left, right, type, (a, b) => sql`${a} + ${b}`);
    return type === 'datetime' ? inCalendar(sum) : sum;
  },
  fold: (left, right) =>
    typeof left === 'bigint' && typeof right === 'bigint' ? BigInt.asIntN(64, left + right) : undefined,
};

const subtract: ScalarFunction = {
  takes: ['any', 'any'],
  returns: (types) => sumType(types, true),
  sql: (left: Arg, right: Arg) => {
    const type = sumType([left.type, right.type], true);
    const difference = wrapping(left, right, type, (a, b) => sql`${a} - ${b}`);
    return type === 'datetime' ? inCalendar(difference) : difference;
  },
  fold: (left, right) =>
    typeof left === 'bigint' && typeof right === 'bigint' ? BigInt.asIntN(64, left - right) : undefined,
};

const multiply: ScalarFunction = {
  takes: ['any', 'any'],
  returns: productType,
  sql: (left: Arg, right: Arg) => {
    const type = productType([left.type, right.type]);
    if (type === 'timespan') {
      const exact = left.type !== 'real' && right.type !== 'real';
      return exact
        ? wrapping(left, right, type, (a, b) => sql`${a} * ${b}`)
        : fn('kql_real_to_long', sql`round(${left.sql} * ${right.sql})`);
    }
    if (type === 'decimal')
      return sql`TRY_CAST(CAST(${left.sql} AS DOUBLE) * CAST(${right.sql} AS DOUBLE) AS DECIMAL(38, 18))`;
    return wrapping(left, right, type, (a, b) => sql`${a} * ${b}`);
  },
};

const divide: ScalarFunction = {
  takes: ['any', 'any'],
  returns: quotientType,
  sql: (left: Arg, right: Arg) => {
    const type = quotientType([left.type, right.type]);
    if (type === 'long') return sql`${left.sql} // ${right.sql}`;
    if (type === 'timespan') {
      return sql`CASE WHEN ${right.sql} <> 0 THEN kql_real_to_long(CAST(${left.sql} AS DOUBLE) / ${right.sql}) END`;
    }
    if (type === 'decimal') {
      return sql`CASE WHEN ${right.sql} <> 0 THEN TRY_CAST(CAST(${left.sql} AS DOUBLE) / CAST(${right.sql} AS DOUBLE) AS DECIMAL(38, 18)) END`;
    }
    return sql`CAST(${left.sql} AS DOUBLE) / CAST(${right.sql} AS DOUBLE)`;
  },
};

// Never negative, whatever the signs; null on zero.
const modulo: ScalarFunction = {
  takes: ['any', 'any'],
  returns: (types) => (types.includes('timespan') ? 'timespan' : wide(widest(types))),
  sql: (left: Arg, right: Arg) => {
    const rest = sql`${left.sql} % ${right.sql}`;
    return sql`CASE WHEN ${rest} >= 0 THEN ${rest} WHEN ${right.sql} < 0 THEN ${rest} - ${right.sql} ELSE ${rest} + ${right.sql} END`;
  },
};

const real = (name: string): ScalarFunction => ({ takes: ['real'], returns: 'real', sql: (x: Arg) => fn(name, x.sql) });

/** No angle is infinite. */
const periodic = (name: string): ScalarFunction => ({
  takes: ['real'],
  returns: 'real',
  sql: (x: Arg) => sql`CASE WHEN isinf(${x.sql}) THEN 'nan'::DOUBLE ELSE ${fn(name, x.sql)} END`,
});

/** Floor to a multiple, below zero too; null for a size that is negative or zero. */
export function floorTo(value: Sql, size: Sql): Sql {
  return sql`CASE WHEN ${size} > 0 THEN CASE WHEN ${value} % ${size} >= 0 THEN ${value} - ${value} % ${size} ELSE ${value} - ${value} % ${size} - ${size} END END`;
}

const bin: ScalarFunction = {
  takes: ['any', 'any'],
  returns: (types) => (types[0] === 'datetime' || types[0] === 'timespan' ? types[0] : wide(widest(types))),
  sql: (value: Arg, size: Arg) => {
    if (value.type === 'real' || size.type === 'real') {
      return sql`CASE WHEN ${size.sql} > 0 THEN floor(${value.sql} / ${size.sql}) * ${size.sql} END`;
    }
    if (value.type === 'decimal')
      return sql`CASE WHEN ${size.sql} > 0 THEN floor(${value.sql} / ${size.sql}) * ${size.sql} END`;
    // Datetimes are never negative, and a constant size needs no check: the common case stays one subtraction.
    if (value.type === 'datetime' && typeof size.literal?.value === 'bigint' && size.literal.value > 0n) {
      return sql`${value.sql} - ${value.sql} % ${size.sql}`;
    }
    return floorTo(value.sql, size.sql);
  },
};

const sameOrReal = (types: readonly ScalarType[]): ScalarType => types[0] ?? 'real';

/** The arithmetic operators and the mathematical functions. */
export const arithmetic = defineFamily({
  add,
  subtract,
  multiply,
  divide,
  modulo,
  unary_minus: {
    takes: ['any'],
    returns: sameOrReal,
    sql: (x: Arg) => (x.type === 'long' ? sql`kql_wrap(-CAST(${x.sql} AS HUGEINT))` : sql`-${x.sql}`),
  },
  bin,
  floor: bin,
  abs: {
    takes: ['any'],
    returns: (types) => wide(types[0] === 'dynamic' ? 'real' : (types[0] ?? 'real')),
    sql: (x: Arg) =>
      x.type === 'dynamic'
        ? sql`abs(kql_json_real(${x.sql}))`
        : x.type === 'int'
          ? sql`abs(CAST(${x.sql} AS BIGINT))`
          : sql`abs(${x.sql})`,
  },
  sign: { takes: ['number'], returns: 'real', sql: (x: Arg) => sql`CAST(sign(${x.sql}) AS DOUBLE)` },
  ceiling: {
    takes: ['number'],
    returns: (types) => (types[0] === 'int' || types[0] === 'long' ? 'real' : (types[0] ?? 'real')),
    sql: (x: Arg) => (x.type === 'real' ? sql`ceil(${x.sql})` : sql`CAST(ceil(${x.sql}) AS DOUBLE)`),
  },
  round: {
    takes: ['number', 'long?'],
    returns: (types) => types[0] ?? 'real',
    sql: (x: Arg, digits?: Arg) => {
      if (x.type === 'int' || x.type === 'long') return x.sql;
      return digits
        ? sql`round(${x.sql}, CAST(greatest(least(${digits.sql}, 300), -300) AS INTEGER))`
        : sql`round(${x.sql})`;
    },
  },
  sqrt: {
    takes: ['real'],
    returns: 'real',
    sql: (x: Arg) => sql`CASE WHEN ${x.sql} < 0 THEN 'nan'::DOUBLE ELSE sqrt(${x.sql}) END`,
  },
  exp: real('exp'),
  exp2: { takes: ['real'], returns: 'real', sql: (x: Arg) => sql`pow(2::DOUBLE, ${x.sql})` },
  exp10: { takes: ['real'], returns: 'real', sql: (x: Arg) => sql`pow(10::DOUBLE, ${x.sql})` },
  log: logarithm('ln'),
  log2: logarithm('log2'),
  log10: logarithm('log10'),
  pow: { takes: ['real', 'real'], returns: 'real', sql: (x: Arg, y: Arg) => fn('pow', x.sql, y.sql) },
  sin: periodic('sin'),
  cos: periodic('cos'),
  tan: periodic('tan'),
  asin: {
    takes: ['real'],
    returns: 'real',
    sql: (x: Arg) => sql`CASE WHEN abs(${x.sql}) > 1 THEN 'nan'::DOUBLE ELSE asin(${x.sql}) END`,
  },
  acos: {
    takes: ['real'],
    returns: 'real',
    sql: (x: Arg) => sql`CASE WHEN abs(${x.sql}) > 1 THEN 'nan'::DOUBLE ELSE acos(${x.sql}) END`,
  },
  atan: real('atan'),
  atan2: { takes: ['real', 'real'], returns: 'real', sql: (y: Arg, x: Arg) => fn('atan2', y.sql, x.sql) },
  cot: periodic('cot'),
  degrees: real('degrees'),
  radians: real('radians'),
  pi: { takes: [], returns: 'real', sql: () => sql`pi()` },
  rand: {
    takes: ['long?'],
    returns: (types) => (types.length > 0 ? 'long' : 'real'),
    volatile: true,
    sql: (bound?: Arg) => (bound ? sql`CAST(floor(random() * ${bound.sql}) AS BIGINT)` : sql`random()`),
  },
  min_of: extreme('least'),
  max_of: extreme('greatest'),
  binary_and: { takes: ['long', 'long'], returns: 'long', sql: (a: Arg, b: Arg) => sql`${a.sql} & ${b.sql}` },
  binary_or: { takes: ['long', 'long'], returns: 'long', sql: (a: Arg, b: Arg) => sql`${a.sql} | ${b.sql}` },
  binary_xor: { takes: ['long', 'long'], returns: 'long', sql: (a: Arg, b: Arg) => sql`xor(${a.sql}, ${b.sql})` },
  binary_not: { takes: ['long'], returns: 'long', sql: (a: Arg) => sql`~${a.sql}` },
  binary_shift_left: {
    takes: ['long', 'long'],
    returns: 'long',
    sql: (a: Arg, n: Arg) =>
      sql`CASE WHEN ${n.sql} >= 0 THEN kql_wrap((CAST(${a.sql} AS HUGEINT) & ((1::HUGEINT << CAST(64 - ${n.sql} % 64 AS INTEGER)) - 1)) * (1::HUGEINT << CAST(${n.sql} % 64 AS INTEGER))) END`,
  },
  binary_shift_right: {
    takes: ['long', 'long'],
    returns: 'long',
    sql: (a: Arg, n: Arg) => sql`CASE WHEN ${n.sql} >= 0 THEN ${a.sql} >> (${n.sql} % 64) END`,
  },
  bitset_count_ones: { takes: ['long'], returns: 'long', sql: (a: Arg) => sql`CAST(bit_count(${a.sql}) AS BIGINT)` },
});

// Infinity below at zero, null for negative numbers.
function logarithm(name: 'ln' | 'log2' | 'log10'): ScalarFunction {
  return {
    takes: ['real'],
    returns: 'real',
    sql: (x: Arg) => sql`CASE WHEN ${x.sql} > 0 THEN ${fn(name, x.sql)} WHEN ${x.sql} = 0 THEN '-inf'::DOUBLE END`,
  };
}

// Nulls are passed over; a NaN wins.
function extreme(name: 'least' | 'greatest'): ScalarFunction {
  return {
    takes: ['any', 'any*'],
    returns: (types) => (types.every((type) => type === types[0]) ? (types[0] ?? 'long') : widest(types)),
    sql: (...args: Arg[]) => {
      const found = fn(name, ...args.map((arg) => arg.sql));
      const nan = args.filter((arg) => arg.type === 'real').map((arg) => sql`coalesce(isnan(${arg.sql}), false)`);
      return nan.length === 0
        ? found
        : sql`CASE WHEN list_contains([${{ parts: nan.flatMap((test, i) => (i ? [', ', test] : [test])), atomic: true }}], true) THEN 'nan'::DOUBLE ELSE ${found} END`;
    },
  };
}
