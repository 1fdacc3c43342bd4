// What a host function is: a pure function of this code base that the engine calls from SQL, for what SQL cannot say.

import type { Accepts, ScalarFunction } from '../../../functions/function.js';
import type { ScalarType } from '../../../types.js';

/** Types that cross between the engine and a host function; dynamic values cross as their JSON text. */
export type HostType = 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN';
export type HostValue = string | bigint | number | boolean | null;

/** A function as the engine registers it: every null is passed on, nothing is thrown, the same arguments give the same result. */
export interface HostFunction {
  /** Name in SQL. */
  readonly name: string;
  readonly parameters: readonly HostType[];
  readonly returns: HostType;
  readonly call: (...args: readonly HostValue[]) => HostValue;
}

/**
 * A KQL function that runs on the host. `call` gets text for string and dynamic (JSON), bigint for int, long, datetime and timespan
 * (ticks), number for real and boolean for bool; null where KQL has null or an optional argument is left out. A repeatable last
 * parameter arrives as one JSON array. It returns a dynamic as JSON text and a decimal as its digits.
 */
export interface HostedFunction {
  readonly takes: ScalarFunction['takes'];
  readonly returns: ScalarType;
  // biome-ignore lint/suspicious/noExplicitAny: rows name as many parameters as they take, in the types that `takes` says
  readonly call: (...args: any[]) => HostValue;
}

/** Hosted functions by KQL name. Add one: a row in `host-functions/<family>.ts`. */
export type HostFamily = Readonly<Record<string, HostedFunction>>;

export const defineHostFamily = (rows: HostFamily): HostFamily => rows;

/** The name in SQL of a KQL function's host. */
export const hostName = (name: string): string => `kql_host_${name}`;

const hostTypes: Readonly<Record<Accepts, HostType>> = {
  bool: 'BOOLEAN',
  int: 'BIGINT',
  long: 'BIGINT',
  real: 'DOUBLE',
  decimal: 'VARCHAR',
  string: 'VARCHAR',
  datetime: 'BIGINT',
  timespan: 'BIGINT',
  guid: 'VARCHAR',
  dynamic: 'VARCHAR',
  any: 'VARCHAR',
  text: 'VARCHAR',
  number: 'DOUBLE',
};

/** What a parameter takes, without its mark. */
export const accepted = (take: ScalarFunction['takes'][number]): Accepts => take.replace(/[?*]$/, '') as Accepts;

/** The type in which a parameter crosses. */
export const parameterType = (take: ScalarFunction['takes'][number]): HostType =>
  take.endsWith('*') ? 'VARCHAR' : hostTypes[accepted(take)];

/** The engine's view of a family. */
export const hostFunctionsOf = (family: HostFamily): readonly HostFunction[] =>
  Object.entries(family).map(([name, { takes, returns, call }]) => ({
    name: hostName(name),
    parameters: takes.map(parameterType),
    returns: hostTypes[returns],
    call,
  }));
