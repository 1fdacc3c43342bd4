// The trail of changes for one command: from a file, the running server, a Postgres server or the data directory.

import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { claimDataDirectory, exportEvents, openRecords, type Records, systemClock } from '@gamekeeper/platform';
import { CliError } from '../cli-error.js';
import { findServer } from './open-lake.js';
import { stateAddress } from './state-address.js';

export interface TrailOptions {
  /** Lines that `gamekeeper terms events` wrote; nothing else is opened then. */
  readonly file?: string;
  readonly directory: string;
  /** Connection string of a Postgres server. */
  readonly state?: string;
}

/**
 * The trail as text, an event a line, in parts.
 * @throws CliError when nothing was started in the directory yet, RecordsError when the state cannot be opened.
 */
export async function* openTrail({ file, directory, state }: TrailOptions): AsyncGenerator<string> {
  if (file !== undefined) {
    yield* createReadStream(file, 'utf8');
    return;
  }
  const server = state === undefined ? await findServer(directory) : null;
  const connectionString = stateAddress(state);
  if (server !== null) {
    yield* server.events();
  } else if (connectionString !== undefined) {
    yield* readAndClose(await openRecords({ connectionString, clock: systemClock }));
  } else {
    if (!existsSync(join(directory, 'state'))) throw new CliError(`no platform was started in ${directory} yet`);
    const claim = await claimDataDirectory(directory);
    try {
      yield* readAndClose(await openRecords({ directory: claim.path, clock: systemClock }));
    } finally {
      await claim.release();
    }
  }
}

async function* readAndClose(records: Records): AsyncGenerator<string> {
  try {
    yield* exportEvents(records.events);
  } finally {
    await records.close();
  }
}
