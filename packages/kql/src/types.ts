// The vocabulary that every floor shares: KQL's scalar types, columns and tables.

/** KQL's scalar types under the names the language itself uses (kql-semantics §1.1). */
export type ScalarType =
  | 'bool'
  | 'int'
  | 'long'
  | 'real'
  | 'decimal'
  | 'string'
  | 'datetime'
  | 'timespan'
  | 'guid'
  | 'dynamic';

/** A column of a table or of a result. Names are case-sensitive, as in KQL. */
export interface Column {
  readonly name: string;
  readonly type: ScalarType;
}

/** A table that queries can name. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** Number of 100 ns ticks in a second; datetimes and timespans are 64-bit counts of ticks, as in Kusto. */
export const TICKS_PER_SECOND = 10_000_000n;

/** Ticks from 0001-01-01 (datetime zero) to the Unix epoch. */
export const UNIX_EPOCH_TICKS = 621_355_968_000_000_000n;

/**
 * The datetime ticks of a moment given in milliseconds since the Unix epoch.
 * @example ticksFromMilliseconds(0) === 621355968000000000n
 */
export function ticksFromMilliseconds(milliseconds: number): bigint {
  return BigInt(Math.floor(milliseconds)) * 10_000n + UNIX_EPOCH_TICKS;
}
