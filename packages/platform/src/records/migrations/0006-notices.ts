// Notices: what was sent to whom, and whether it arrived.

import { type Kysely, type Migration, sql } from 'kysely';

export const noticeTables: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table notice (
        id uuid primary key, kind text not null, recipient text not null, deduplication_key text not null,
        payload text not null, created_at bigint not null, attempts integer not null, next_attempt_at bigint,
        delivered_at bigint, failed_at bigint, last_status integer, last_error text,
        unique (recipient, kind, deduplication_key)
      )`.execute(db);
    await sql`create index notice_due on notice (next_attempt_at) where next_attempt_at is not null`.execute(db);
  },
};
