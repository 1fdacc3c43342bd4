// What placing alerts looks up: when each entity was seen, and which incidents gather alerts that stand alone.

import { type Kysely, type Migration, sql } from 'kysely';

export const correlation: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table alert_evidence add column first_activity_at bigint`.execute(db);
    await sql`update alert_evidence e set first_activity_at = a.first_activity_at from alert a where a.id = e.alert_id`.execute(
      db,
    );
    await sql`alter table alert_evidence alter column first_activity_at set not null`.execute(db);
    await sql`drop index alert_evidence_by_entity`.execute(db);
    await sql`create index alert_evidence_by_entity on alert_evidence (tenant_id, entity_key, first_activity_at)
      where entity_key is not null`.execute(db);
    await sql`alter table incident add column gathers text`.execute(db);
    await sql`create index incident_by_gathering on incident (tenant_id, gathers, id) where gathers is not null`.execute(
      db,
    );
  },
};
