// Where the state lies when it is not in the data directory, and the key that its nodes share.

import { readFile } from 'node:fs/promises';

/** `--state`, else `GAMEKEEPER_STATE`; undefined for the data directory. */
export function stateAddress(given: string | undefined): string | undefined {
  return given ?? (process.env.GAMEKEEPER_STATE || undefined);
}

/** The text of `--sealing-key-file`, else `GAMEKEEPER_SEALING_KEY`; undefined for the data directory's own. */
export async function sharedSealingKey(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? process.env.GAMEKEEPER_SEALING_KEY || undefined : await readFile(file, 'utf8');
}
