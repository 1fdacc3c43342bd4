// What ends a command with one clear line and exit code 1.

/** A failure that the person at the keyboard can act upon; anything else is a defect and shows where it happened. */
export class CliError extends Error {
  override readonly name = 'CliError';
}

/** Errors of the floors below whose message is the one line to show. */
const spoken: ReadonlySet<string> = new Set([
  'CliError',
  'CommanderError',
  'DetectionsError',
  'EngineError',
  'HuntError',
  'IdentityError',
  'IngestError',
  'KqlError',
  'LocalClientError',
  'RecordsError',
  'StartError',
  'TermsError',
  'TestingError',
]);

/** The line for an error: its message, with the place in the query where it has one. */
export function errorLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = placeOf(error);
  const text = `${error.message}${place === undefined ? '' : ` (line ${place.line}, column ${place.column})`}`;
  return spoken.has(error.name) || isFileError(error) ? text : (error.stack ?? text);
}

/** Line and column in the query, where the error has them. */
export function placeOf(error: object): { readonly line: number; readonly column: number } | undefined {
  const holder = 'place' in error && typeof error.place === 'object' && error.place !== null ? error.place : error;
  const { line, column } = holder as { readonly line?: unknown; readonly column?: unknown };
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : undefined;
}

const isFileError = (error: Error): boolean => 'code' in error && 'syscall' in error;
