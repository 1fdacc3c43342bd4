// How each KQL type lies in a DuckDB table: as the compiler expects to find it.

import { INGESTED_COLUMN, sqlTypes } from '@gamekeeper/kql';

/**
 * DuckDB's type per KQL type: datetimes and timespans are ticks of 100 ns, dynamics JSON text. Strings are never null
 * (an append writes '' for an absent one), every other type may be.
 */
export const physicalTypes = sqlTypes;

/** The hidden last column of every table and view: ticks at which the row was appended. */
export const ingestedColumn = INGESTED_COLUMN;
