// Function rows for what runs on the host: the call in SQL, its arguments in the types that cross.

import {
  accepted,
  type HostedFunction,
  type HostFamily,
  type HostType,
  hostName,
  parameterType,
} from '../dialects/duckdb/host-functions/host-function.js';
import { bare, fn, joinSql, type Sql, sql } from '../sql/sql.js';
import { dynamicSql, textSql } from './conversion.js';
import type { Arg, FunctionFamily, ScalarFunction } from './function.js';

/** The rows of a family of hosted functions. */
export const hosted = (family: HostFamily): FunctionFamily =>
  Object.fromEntries(Object.entries(family).map(([name, row]) => [name, hostedRow(name, row)]));

function hostedRow(name: string, { takes, returns }: HostedFunction): ScalarFunction {
  return {
    takes,
    returns,
    sql: (...args: Arg[]) => {
      const crossing = takes.map((take, i) => {
        if (take.endsWith('*')) return jsonArray(args.slice(i));
        const arg = args[i];
        return arg ? cross(arg, parameterType(take), accepted(take) === 'any') : nothing(parameterType(take));
      });
      return received(fn(hostName(name), ...crossing), returns);
    },
  };
}

const jsonArray = (args: readonly Arg[]): Sql =>
  args.length === 0
    ? sql`'[]'`
    : sql`CAST(json_array(${bare(
        joinSql(
          args.map((arg) => sql`coalesce(${dynamicSql(arg)}, 'null'::JSON)`),
          ', ',
        ),
      )}) AS VARCHAR)`;

function cross(arg: Arg, type: HostType, asDynamic: boolean): Sql {
  if (asDynamic) return sql`CAST(${dynamicSql(arg)} AS VARCHAR)`;
  if (type === 'VARCHAR') return arg.type === 'dynamic' ? sql`CAST(${arg.sql} AS VARCHAR)` : textSql(arg);
  if (type === 'DOUBLE') return sql`CAST(${arg.sql} AS DOUBLE)`;
  return type === 'BIGINT' ? sql`CAST(${arg.sql} AS BIGINT)` : arg.sql;
}

const nothing = (type: HostType): Sql => ({ parts: [`NULL::${type}`], atomic: true });

function received(value: Sql, type: HostedFunction['returns']): Sql {
  switch (type) {
    case 'dynamic':
      return sql`CAST(${value} AS JSON)`;
    case 'guid':
      return sql`CAST(${value} AS UUID)`;
    // Host decimals are whole numbers that may be longer than KQL's usual scale leaves room for.
    case 'decimal':
      return sql`CAST(${value} AS DECIMAL(38, 0))`;
    case 'int':
      return sql`CAST(${value} AS INTEGER)`;
    default:
      return value;
  }
}
