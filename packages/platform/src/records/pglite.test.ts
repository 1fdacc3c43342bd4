import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import { recordsConformance } from './conformance.js';
import { openRecords } from './open-records.js';
import { createPglitePool } from './pglite-pool.js';

recordsConformance('in a data directory', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'gamekeeper-records-'));
  return {
    open: () => openRecords({ directory, clock: () => 1_000 }),
    async openBare() {
      const pool = createPglitePool(await PGlite.create(join(directory, 'state')));
      return new Kysely({ dialect: new PostgresDialect({ pool }) });
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
});
