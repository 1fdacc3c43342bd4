// Brings the state's tables to what this version expects, whichever node comes first.

import { type Kysely, Migrator, sql } from 'kysely';
import { migrations } from './migrations/index.js';
import type { RecordsSchema } from './schema/index.js';

/** Session lock under which nodes that start together migrate in turn. */
const migrationLock = { space: 0x67616d65, key: 2 };

/** Runs the migrations that are missing, up to the one named or all; throws what stopped the one that failed. */
export async function migrate(db: Kysely<RecordsSchema>, upTo?: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (error !== undefined) throw error;
}

/** The same on a server that other nodes may be migrating right now. */
export async function migrateShared(db: Kysely<RecordsSchema>): Promise<void> {
  const { space, key } = migrationLock;
  await db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${space}::int, ${key}::int)`.execute(connection);
    try {
      await migrate(db);
    } finally {
      await sql`select pg_advisory_unlock(${space}::int, ${key}::int)`.execute(connection);
    }
  });
}
