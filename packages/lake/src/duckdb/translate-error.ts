// Turns DuckDB's messages into engine errors that may be shown to whoever sent the query: a code, one line, no SQL, no path.

import { EngineError, type EngineErrorCode } from '../engine/engine.js';

const LONGEST_MESSAGE = 400;

/** DuckDB closes its database for good after such an error; only a new process helps. */
export function isFatal(error: unknown): boolean {
  return /^FATAL Error|has been invalidated/.test(messageOf(error));
}

/**
 * The engine error for what DuckDB threw while it ran a statement.
 * @param paths directories that must not appear in the message
 */
export function translateError(error: unknown, paths: readonly string[] = []): EngineError {
  if (error instanceof EngineError) return error;
  const message = messageOf(error);
  const code = runtimeCode(message);
  if (code === 'cancelled') return new EngineError(code, 'the query was cancelled');
  if (code === 'out-of-memory')
    return new EngineError(
      code,
      `the query needs more memory than the engine may use (${memoryFigures(message)}); narrow its time range, filter earlier or keep fewer columns`,
    );
  return new EngineError(code, presentable(message, paths));
}

/** The engine error for what DuckDB threw while it opened the database file at `path`. */
export function translateOpenError(error: unknown, path: string): EngineError {
  if (error instanceof EngineError) return error;
  const message = messageOf(error);
  const holder = /\(PID (\d+)\)/.exec(message)?.[1];
  if (/could not set lock|conflicting lock|being used by another process/i.test(message))
    return new EngineError(
      'data-locked',
      `${path} is in use by another process${holder ? ` (${holder})` : ''}; stop that one or choose another data directory`,
    );
  return new EngineError('data-unusable', `${path} cannot be used as a lake database: ${presentable(message, [])}`);
}

function runtimeCode(message: string): EngineErrorCode {
  if (/^INTERRUPT Error/.test(message)) return 'cancelled';
  if (/^Out of Memory Error|bad_alloc|Allocation failure/i.test(message)) return 'out-of-memory';
  if (/corrupt|checksum/i.test(message) && /^(IO|FATAL|Serialization) Error/.test(message)) return 'data-unusable';
  return 'execution-failed';
}

function memoryFigures(message: string): string {
  return /\(([^()]* used)\)/.exec(message)?.[1] ?? 'its limit is reached';
}

function presentable(message: string, paths: readonly string[]): string {
  const said = message.replace(/^Failed to \w+ statements?: /, '');
  // What compiled queries raise themselves (`error(…)`) is worded for people.
  let line = said.replace(/^Invalid Input Error: (?=The (operator|plugin|function) ')/, '').split('\n', 1)[0] ?? '';
  for (const path of paths) line = line.replaceAll(path, '<data>');
  return line.length <= LONGEST_MESSAGE ? line : `${line.slice(0, LONGEST_MESSAGE)}…`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
