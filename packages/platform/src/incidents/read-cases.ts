// Reads incidents and alerts whole: rows, evidence and comments, in a few queries for any number of them.

import type { Kysely } from 'kysely';
import type { RecordsSchema } from '../records/schema/index.js';
import type { Alert } from './alert.js';
import type { AlertEvidence } from './evidence.js';
import type { Incident, IncidentWithAlerts } from './incident.js';
import { alertOf, incidentOf } from './stored-case.js';

type Reading = Kysely<RecordsSchema>;

/** The alerts of these ids, in the order of the ids; unknown ones are left out. */
export async function readAlerts(from: Reading, rows: readonly string[]): Promise<readonly Alert[]> {
  if (rows.length === 0) return [];
  const alerts = await from.selectFrom('alert').selectAll().where('id', 'in', rows).execute();
  const pieces = await from
    .selectFrom('alert_evidence')
    .select(['alert_id', 'evidence'])
    .where('alert_id', 'in', rows)
    .orderBy('alert_id')
    .orderBy('position')
    .execute();
  const comments = await from
    .selectFrom('case_comment')
    .selectAll()
    .where('alert_id', 'in', rows)
    .orderBy('id')
    .execute();
  const evidenceOf = groupBy(pieces, (piece) => piece.alert_id);
  const commentsOf = groupBy(comments, (comment) => comment.alert_id ?? '');
  const found = new Map(
    alerts.map((row) => {
      const evidence = (evidenceOf.get(row.id) ?? []).map((piece) => JSON.parse(piece.evidence) as AlertEvidence);
      return [row.id, alertOf(row, evidence, commentsOf.get(row.id) ?? [])] as const;
    }),
  );
  return rows.flatMap((id) => found.get(id) ?? []);
}

/** The incidents of these ids, in the order of the ids; unknown ones are left out. */
export async function readIncidents(from: Reading, ids: readonly number[]): Promise<readonly Incident[]> {
  if (ids.length === 0) return [];
  const rows = await from.selectFrom('incident').selectAll().where('id', 'in', ids).execute();
  const comments = await from
    .selectFrom('case_comment')
    .selectAll()
    .where('incident_id', 'in', ids)
    .where('alert_id', 'is', null)
    .orderBy('id')
    .execute();
  const commentsOf = groupBy(comments, (comment) => comment.incident_id);
  const found = new Map(rows.map((row) => [row.id, incidentOf(row, commentsOf.get(row.id) ?? [])] as const));
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** The incidents with their alerts, by first activity. */
export async function readAlertsOf(
  from: Reading,
  incidents: readonly Incident[],
): Promise<readonly IncidentWithAlerts[]> {
  const alertsIn = await readAlertsIn(
    from,
    incidents.map(({ id }) => id),
  );
  return incidents.map((incident) => ({ ...incident, alerts: alertsIn.get(incident.id) ?? [] }));
}

/** The alerts of these incidents, by first activity. */
export async function readAlertsIn(
  from: Reading,
  incidents: readonly number[],
): Promise<ReadonlyMap<number, readonly Alert[]>> {
  if (incidents.length === 0) return new Map();
  const rows = await from
    .selectFrom('alert')
    .select('id')
    .where('incident_id', 'in', incidents)
    .orderBy('first_activity_at')
    .orderBy('last_activity_at')
    .orderBy('id')
    .execute();
  const alerts = await readAlerts(
    from,
    rows.map(({ id }) => id),
  );
  return groupBy(alerts, ({ incidentId }) => incidentId);
}

function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
