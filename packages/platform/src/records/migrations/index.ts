// All migrations in the order in which they run; a published one is never edited, a new one is added below.

import type { Migration } from 'kysely';
import { identityTables } from './0001-identity.js';

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-identity': identityTables,
};
