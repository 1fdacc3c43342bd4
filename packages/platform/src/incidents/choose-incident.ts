// Where an alert belongs: with the alerts that it is linked to, whose incidents become one, or with what stands alone like it.

import { type Kysely, sql } from 'kysely';
import type { RecordsSchema } from '../records/schema/index.js';
import type { NewAlert } from './alert.js';
import type { CorrelationSettings } from './correlation-settings.js';
import { findLinks, type Link, type SharedEntity } from './find-links.js';
import { findGathering, gatheringOf } from './gathering.js';

/** Why an alert is where it is: the alert that it is linked to most, what they share, and what that counted for. */
export interface CorrelationReason {
  /** For people: `shares device d1.contoso.example (0.6) with "Suspicious script", 12 minutes apart`. */
  readonly because: string;
  /** The other alert. */
  readonly alertId: string;
  readonly shared: readonly SharedEntity[];
  readonly score: number;
}

export interface ChosenIncident {
  /** Null for one that is to begin. */
  readonly incidentId: number | null;
  /** What the incident gathers; null when its alerts are linked. */
  readonly gathers: string | null;
  /** Null for an alert that stands alone. */
  readonly reason: CorrelationReason | null;
  /** Incidents that the alert links to this one: they are merged into it. */
  readonly merged: readonly { readonly incidentId: number; readonly reason: CorrelationReason }[];
  /** Alerts that stood alone, and are drawn out of their gatherings into this one. */
  readonly drawn: readonly { readonly alertId: string; readonly from: number; readonly reason: CorrelationReason }[];
}

/** Reads only; the caller holds the placement of the tenant. */
export async function chooseIncident(
  db: Kysely<RecordsSchema>,
  tenantId: string,
  alert: NewAlert,
  settings: CorrelationSettings,
): Promise<ChosenIncident> {
  const links = await findLinks(db, tenantId, alert, settings);
  const [strongest] = links;
  if (!strongest) {
    const gathers = gatheringOf(alert, settings);
    const incidentId = gathers && (await findGathering(db, tenantId, gathers, alert, settings));
    return { incidentId: incidentId || null, gathers, reason: null, merged: [], drawn: [] };
  }
  const linkTo = new Map<number, Link>();
  for (const link of links.toReversed()) linkTo.set(link.incidentId, link);
  const sizes = await sizesOf(db, [...linkTo.keys()]);
  const sizeOf = (id: number): number => sizes.get(id) ?? 0;
  // A gathering of one alert is that alert's incident: it needs no drawing out.
  const isIncident = ({ gathers, incidentId }: Link): boolean => gathers === null || sizeOf(incidentId) === 1;
  const merged: ChosenIncident['merged'][number][] = [];
  let incidentId: number | null = null;
  let size = 1;
  for (const [id, link] of [...linkTo].sort(([left], [right]) => left - right)) {
    if (!isIncident(link) || size + sizeOf(id) > settings.mostAlerts) continue;
    size += sizeOf(id);
    if (incidentId === null) incidentId = id;
    else merged.push({ incidentId: id, reason: reasonOf(link) });
  }
  const drawn = links
    .filter((link) => !isIncident(link))
    .slice(0, Math.max(0, settings.mostAlerts - size))
    .map((link) => ({ alertId: link.alertId, from: link.incidentId, reason: reasonOf(link) }));
  return { incidentId, gathers: null, reason: reasonOf(strongest), merged, drawn };
}

async function sizesOf(db: Kysely<RecordsSchema>, ids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom('alert')
    .select(({ fn }) => ['incident_id', fn.countAll<number>().as('alerts')])
    .where('incident_id', 'in', ids)
    .groupBy('incident_id')
    .execute();
  return new Map(rows.map(({ incident_id: id, alerts }) => [id, Number(alerts)]));
}

function reasonOf({ alertId, title, shared, score, apartMs }: Link): CorrelationReason {
  const named = shared.map(({ name, weight }) => `${name} (${weight})`).join(' and ');
  return { because: `shares ${named} with "${title}", ${spanInWords(apartMs)} apart`, alertId, shared, score };
}

function spanInWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

/** Alerts of one tenant are placed one after the other, on whatever node they are raised. */
export const holdPlacement = (transaction: Kysely<RecordsSchema>, tenantId: string) =>
  sql`select pg_advisory_xact_lock(${placementSpace}::int, hashtext(${tenantId}))`.execute(transaction);

const placementSpace = 0x67616d67;
