// Makes an empty, migrated state once for a whole run: a new one takes seconds, a copy a fraction of one.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDataDirectory, openRecords, systemClock } from '@gamekeeper/platform';

/** Runs before all tests; what it returns, after them. Harnesses copy the directory named in the environment. */
export async function setup(): Promise<() => Promise<void>> {
  const parent = await mkdtemp(join(tmpdir(), 'gamekeeper-blank-'));
  const directory = join(parent, 'data');
  const claim = await claimDataDirectory(directory);
  await (await openRecords({ directory: claim.path, clock: systemClock })).close();
  await claim.release();
  process.env.GAMEKEEPER_BLANK_DIRECTORY = directory;
  return () => rm(parent, { recursive: true, force: true });
}
