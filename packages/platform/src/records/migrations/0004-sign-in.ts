// People's sign-in: sessions, codes, refresh tokens, invitations.

import { type Kysely, type Migration, sql } from 'kysely';

export const signInTables: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table session (
        id text primary key, person_id uuid not null references person (id),
        created_at bigint not null, expires_at bigint not null
      )`.execute(db);
    await sql`create table authorization_code (
        code_hash text primary key, application_id uuid not null references application (id),
        person_id uuid not null references person (id), tenant_id uuid not null references tenant (id),
        redirect_uri text not null, audience text not null, scope text not null, nonce text,
        code_challenge text, challenge_method text check (challenge_method in ('S256', 'plain')),
        expires_at bigint not null, redeemed_at bigint
      )`.execute(db);
    await sql`create table refresh_token (
        token_hash text primary key, family_id uuid not null, application_id uuid not null references application (id),
        person_id uuid not null references person (id), tenant_id uuid not null references tenant (id),
        audience text not null, scope text not null,
        created_at bigint not null, expires_at bigint not null, used_at bigint
      )`.execute(db);
    await sql`create index refresh_token_family on refresh_token (family_id)`.execute(db);
    await sql`create table device_code (
        device_code_hash text primary key, user_code text not null unique,
        application_id uuid not null references application (id), tenant_id uuid references tenant (id),
        audience text not null, scope text not null, expires_at bigint not null, last_poll_at bigint,
        person_id uuid references person (id),
        state text not null check (state in ('pending', 'approved', 'declined', 'redeemed'))
      )`.execute(db);
    await sql`create table invitation (
        token_hash text primary key, person_id uuid not null references person (id),
        expires_at bigint not null, used_at bigint
      )`.execute(db);
  },
};
