// Which alerts of the state a new one is linked to: those with which it shares enough of what is rare and near.

import { type Kysely, sql } from 'kysely';
import type { RecordsSchema } from '../records/schema/index.js';
import type { NewAlert } from './alert.js';
import type { CorrelationSettings, KindWeight } from './correlation-settings.js';
import { countGroups } from './count-groups.js';
import { entityKey, nameOfEvidence } from './evidence.js';
import { type IncidentStatus, openStatuses, type Severity } from './vocabulary.js';
import { tellingPart } from './weigh-entity.js';

export interface SharedEntity {
  /** As `entityKey` calls it. */
  readonly entity: string;
  /** As people call it. */
  readonly name: string;
  readonly weight: number;
}

/** An alert that shares enough with a new one, and what. */
export interface Link {
  readonly alertId: string;
  readonly title: string;
  readonly incidentId: number;
  /** The incident's. */
  readonly gathers: string | null;
  readonly shared: readonly SharedEntity[];
  readonly score: number;
  /** Milliseconds between the activities. */
  readonly apartMs: number;
}

type Weighed = KindWeight & { readonly name: string };

interface Neighbour {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly from: number;
  readonly to: number;
  readonly incident: number;
  readonly gathers: string | null;
  readonly isOpen: boolean;
  readonly entities: ReadonlySet<string>;
}

/** @returns links to alerts of open incidents, the strongest first */
export async function findLinks(
  db: Kysely<RecordsSchema>,
  tenantId: string,
  alert: NewAlert,
  settings: CorrelationSettings,
): Promise<readonly Link[]> {
  const weights = weightsOf(alert, settings);
  if (weights.size === 0) return [];
  const meaningless = new Set(alert.evidence.flatMap((piece) => entityKey(piece) ?? []));
  for (const entity of weights.keys()) meaningless.delete(entity);
  const found = await findNeighbours(db, tenantId, alert, [...weights.keys()], settings);
  const neighbours = found.map((neighbour) => ({
    ...neighbour,
    entities: new Set([...neighbour.entities].filter((entity) => !meaningless.has(entity))),
  }));
  const own = new Set(weights.keys());
  const rarity = new Map<string, number>();
  for (const [entity, { tolerance }] of weights) {
    const sharing = neighbours.flatMap(({ entities }) => (entities.has(entity) ? [entities] : []));
    rarity.set(entity, Math.min(1, tolerance / countGroups([own, ...sharing], entity)));
  }
  return neighbours
    .filter(({ isOpen }) => isOpen)
    .map((neighbour) => {
      const apartMs = Math.max(0, neighbour.from - alert.lastActivityAt, alert.firstActivityAt - neighbour.to);
      const isMinor = [alert, neighbour].every(({ severity }) => settings.minor.includes(severity));
      const shared = [...weights].flatMap(([entity, { name, weight, reachMs, isContext }]) => {
        if (!neighbour.entities.has(entity)) return [];
        const reach = isMinor && isContext ? settings.minorReachMs : reachMs;
        const counted = weight * (rarity.get(entity) ?? 0) * (apartMs <= reach ? 1 : settings.faded);
        return [{ entity, name, weight: hundredths(counted) }];
      });
      const { id: alertId, title, incident: incidentId, gathers } = neighbour;
      const score = hundredths(shared.reduce((sum, { weight }) => sum + weight, 0));
      return { alertId, title, incidentId, gathers, shared, score, apartMs };
    })
    .filter(({ score }) => score >= settings.threshold)
    .sort((left, right) => right.score - left.score || left.apartMs - right.apartMs);
}

/** The entities of an alert that count, the weightiest first. */
function weightsOf(alert: NewAlert, { kinds, mostEntities }: CorrelationSettings): ReadonlyMap<string, Weighed> {
  const found = new Map<string, Weighed>();
  for (const piece of alert.evidence) {
    const entity = entityKey(piece);
    const kind = kinds[piece.kind];
    const weight = (kind?.weight ?? 0) * tellingPart(piece);
    if (entity !== null && kind && weight > (found.get(entity)?.weight ?? 0))
      found.set(entity, { ...kind, weight, name: nameOfEvidence(piece) });
  }
  return new Map([...found].sort(([, left], [, right]) => right.weight - left.weight).slice(0, mostEntities));
}

/** For each entity the alerts nearest in time that share it, within the window; each alert with all its entities. */
async function findNeighbours(
  db: Kysely<RecordsSchema>,
  tenantId: string,
  { firstActivityAt: at, lastActivityAt }: NewAlert,
  entities: readonly string[],
  { windowMs, neighbours }: CorrelationSettings,
): Promise<readonly Neighbour[]> {
  const { rows: found } = await sql<{ alert_id: string }>`
    select distinct near.alert_id
    from unnest(${[...entities]}::text[]) as wanted(entity_key)
    cross join lateral (
      (select e.alert_id from alert_evidence e
        where e.tenant_id = ${tenantId} and e.entity_key = wanted.entity_key
          and e.first_activity_at <= ${at} and e.first_activity_at >= ${at - windowMs}
        order by e.first_activity_at desc limit ${neighbours})
      union all
      (select e.alert_id from alert_evidence e
        where e.tenant_id = ${tenantId} and e.entity_key = wanted.entity_key
          and e.first_activity_at > ${at} and e.first_activity_at <= ${lastActivityAt + windowMs}
        order by e.first_activity_at limit ${neighbours})
    ) as near`.execute(db);
  if (found.length === 0) return [];
  const ids = found.map(({ alert_id: id }) => id);
  const evidence = await db
    .selectFrom('alert_evidence')
    .select(['alert_id', 'entity_key'])
    .where('alert_id', 'in', ids)
    .where('entity_key', 'is not', null)
    .execute();
  const entitiesOf = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]));
  for (const { alert_id: id, entity_key: entity } of evidence) entitiesOf.get(id)?.add(entity ?? '');
  const alerts = await db
    .selectFrom('alert as a')
    .innerJoin('incident as i', 'i.id', 'a.incident_id')
    .select(['a.id', 'a.title', 'a.severity', 'a.first_activity_at', 'a.last_activity_at', 'a.incident_id'])
    .select(['i.status', 'i.gathers'])
    .where('a.id', 'in', ids)
    .where('a.tenant_id', '=', tenantId)
    .orderBy('a.first_activity_at')
    .orderBy('a.id')
    .execute();
  return alerts.map((row) => ({
    ...{ id: row.id, title: row.title, severity: row.severity as Severity, incident: row.incident_id },
    ...{ from: row.first_activity_at, to: row.last_activity_at, gathers: row.gathers },
    isOpen: openStatuses.some((status: IncidentStatus) => status === row.status),
    entities: entitiesOf.get(row.id) ?? new Set(),
  }));
}

const hundredths = (value: number): number => Math.round(100 * value) / 100;
