// How each KQL type lies in a DuckDB table.

import type { ScalarType } from '@gamekeeper/kql';

/**
 * DuckDB's type per KQL type: datetimes and timespans are ticks of 100 ns, dynamics JSON text. Strings are never null
 * (an append writes '' for an absent one), every other type may be.
 */
export const physicalTypes: Readonly<Record<ScalarType, string>> = {
  bool: 'BOOLEAN',
  int: 'INTEGER',
  long: 'BIGINT',
  real: 'DOUBLE',
  decimal: 'DECIMAL(38,18)',
  string: 'VARCHAR',
  datetime: 'BIGINT',
  timespan: 'BIGINT',
  guid: 'UUID',
  dynamic: 'JSON',
};

/** The hidden last column of every table and view: ticks at which the row was appended. */
export const ingestedColumn = '$ingested';
