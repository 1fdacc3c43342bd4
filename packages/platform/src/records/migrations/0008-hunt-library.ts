// What people keep for their hunts, and whether a tenant's tables answer to TimeGenerated.

import { type Kysely, type Migration, sql } from 'kysely';

export const huntLibrary: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table stored_function (
        tenant_id uuid not null references tenant (id), name text not null, parameters text not null, body text not null,
        folder text not null, docstring text not null, created_at bigint not null, changed_at bigint not null,
        primary key (tenant_id, name)
      )`.execute(db);
    await sql`create table saved_hunt (
        id uuid primary key, tenant_id uuid not null references tenant (id), name text not null, folder text not null,
        description text not null, query text not null, parameters text not null, saved_by text not null,
        shared boolean not null, created_at bigint not null, changed_at bigint not null
      )`.execute(db);
    await sql`create index saved_hunt_tenant on saved_hunt (tenant_id)`.execute(db);
    await sql`alter table tenant add column sentinel_time boolean not null default true`.execute(db);
  },
};
