// The terms: licences, consents, grants, documents and their acceptance, block lists.

import { type Kysely, type Migration, sql } from 'kysely';

export const termsTables: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table licence (
        tenant_id uuid not null references tenant (id), application_id uuid not null references application (id),
        state text not null check (state in ('granted', 'suspended', 'revoked')), reason text not null,
        since bigint not null, primary key (tenant_id, application_id)
      )`.execute(db);
    await sql`insert into licence
        select tenant_id, id, 'granted', 'registered before there were licences', created_at from application`.execute(
      db,
    );
    await sql`create table consent (
        id uuid primary key,
        tenant_id uuid not null references tenant (id), application_id uuid not null references application (id),
        resource text not null, permission text not null, version integer not null,
        given_by text not null, given_at bigint not null, method text not null, source_address text, valid_until bigint,
        withdrawn_by text, withdrawn_at bigint, superseded_by uuid,
        receipt text not null, receipt_hash text not null,
        unique (tenant_id, application_id, resource, permission, version)
      )`.execute(db);
    await sql`create unique index consent_live on consent (tenant_id, application_id, resource, permission) where withdrawn_at is null`.execute(
      db,
    );
    await sql`create table table_grant (
        tenant_id uuid not null references tenant (id), application_id uuid not null references application (id),
        table_name text not null, columns text, granted_at bigint not null,
        primary key (tenant_id, application_id, table_name)
      )`.execute(db);
    await sql`create table entitlement (
        tenant_id uuid not null references tenant (id), product text not null, granted_at bigint not null,
        primary key (tenant_id, product)
      )`.execute(db);
    await sql`create table terms_document (
        document text not null, version text not null, title text not null, body text not null, hash text not null,
        published_at bigint not null, effective_at bigint not null,
        acceptance text not null check (acceptance in ('explicit', 'deemed', 'none')),
        primary key (document, version)
      )`.execute(db);
    await sql`create table acceptance (
        id uuid primary key, application_id uuid not null references application (id),
        document text not null, version text not null, hash text not null,
        accepted_by text not null, accepted_at bigint not null, source_address text,
        method text not null check (method in ('explicit', 'deemed')),
        unique (application_id, document, version, method)
      )`.execute(db);
    await sql`create table block (
        id uuid primary key, batch uuid not null, kind text not null check (kind in ('cidr', 'domain', 'mail-server')), value text not null,
        direction text not null check (direction in ('inbound', 'outbound', 'both')), reason text not null,
        created_at bigint not null, until bigint
      )`.execute(db);
    await sql`create index block_batch on block (batch)`.execute(db);
    await sql`create table label (
        kind text not null check (kind in ('route', 'table')), name text not null,
        label text not null default 'confidential', created_at bigint not null, primary key (kind, name)
      )`.execute(db);
  },
};
