// Quotas: the operator's own profiles, and what each key has used where nodes share it.

import { type Kysely, type Migration, sql } from 'kysely';

export const quotaTables: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table quota_profile (name text primary key, definition text not null, created_at bigint not null)`.execute(
      db,
    );
    await sql`create table quota_state (key text primary key, state text not null, updated_at bigint not null)`.execute(
      db,
    );
  },
};
