// What an ingest source is: something that recognises records by their content and maps each to a row of a hunting table.

/**
 * A value in the form a mapper hands over; `ingest/encode-row.ts` checks it against the column's type.
 * - datetime: ISO 8601 text (any fraction up to 7 digits, `Z` or an offset; no offset means UTC) or ticks as bigint
 * - long/int/real: number, bigint or numeric text
 * - bool: boolean, 0/1 or 'true'/'false'
 * - dynamic: any JSON value, or JSON text when the source delivers dynamics as text
 * - null, undefined and (for non-strings) '' mean absent
 */
export type RawValue = unknown;

/** A record that became a row. `table` is a table of the catalog, `values` are keyed by its column names. */
export interface MappedRow {
  readonly table: string;
  readonly values: Readonly<Record<string, RawValue>>;
}

/** A record that cannot become a row, with a reason that names the thing, what was expected and what was found. */
export interface Rejection {
  readonly rejected: string;
}

/** Maps records of one input, in order; it may keep bounded state (such as the processes seen so far). */
export interface RecordMapper {
  map(record: Readonly<Record<string, unknown>>): MappedRow | Rejection;
}

/** An ingest source of JSON-like records. Add one: `sources/<name>.ts` (or a folder) and a line in `sources/index.ts`. */
export interface Source {
  /** Kebab-case name, as in summaries: `windows-events`. */
  readonly name: string;
  /** One line for people: what it reads. */
  readonly title: string;
  /** Whether records like these (the first ones of an input, at most 100) are this source's; decided by content only. */
  detect(sample: readonly Readonly<Record<string, unknown>>[]): boolean;
  /** Starts the mapping of one input. */
  open(): RecordMapper;
}

/** Tells a rejection from a row. */
export function isRejection(mapped: MappedRow | Rejection): mapped is Rejection {
  return 'rejected' in mapped;
}
