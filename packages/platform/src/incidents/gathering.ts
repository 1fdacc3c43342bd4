// Gatherings: incidents of alerts that stand alone, so that the noise of every day is a case or two and not one for each alarm.

import type { Kysely } from 'kysely';
import type { RecordsSchema } from '../records/schema/index.js';
import type { NewAlert } from './alert.js';
import type { CorrelationSettings } from './correlation-settings.js';
import { entityKey } from './evidence.js';
import { openStatuses } from './vocabulary.js';

/** Alerts of little concern that nothing links, of whatever rule. */
export const routine = 'routine';

/**
 * What a lone alert may be gathered with: alerts of little concern with each other, medium ones with those of the same rule. A high
 * one stands for itself, as does one that names no entity, of which nothing is known that could be alike.
 * @example gatheringOf({ ...alert, severity: 'low' }, defaultCorrelation) === 'routine'
 */
export function gatheringOf(
  alert: Pick<NewAlert, 'severity' | 'evidence' | 'detectorId' | 'serviceSource' | 'title'>,
  { minor }: CorrelationSettings,
): string | null {
  if (!alert.evidence.some((piece) => entityKey(piece) !== null)) return null;
  if (minor.includes(alert.severity)) return routine;
  return alert.severity === 'medium' ? `alike:${alert.detectorId ?? alert.serviceSource}:${alert.title}` : null;
}

/** How many gatherings of one sort are looked at, the newest first: older ones are full or of another month. */
const mostGatherings = 3;

/** @returns the open gathering of this sort that has room for the alert in number and time; null when one is to begin */
export async function findGathering(
  db: Kysely<RecordsSchema>,
  tenantId: string,
  gathers: string,
  alert: Pick<NewAlert, 'firstActivityAt' | 'lastActivityAt'>,
  { mostAlerts, gatheringMs }: CorrelationSettings,
): Promise<number | null> {
  const newest = await db
    .selectFrom('incident')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('gathers', '=', gathers)
    .where('status', 'in', openStatuses)
    .orderBy('id', 'desc')
    .limit(mostGatherings)
    .execute();
  if (newest.length === 0) return null;
  const spans = await db
    .selectFrom('alert')
    .select(({ fn }) => [
      'incident_id',
      fn.countAll<number>().as('alerts'),
      fn.min('first_activity_at').as('since'),
      fn.max('last_activity_at').as('until'),
    ])
    .where(
      'incident_id',
      'in',
      newest.map(({ id }) => id),
    )
    .groupBy('incident_id')
    .orderBy('incident_id')
    .execute();
  const fitting = spans.find(
    ({ alerts, since, until }) =>
      Number(alerts) < mostAlerts &&
      Math.max(until, alert.lastActivityAt) - Math.min(since, alert.firstActivityAt) <= gatheringMs,
  );
  return fitting?.incident_id ?? null;
}
