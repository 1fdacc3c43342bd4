// Parties of the gate: owners, people, and what a registration declares.

import { type Kysely, type Migration, sql } from 'kysely';

export const partyTables: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table agreement (
        id uuid primary key, name text not null, body text not null, hash text not null,
        replaces_terms boolean not null, quota_profile text,
        valid_from bigint not null, valid_until bigint, created_at bigint not null
      )`.execute(db);
    await sql`alter table tenant
        add column kind text not null default 'production' check (kind in ('production', 'sandbox')),
        add column state text not null default 'active' check (state in ('active', 'suspended', 'terminated')),
        add column quota_profile text,
        add column agreement_id uuid references agreement (id)`.execute(db);
    await sql`create table owner (
        id uuid primary key, display_name text not null, email text not null,
        webhook_url text, webhook_verified_at bigint, webhook_secret text,
        state text not null default 'active' check (state in ('active', 'suspended', 'terminated')),
        created_at bigint not null
      )`.execute(db);
    await sql`alter table administrator rename to person`.execute(db);
    await sql`alter table person
        alter column tenant_id drop not null,
        add column role text not null default 'administrator' check (role in ('administrator', 'user')),
        add column state text not null default 'active' check (state in ('active', 'suspended', 'terminated')),
        add column password_hash text, add column totp_secret text, add column totp_last_step bigint,
        add column external_issuer text, add column external_subject text,
        add constraint person_external unique (external_issuer, external_subject)`.execute(db);
    await sql`alter table person alter column role drop default`.execute(db);
    await sql`insert into owner (id, display_name, email, created_at)
        select id, display_name, 'security@' || domain, created_at from tenant`.execute(db);
    await sql`alter table application
        add column owner_id uuid references owner (id),
        add column home_page text not null default '', add column purpose text not null default '',
        add column data_categories text not null default '[]', add column privacy_statement_url text not null default '',
        add column security_contact text not null default '', add column redirect_uris text not null default '[]',
        add column is_public boolean not null default false, add column previews boolean not null default false,
        add column state text not null default 'active' check (state in ('active', 'suspended', 'terminated')),
        add column attested_at bigint not null default 0, add column agreement_id uuid references agreement (id)`.execute(
      db,
    );
    await sql`update application set owner_id = tenant_id, attested_at = created_at`.execute(db);
    await sql`alter table application alter column owner_id set not null`.execute(db);
    await sql`create index application_owner on application (owner_id)`.execute(db);
    // Numbers without gaps: a transaction that fails must not use one up.
    await sql`alter table event alter column id drop identity`.execute(db);
    await sql`alter table credential add column revoked_at bigint`.execute(db);
  },
};
