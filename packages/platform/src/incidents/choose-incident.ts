// Which open incident an alert belongs to: the one with which it shares enough of what is rare.

import { type Kysely, sql } from 'kysely';
import type { RecordsSchema } from '../records/schema/index.js';
import type { NewAlert } from './alert.js';
import { type EvidenceKind, entityKey } from './evidence.js';

/** How alerts find each other. */
export interface CorrelationSettings {
  /** Milliseconds between the activities of two alerts at most. */
  readonly windowMs: number;
  /** What sharing an entity of a kind counts for; kinds that are not named count nothing. */
  readonly weights: Readonly<Partial<Record<EvidenceKind, number>>>;
  /** The least sum that joins an alert to an incident. */
  readonly threshold: number;
  /** An entity seen in more incidents than this within the window is common, and counts nothing. */
  readonly commonFrom: number;
}

export const defaultCorrelation: CorrelationSettings = {
  windowMs: 7 * 24 * 3_600_000,
  weights: {
    process: 1,
    file: 0.8,
    analyzedMessage: 1,
    oauthApplication: 1,
    user: 0.7,
    device: 0.6,
    mailbox: 0.6,
    ip: 0.5,
    url: 0.6,
    registryValue: 0.6,
    registryKey: 0.3,
  },
  threshold: 0.6,
  commonFrom: 5,
};

/** Why an alert joined an incident: what they share, and what that counted for. */
export interface CorrelationReason {
  readonly shared: readonly { readonly entity: string; readonly weight: number }[];
  readonly score: number;
}

export interface ChosenIncident {
  readonly incidentId: number;
  readonly reason: CorrelationReason;
}

/** @returns null when no open incident shares enough: the alert begins one */
export async function chooseIncident(
  db: Kysely<RecordsSchema>,
  tenantId: string,
  alert: NewAlert,
  settings: CorrelationSettings,
): Promise<ChosenIncident | null> {
  const keys = [...new Set(alert.evidence.map(entityKey).filter((key) => key !== null))];
  if (keys.length === 0) return null;
  const sharing = await db
    .selectFrom('alert_evidence as e')
    .innerJoin('alert as a', 'a.id', 'e.alert_id')
    .innerJoin('incident as i', 'i.id', 'a.incident_id')
    .select(['e.entity_key', 'e.kind', 'i.id as incident_id', 'i.status'])
    .distinct()
    .where('e.tenant_id', '=', tenantId)
    .where('e.entity_key', 'in', keys)
    .where('a.last_activity_at', '>=', alert.firstActivityAt - settings.windowMs)
    .where('a.first_activity_at', '<=', alert.lastActivityAt + settings.windowMs)
    .orderBy('i.id')
    .execute();
  const incidentsOf = (key: string | null) =>
    new Set(sharing.filter((row) => row.entity_key === key).map((row) => row.incident_id));
  const candidates = new Map<number, { entity: string; weight: number }[]>();
  for (const { entity_key: entity, kind, incident_id: id, status } of sharing) {
    const weight = settings.weights[kind as EvidenceKind] ?? 0;
    if (entity === null || weight === 0 || status === 'resolved' || status === 'redirected') continue;
    if (incidentsOf(entity).size > settings.commonFrom) continue;
    candidates.set(id, [...(candidates.get(id) ?? []), { entity, weight }]);
  }
  const scored = [...candidates].map(([incidentId, shared]) => ({
    incidentId,
    reason: { shared, score: Math.round(100 * shared.reduce((sum, { weight }) => sum + weight, 0)) / 100 },
  }));
  const best = scored.reduce<ChosenIncident | null>(
    (chosen, next) => (chosen && chosen.reason.score >= next.reason.score ? chosen : next),
    null,
  );
  return best && best.reason.score >= settings.threshold ? best : null;
}

/** Alerts of one tenant are placed one after the other, on whatever node they are raised. */
export const holdPlacement = (transaction: Kysely<RecordsSchema>, tenantId: string) =>
  sql`select pg_advisory_xact_lock(${placementSpace}::int, hashtext(${tenantId}))`.execute(transaction);

const placementSpace = 0x67616d67;
