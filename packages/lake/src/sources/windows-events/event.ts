// The small shape that every Windows event has here, whatever shipper wrote the record.

/** A JSON-like record as it came in. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** A Windows event, told apart from its envelope. */
export interface WindowsEvent {
  /** Log name as written: `Microsoft-Windows-Sysmon/Operational`. */
  readonly channel: string;
  /** Provider as written, '' where the record names none. */
  readonly provider: string;
  readonly eventId: number;
  /** ISO 8601, UTC unless it carries an offset, at most 7 fraction digits. */
  readonly time: string;
  /** Lower-case name of the computer that logged the event. */
  readonly host: string;
  /** Number of the record in its log. */
  readonly recordId: unknown;
  /** Process that wrote the event, and its account, as the log service saw them. */
  readonly loggedBy: {
    readonly processId: unknown;
    readonly name: string;
    readonly domain: string;
    readonly sid: string;
  };
  /** Whether a Security event records a failure. */
  readonly failed: boolean;
  /** The rendered message, '' where the record has none. */
  readonly message: string;
  /** Event data by field name; `envelope` names the keys among them that are not event data. */
  readonly data: JsonRecord;
  readonly envelope: ReadonlySet<string>;
}

/**
 * A value as text without surrounding whitespace; '' for what is absent: null, '-', nested values.
 * @example textOf(' - ') === '' && textOf(443) === '443'
 */
export function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string': {
      const text = value.trim();
      return text === '-' ? '' : text;
    }
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return '';
  }
}

/** Whether a value is an object with named members. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
