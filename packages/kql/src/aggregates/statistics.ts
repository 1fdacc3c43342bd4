// Counting, summing, extremes and spread, with KQL's values for empty groups (kql-semantics §6).

import type { Arg } from '../functions/function.js';
import { bare, fn, joinSql, type Sql, sql } from '../sql/sql.js';
import type { ScalarType } from '../types.js';
import { type Aggregate, defineAggregate } from './aggregate.js';

const at = (args: readonly Arg[], index: number): Arg => {
  const arg = args[index];
  if (!arg) throw new Error(`aggregate without its argument ${index + 1}`);
  return arg;
};

/** The expression where a condition argument holds. */
const filtered = (aggregate: Sql, condition: Arg | undefined): Sql =>
  condition ? sql`${{ ...aggregate, atomic: true }} FILTER (WHERE ${condition.sql})` : aggregate;

const numeric = (types: readonly ScalarType[]): ScalarType => {
  const type = types[0] ?? 'long';
  return type === 'int' ? 'long' : type === 'dynamic' ? 'real' : type;
};

const number = (arg: Arg): Sql => (arg.type === 'dynamic' ? fn('kql_json_real', arg.sql) : arg.sql);

function sumOf(arg: Arg, condition?: Arg): Sql {
  const type = numeric([arg.type]);
  const total = filtered(fn('sum', number(arg)), condition);
  if (type === 'real') return sql`coalesce(${total}, 0.0::DOUBLE)`;
  if (type === 'decimal') return sql`CAST(coalesce(${total}, 0) AS DECIMAL(38, 18))`;
  return sql`coalesce(kql_wrap(${total}), 0)`;
}

function averageOf(arg: Arg, condition?: Arg): Sql {
  // The sum of longs wraps around before it is divided.
  if (arg.type === 'int' || arg.type === 'long') {
    const total = filtered(fn('sum', arg.sql), condition);
    return sql`coalesce(CAST(kql_wrap(${total}) AS DOUBLE) / ${filtered(fn('count', arg.sql), condition)}, 'nan'::DOUBLE)`;
  }
  const mean = filtered(fn('avg', number(arg)), condition);
  if (arg.type === 'timespan' || arg.type === 'datetime') return sql`CAST(trunc(${mean}) AS BIGINT)`;
  return sql`coalesce(CAST(${mean} AS DOUBLE), 'nan'::DOUBLE)`;
}

function extremeOf(name: 'min' | 'max', arg: Arg, condition?: Arg): Sql {
  const value = arg.type === 'dynamic' ? fn('kql_json_text', arg.sql) : arg.sql;
  const found = filtered(fn(name, value), condition);
  if (arg.type === 'real')
    return sql`CASE WHEN ${filtered(sql`bool_or(isnan(${arg.sql}))`, condition)} THEN 'nan'::DOUBLE ELSE ${found} END`;
  if (arg.type === 'string') return sql`coalesce(${found}, '')`;
  return arg.type === 'dynamic' ? sql`to_json(${found})` : found;
}

const distinctCount = (arg: Arg, condition?: Arg): Sql =>
  filtered(sql`count(DISTINCT ${arg.type === 'dynamic' ? sql`json(${arg.sql})` : arg.sql})`, condition);

// DuckDB raises on what is not finite, where the language answers NaN.
const unlessInfinite = (args: readonly Arg[], condition: Arg | undefined, value: Sql): Sql =>
  sql`CASE WHEN ${filtered(
    sql`bool_or(${joinSql(
      args.map((arg) => sql`NOT isfinite(${arg.sql})`),
      ' OR ',
    )})`,
    condition,
  )} THEN 'nan'::DOUBLE ELSE coalesce(${value}, 0.0::DOUBLE) END`;

const finite = (arg: Arg): Sql => sql`CASE WHEN isfinite(${arg.sql}) THEN ${arg.sql} END`;

const spread = (name: string): { plain: Aggregate; conditional: Aggregate } => {
  const of = (arg: Arg, condition?: Arg): Sql =>
    unlessInfinite([arg], condition, filtered(fn(name, finite(arg)), condition));
  return {
    plain: defineAggregate({ takes: ['real'], returns: 'real', sql: (args) => of(at(args, 0)) }),
    conditional: defineAggregate({
      takes: ['real', 'bool'],
      returns: 'real',
      sql: (args) => of(at(args, 0), at(args, 1)),
    }),
  };
};

const stdev = spread('stddev_samp');
const stdevp = spread('stddev_pop');
const variance = spread('var_samp');
const variancep = spread('var_pop');

const covariance = (name: string, conditional: boolean): Aggregate =>
  defineAggregate({
    takes: ['real', 'real', ...(conditional ? (['bool'] as const) : [])],
    returns: 'real',
    sql: (args) => {
      const [x, y, condition] = [at(args, 0), at(args, 1), conditional ? at(args, 2) : undefined];
      return unlessInfinite([x, y], condition, filtered(fn(name, finite(x), finite(y)), condition));
    },
  });

const percentile = defineAggregate({
  takes: ['any', 'real'],
  returns: (types) => numeric(types),
  sql: (args) => sql`quantile_disc(${number(at(args, 0))}, ${at(args, 1).sql} / 100.0)`,
});

const bits = (name: string): Aggregate =>
  defineAggregate({ takes: ['long'], returns: 'long', sql: (args) => fn(name, at(args, 0).sql) });

/** Aggregates with a number as their result, and extremes. */
export const statistics: Readonly<Record<string, Aggregate>> = {
  count: defineAggregate({ returns: 'long', sql: () => sql`count(*)` }),
  countif: defineAggregate({
    takes: ['bool'],
    returns: 'long',
    sql: (args) => sql`count(*) FILTER (WHERE ${at(args, 0).sql})`,
  }),
  sum: defineAggregate({ returns: numeric, sql: (args) => sumOf(at(args, 0)) }),
  sumif: defineAggregate({ takes: ['any', 'bool'], returns: numeric, sql: (args) => sumOf(at(args, 0), at(args, 1)) }),
  avg: defineAggregate({ returns: averageType, sql: (args) => averageOf(at(args, 0)) }),
  avgif: defineAggregate({
    takes: ['any', 'bool'],
    returns: averageType,
    sql: (args) => averageOf(at(args, 0), at(args, 1)),
  }),
  min: defineAggregate({ returns: (types) => types[0] ?? 'long', sql: (args) => extremeOf('min', at(args, 0)) }),
  max: defineAggregate({ returns: (types) => types[0] ?? 'long', sql: (args) => extremeOf('max', at(args, 0)) }),
  minif: defineAggregate({
    takes: ['any', 'bool'],
    returns: (types) => types[0] ?? 'long',
    sql: (args) => extremeOf('min', at(args, 0), at(args, 1)),
  }),
  maxif: defineAggregate({
    takes: ['any', 'bool'],
    returns: (types) => types[0] ?? 'long',
    sql: (args) => extremeOf('max', at(args, 0), at(args, 1)),
  }),
  dcount: defineAggregate({ returns: 'long', sql: (args) => distinctCount(at(args, 0)) }),
  dcountif: defineAggregate({
    takes: ['any', 'bool'],
    returns: 'long',
    sql: (args) => distinctCount(at(args, 0), at(args, 1)),
  }),
  count_distinct: defineAggregate({ returns: 'long', sql: (args) => distinctCount(at(args, 0)) }),
  count_distinctif: defineAggregate({
    takes: ['any', 'bool'],
    returns: 'long',
    sql: (args) => distinctCount(at(args, 0), at(args, 1)),
  }),
  stdev: stdev.plain,
  stdevif: stdev.conditional,
  stdevp: stdevp.plain,
  variance: variance.plain,
  varianceif: variance.conditional,
  variancep: variancep.plain,
  percentile,
  // Lowered by `summarize` into one of these per column.
  arg_max: extremeRow('arg_max_null'),
  arg_min: extremeRow('arg_min_null'),
  percentilew: defineAggregate({
    takes: ['any', 'real', 'long'],
    returns: (types) => numeric(types),
    sql: (args) => weightedPercentile(at(args, 0), at(args, 2), at(args, 1)),
  }),
  percentiles_array: defineAggregate({
    returns: 'dynamic',
    sql: (args) =>
      sql`to_json([${bare(
        joinSql(
          args.slice(1).map((share) => sql`quantile_disc(${number(at(args, 0))}, ${share.sql} / 100.0)`),
          ', ',
        ),
      )}])`,
  }),
  percentilesw_array: defineAggregate({
    returns: 'dynamic',
    sql: (args) =>
      sql`to_json([${bare(
        joinSql(
          args.slice(2).map((share) => weightedPercentile(at(args, 0), at(args, 1), share)),
          ', ',
        ),
      )}])`,
  }),
  binary_all_and: bits('bit_and'),
  binary_all_or: bits('bit_or'),
  binary_all_xor: bits('bit_xor'),
  variancepif: variancep.conditional,
  stdevpif: stdevp.conditional,
  covariance: covariance('covar_samp', false),
  covarianceif: covariance('covar_samp', true),
  covariancep: covariance('covar_pop', false),
  covariancepif: covariance('covar_pop', true),
};

function weightedPercentile(value: Arg, weight: Arg, share: Arg): Sql {
  return sql`kql_weighted_percentile(list({'v': ${number(value)}, 'w': ${weight.sql}} ORDER BY ${number(value)}) FILTER (WHERE ${value.sql} IS NOT NULL), ${share.sql})`;
}

function averageType(types: readonly ScalarType[]): ScalarType {
  const [type] = types;
  return type === 'timespan' || type === 'datetime' ? type : 'real';
}

// The value beside the extreme: rows without one are passed over, but when all are, the first row still answers.
function extremeRow(name: 'arg_max_null' | 'arg_min_null'): Aggregate {
  return defineAggregate({
    returns: (types) => types[0] ?? 'dynamic',
    sql: (args) => {
      const [value, by] = [at(args, 0), at(args, 1)];
      const key = by.type === 'dynamic' ? fn('kql_json_text', by.sql) : by.sql;
      // A NaN is the extreme in both directions; DuckDB has it above all numbers.
      const ranked =
        name === 'arg_min_null' && by.type === 'real'
          ? sql`CASE WHEN isnan(${key}) THEN '-inf'::DOUBLE ELSE ${key} END`
          : key;
      const found = fn(name, value.sql, ranked);
      return by.type === 'string'
        ? found
        : sql`CASE WHEN count(${by.sql}) = 0 THEN first(${value.sql}) ELSE ${found} END`;
    },
  });
}
