// Brings the state's tables to what this version expects.

import { type Kysely, Migrator } from 'kysely';
import { migrations } from './migrations/index.js';
import type { RecordsSchema } from './schema/index.js';

/** Runs the migrations that are missing, up to the one named or all; throws what stopped the one that failed. */
export async function migrate(db: Kysely<RecordsSchema>, upTo?: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (error !== undefined) throw error;
}
