// What a run raises of what it found: nothing twice, nothing that is suppressed, and no more at once than a queue can bear.

import type { Kysely } from 'kysely';
import type { RecordsSchema } from '../records/schema/index.js';
import {
  absenceAlert,
  buildAlerts,
  type CandidateAlert,
  meetsThreshold,
  type RuleWindow,
  type SeenRow,
} from './build-alerts.js';
import type { Look } from './look.js';
import { type DetectionRule, maxAlertsPerRun } from './rule.js';

/** What becomes of the alerts that a run could raise. */
export interface WeighedAlerts {
  readonly raised: readonly CandidateAlert[];
  readonly suppressed: readonly CandidateAlert[];
  /** They wait for the next run. */
  readonly surplus: readonly CandidateAlert[];
}

const atOnce = 1_000;

/** @param look what the rule found in the window */
export async function weighAlerts(
  db: Kysely<RecordsSchema>,
  tenantId: string,
  rule: DetectionRule,
  look: Look,
  window: RuleWindow,
): Promise<WeighedAlerts> {
  if (!meetsThreshold(rule, look.rows.length)) return { raised: [], suppressed: [], surplus: [] };
  const candidates =
    look.rows.length === 0
      ? [absenceAlert(rule, window)]
      : buildAlerts(rule, await notAlertedOn(db, tenantId, rule.id, look.seen));
  const { open, suppressed } = await suppress(db, tenantId, rule, candidates);
  return { raised: open.slice(0, maxAlertsPerRun), suppressed, surplus: open.slice(maxAlertsPerRun) };
}

async function notAlertedOn(
  db: Kysely<RecordsSchema>,
  tenantId: string,
  ruleId: string,
  seen: readonly SeenRow[],
): Promise<readonly SeenRow[]> {
  const known = new Set<string>();
  for (let start = 0; start < seen.length; start += atOnce) {
    const identities = seen.slice(start, start + atOnce).map(({ identity }) => identity);
    const rows = await db
      .selectFrom('detection_row')
      .select('identity')
      .where('tenant_id', '=', tenantId)
      .where('rule_id', '=', ruleId)
      .where('identity', 'in', identities)
      .execute();
    for (const { identity } of rows) known.add(identity);
  }
  return seen.filter(({ identity }) => !known.has(identity));
}

interface PastAlert {
  readonly key: string;
  readonly first: number;
  readonly last: number;
}

/** Suppression goes by the rows' own time, so that late data and backfills come out the same. */
async function suppress(
  db: Kysely<RecordsSchema>,
  tenantId: string,
  { id, suppression }: DetectionRule,
  candidates: readonly CandidateAlert[],
): Promise<{ readonly open: readonly CandidateAlert[]; readonly suppressed: readonly CandidateAlert[] }> {
  if (suppression === null || candidates.length === 0) return { open: candidates, suppressed: [] };
  const { forMs, by } = suppression;
  const earliest = candidates.reduce((least, { alert }) => Math.min(least, alert.firstActivityAt), Infinity);
  const latest = candidates.reduce((most, { alert }) => Math.max(most, alert.lastActivityAt), -Infinity);
  const rows = await db
    .selectFrom('alert')
    .select(['deduplication_key', 'first_activity_at', 'last_activity_at'])
    .where('tenant_id', '=', tenantId)
    .where('detector_id', '=', id)
    .where('last_activity_at', '>', earliest - forMs)
    .where('first_activity_at', '<', latest + forMs)
    .execute();
  const past: PastAlert[] = rows.map((row) => ({
    ...{ key: row.deduplication_key, first: row.first_activity_at, last: row.last_activity_at },
  }));
  const open: CandidateAlert[] = [];
  const suppressed: CandidateAlert[] = [];
  for (const candidate of candidates) {
    const { firstActivityAt: first, lastActivityAt: last, deduplicationKey: key } = candidate.alert;
    const isNear = (other: PastAlert) => other.last > first - forMs && other.first < last + forMs;
    const isSame = (other: PastAlert) => by === 'rule' || other.key.startsWith(candidate.entityPrefix);
    if (past.some((other) => other.key !== key && isSame(other) && isNear(other))) suppressed.push(candidate);
    else {
      open.push(candidate);
      past.push({ key, first, last });
    }
  }
  return { open, suppressed };
}
