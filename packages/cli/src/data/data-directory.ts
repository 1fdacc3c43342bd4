// Where the data lies unless a command is told otherwise.

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** `--data`, else `GAMEKEEPER_DATA`, else `~/.gamekeeper`; absolute. */
export function dataDirectory(given: string | undefined): string {
  return resolve(given ?? process.env.GAMEKEEPER_DATA ?? join(homedir(), '.gamekeeper'));
}

/** Where the engine keeps its files inside the data directory. */
export const lakeDirectory = (directory: string): string => join(directory, 'lake');
