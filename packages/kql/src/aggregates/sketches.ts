// Aggregates whose results are states for later: `hll`, `tdigest`, and the schema of dynamic values.

import { hostName } from '../dialects/duckdb/host-functions/host-function.js';
import { SKETCH_SIZE } from '../dialects/duckdb/host-functions/sketches.js';
import { type Arg, UnsupportedForm } from '../functions/function.js';
import { fn, type Sql, sql, text } from '../sql/sql.js';
import { type Aggregate, defineAggregate } from './aggregate.js';

/** More distinct values than this and a digest is refused: it holds every one. */
const MAX_DIGEST = 250_000;

const size: Sql = { parts: [String(SKETCH_SIZE)], atomic: true };

const where = (aggregate: Sql, condition: Sql): Sql => ({
  parts: [aggregate, ' FILTER (WHERE ', condition, ')'],
  atomic: true,
});

function required(args: readonly Arg[], index: number): Arg {
  const arg = args[index];
  if (!arg) throw new UnsupportedForm(`a call without its argument ${index + 1}`);
  return arg;
}

// The smallest hashes of the distinct values; see the host's `sketches.ts` for how they are read.
const counting = (conditional: boolean): Aggregate =>
  defineAggregate({
    takes: conditional ? ['any', 'bool'] : ['any'],
    returns: 'dynamic',
    sql: (args) => {
      const value = required(args, 0);
      const present = sql`${value.sql} IS NOT NULL`;
      const condition = conditional ? sql`${present} AND ${required(args, 1).sql}` : present;
      const hashes = where(
        sql`list(DISTINCT hash(${value.type === 'int' ? sql`CAST(${value.sql} AS BIGINT)` : value.sql}))`,
        condition,
      );
      return sql`to_json(list_slice(list_sort(${hashes}), 1, ${size}))`;
    },
  });

const digest: Aggregate = defineAggregate({
  returns: 'dynamic',
  sql: (args) => {
    const value = required(args, 0);
    const weight = args[1];
    const whole = ['int', 'long', 'datetime', 'timespan'].includes(value.type);
    const real = value.type === 'dynamic' ? fn('kql_json_real', value.sql) : sql`CAST(${value.sql} AS DOUBLE)`;
    const number = whole ? sql`CAST(${value.sql} AS BIGINT)` : real;
    const points = weight
      ? where(sql`list(json_array(${number}, ${weight.sql}))`, sql`${number} IS NOT NULL AND ${weight.sql} > 0`)
      : sql`list_transform(map_entries(${where(fn('histogram', number), sql`${number} IS NOT NULL`)}), lambda e : json_array(e.key, e.value))`;
    const type = value.type === 'datetime' || value.type === 'timespan' ? value.type : 'real';
    return sql`CASE WHEN len(${points}) > ${{ parts: [String(MAX_DIGEST)], atomic: true }} THEN error('a tdigest of so many distinct values is not supported')
      WHEN len(${points}) > 0 THEN json_object('type', ${text(type)}, 'points', to_json(${points})) END`;
  },
});

// Through the host once all states are gathered.
const gathered = (host: string): Aggregate =>
  defineAggregate({
    takes: ['dynamic'],
    returns: 'dynamic',
    sql: (args, input) => {
      const value = required(args, 0);
      const list: Sql = {
        parts: ['list(', value.sql, ...(input.orderBy ? [' ORDER BY ', input.orderBy] : []), ')'],
        atomic: true,
      };
      return sql`CAST(${fn(hostName(host), sql`CAST(to_json(${where(list, sql`${value.sql} IS NOT NULL`)}) AS VARCHAR)`)} AS JSON)`;
    },
  });

/** Aggregates that other functions read. */
export const sketches: Readonly<Record<string, Aggregate>> = {
  hll: counting(false),
  hll_if: counting(true),
  hll_merge: gathered('hll_merge'),
  tdigest: digest,
  tdigest_merge: gathered('tdigest_merge'),
  merge_tdigest: gathered('tdigest_merge'),
  buildschema: gathered('schema_of_all'),
};
