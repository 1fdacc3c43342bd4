// What a caller may read of each table, as plain data: it travels between threads, and every place that lists tables asks it.

/** A table as a caller may read it: with all columns, with some of them (the others do not exist), or not at all. */
export type TableGrant = 'all' | readonly string[] | 'refused';

/**
 * Grants by table. A refused table fails a query that names it; wildcards and `search` pass it over.
 * @example { tables: new Map([['AlertInfo', 'all'], ['DeviceEvents', ['Timestamp', 'DeviceId']]]), others: 'refused' }
 */
export interface TableGrants {
  readonly tables: ReadonlyMap<string, TableGrant>;
  /** What holds for tables that `tables` does not name. */
  readonly others: TableGrant;
}

export const everythingGranted: TableGrants = { tables: new Map(), others: 'all' };

export function grantOf(grants: TableGrants, table: string): TableGrant {
  return grants.tables.get(table) ?? grants.others;
}

/** The rows whose text in `column` is `equals`, to the letter. */
export interface RowFilter {
  readonly column: string;
  readonly equals: string;
}

/**
 * Tables that all namespaces share, by name, and which of their rows the caller may see. They lie in the engine's own schema,
 * whatever namespace is read otherwise.
 */
export type TableRows = ReadonlyMap<string, RowFilter>;
