// The compiler's one error: what is wrong with a query, and where.

/**
 * `syntax` and `semantic` are the language's own verdicts; `unsupported` is valid KQL that this compiler does not run yet;
 * `forbidden-table` a table that was not granted.
 */
export type KqlErrorCode = 'syntax' | 'semantic' | 'unsupported' | 'forbidden-table';

/** A place in the query text; `line` and `column` count from 1. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/**
 * Why a query was not compiled. `message` names the thing, never a person, and ends without a full stop.
 * @example new KqlError('unsupported', "operator 'reduce' is not supported", { offset: 12, line: 2, column: 3 })
 */
export class KqlError extends Error {
  override readonly name = 'KqlError';
  constructor(
    readonly code: KqlErrorCode,
    message: string,
    readonly position: Position | null = null,
    /** What the official parser reports, when the verdict is its own: a hint may go with it. */
    readonly reported: OfficialFaults | null = null,
  ) {
    super(message);
  }
}

/** A fault as the official parser reports it, and the one after it. Offsets count UTF-16 code units. */
export interface OfficialFaults {
  readonly fault: OfficialFault;
  readonly next: OfficialFault | null;
}

/** One of the official diagnostics. */
export interface OfficialFault {
  /** The official code, such as `KS142`. */
  readonly code: string;
  readonly start: number;
  readonly length: number;
}

/** A query names a table that its caller may not read. */
export class TableForbidden extends KqlError {
  constructor(
    readonly table: string,
    position: Position,
  ) {
    super('forbidden-table', `The table '${table}' is not granted`, position);
  }
}

/** What turns out while SQL is made, where the text is no longer at hand. */
export class RefusedForm extends KqlError {
  constructor(
    code: KqlErrorCode,
    message: string,
    /** The offset in the query; null where the expression has none. */
    readonly at: number | null,
  ) {
    super(code, message);
  }
}

/** The position of a character offset in a text. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { offset, line, column: offset - (before.lastIndexOf('\n') + 1) + 1 };
}
