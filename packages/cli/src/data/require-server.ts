// The running server of a data directory, for commands that cannot do without: what they change must count at once.

import type { LocalClient } from '@gamekeeper/server';
import { CliError } from '../cli-error.js';
import { dataDirectory } from './data-directory.js';
import { findServer } from './open-lake.js';

/** @throws CliError when none runs. */
export async function requireServer(given: string | undefined): Promise<LocalClient> {
  const directory = dataDirectory(given);
  const server = await findServer(directory);
  if (server === null) throw new CliError(`no server runs on ${directory}: start it with 'gamekeeper up'`);
  return server;
}
