// Where a running server can be reached from the same machine and the key that opens its local endpoints, in a file only its owner reads.

import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const fileName = 'server.json';

export interface LocalEndpoint {
  /** Scheme, host and port. */
  readonly url: string;
  readonly key: string;
  /** PEM file of the authority to trust, null over plain HTTP. */
  readonly authorityFile: string | null;
}

/** A key of 256 random bits, new for every start. */
export function createLocalKey(): string {
  return randomBytes(32).toString('base64url');
}

/** Announces a server that listens. */
export async function writeLocalEndpoint(directory: string, endpoint: LocalEndpoint): Promise<void> {
  const file = join(directory, fileName);
  await writeFile(`${file}.new`, `${JSON.stringify(endpoint)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export async function removeLocalEndpoint(directory: string): Promise<void> {
  await rm(join(directory, fileName), { force: true });
}

/** What the last server announced, or null; after a crash nobody may listen there any more. */
export async function readLocalEndpoint(directory: string): Promise<LocalEndpoint | null> {
  try {
    return JSON.parse(await readFile(join(directory, fileName), 'utf8'));
  } catch {
    return null;
  }
}
