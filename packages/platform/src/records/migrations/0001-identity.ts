// First tables of the state: tenants, people, applications, credentials, grants, signing keys and the event log.

import { type Kysely, type Migration, sql } from 'kysely';

export const identityTables: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('tenant')
      .addColumn('id', 'uuid', (c) => c.primaryKey())
      .addColumn('display_name', 'text', (c) => c.notNull())
      .addColumn('domain', 'text', (c) => c.notNull().unique().check(sql`domain = lower(domain)`))
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('administrator')
      .addColumn('id', 'uuid', (c) => c.primaryKey())
      .addColumn('tenant_id', 'uuid', (c) => c.notNull().references('tenant.id'))
      .addColumn('user_name', 'text', (c) => c.notNull().unique())
      .addColumn('display_name', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('application')
      .addColumn('id', 'uuid', (c) => c.primaryKey())
      .addColumn('tenant_id', 'uuid', (c) => c.notNull().references('tenant.id'))
      .addColumn('object_id', 'uuid', (c) => c.notNull().unique())
      .addColumn('display_name', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('credential')
      .addColumn('id', 'uuid', (c) => c.primaryKey())
      .addColumn('application_id', 'uuid', (c) => c.notNull().references('application.id'))
      .addColumn('kind', 'text', (c) => c.notNull().check(sql`kind in ('secret', 'certificate')`))
      .addColumn('display_name', 'text', (c) => c.notNull())
      .addColumn('secret_hash', 'text')
      .addColumn('secret_hint', 'text')
      .addColumn('x5t', 'text')
      .addColumn('x5t_s256', 'text')
      .addColumn('public_key', 'text')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema.createIndex('credential_application').on('credential').column('application_id').execute();
    await db.schema
      .createTable('permission_grant')
      .addColumn('application_id', 'uuid', (c) => c.notNull().references('application.id'))
      .addColumn('resource', 'text', (c) => c.notNull())
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('granted_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('permission_grant_key', ['application_id', 'resource', 'role'])
      .execute();
    await db.schema
      .createTable('signing_key')
      .addColumn('kid', 'text', (c) => c.primaryKey())
      .addColumn('sealed_private_key', 'text')
      .addColumn('public_key', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('retires_at', 'bigint', (c) => c.notNull())
      .addColumn('published_until', 'bigint')
      .execute();
    await db.schema
      .createTable('used_assertion')
      .addColumn('application_id', 'uuid', (c) => c.notNull())
      .addColumn('jti', 'text', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('used_assertion_key', ['application_id', 'jti'])
      .execute();
    await db.schema
      .createTable('event')
      .addColumn('id', 'bigint', (c) => c.primaryKey().generatedAlwaysAsIdentity())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('actor', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('subject', 'text', (c) => c.notNull())
      .addColumn('detail', 'text', (c) => c.notNull())
      .execute();
    await sql`create rule event_is_never_changed as on update to event do instead nothing`.execute(db);
    await sql`create rule event_is_never_removed as on delete to event do instead nothing`.execute(db);
  },
};
