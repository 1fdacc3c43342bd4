// People's sign-in: sessions, token families, codes, refresh tokens, invitations.

import { type Kysely, type Migration, sql } from 'kysely';

export const signInTables: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table session (
        id text primary key, person_id uuid not null references person (id), amr text not null,
        created_at bigint not null, expires_at bigint not null
      )`.execute(db);
    await sql`create index session_person on session (person_id)`.execute(db);
    await sql`create table token_family (
        id uuid primary key, application_id uuid not null references application (id),
        person_id uuid not null references person (id), tenant_id uuid not null references tenant (id),
        amr text not null, signed_in_at bigint not null, created_at bigint not null, revoked_at bigint
      )`.execute(db);
    await sql`create index token_family_person on token_family (person_id)`.execute(db);
    await sql`create table authorization_code (
        code_hash text primary key, family_id uuid not null references token_family (id),
        redirect_uri text not null, scope text not null, nonce text, code_challenge text,
        expires_at bigint not null, redeemed_at bigint
      )`.execute(db);
    await sql`create table refresh_token (
        token_hash text primary key, family_id uuid not null references token_family (id), scope text not null,
        created_at bigint not null, expires_at bigint not null, used_at bigint
      )`.execute(db);
    await sql`create index refresh_token_family on refresh_token (family_id)`.execute(db);
    await sql`create table device_code (
        device_code_hash text primary key, user_code text not null unique,
        application_id uuid not null references application (id), tenant_id uuid references tenant (id),
        scope text not null, expires_at bigint not null, family_id uuid references token_family (id),
        state text not null check (state in ('pending', 'approved', 'declined', 'redeemed'))
      )`.execute(db);
    await sql`create table invitation (
        token_hash text primary key, person_id uuid not null references person (id),
        expires_at bigint not null, used_at bigint
      )`.execute(db);
  },
};
