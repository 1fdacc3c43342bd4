// Puts a raised alert where it belongs, and keeps name, severity, priority and history of its incident.

import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Clock } from '../clock.js';
import type { Attribution } from '../records/index.js';
import type { RecordsSchema } from '../records/schema/index.js';
import type { NewAlert } from './alert.js';
import { chooseIncident } from './choose-incident.js';
import type { CorrelationSettings } from './correlation-settings.js';
import { describeIncident, gravest, priorityOf } from './describe-incident.js';
import { readAlertsIn } from './read-cases.js';
import { alertRow, evidenceRows } from './stored-case.js';

type Transaction = Kysely<RecordsSchema>;

export interface RaisedAlert {
  readonly id: string;
  readonly incidentId: number;
  /** False when it had been raised before. */
  readonly isNew: boolean;
}

/** What is done within a transaction that changes incidents. */
export interface CaseWriter {
  /** An entry of the history. */
  remember(transaction: Transaction, entry: HistoryEntry): Promise<void>;
  /** Name, severity and priority from the alerts, but for what someone set. */
  describe(transaction: Transaction, incidentId: number): Promise<void>;
  /**
   * The caller holds the placement of the tenant, and describes the incidents that are touched once all is placed.
   * @param touched ids of incidents are added to it
   */
  place(
    transaction: Transaction,
    tenantId: string,
    alert: NewAlert,
    by: Attribution,
    touched: Set<number>,
  ): Promise<RaisedAlert>;
  /** Moves the alerts of one incident into another, to which the first then redirects. */
  merge(transaction: Transaction, merge: Merge): Promise<void>;
}

export interface Merge {
  readonly tenantId: string;
  readonly from: number;
  readonly into: number;
  readonly by: Attribution;
  /** Kept in the history of both. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface HistoryEntry {
  readonly tenantId: string;
  readonly incidentId: number;
  readonly alertId?: string;
  readonly by: Attribution;
  readonly kind: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export function createCaseWriter(clock: Clock, correlation: CorrelationSettings): CaseWriter {
  async function remember(transaction: Transaction, entry: HistoryEntry): Promise<void> {
    await transaction
      .insertInto('case_history')
      .values({
        tenant_id: entry.tenantId,
        incident_id: entry.incidentId,
        alert_id: entry.alertId ?? null,
        at: clock(),
        actor: entry.by.actor,
        kind: entry.kind,
        detail: JSON.stringify(entry.detail),
      })
      .execute();
  }

  async function describe(transaction: Transaction, id: number): Promise<void> {
    const row = await transaction
      .selectFrom('incident')
      .select(['is_named', 'is_severity_set', 'gathers', 'status'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (row.status === 'redirected') return;
    const alerts = (await readAlertsIn(transaction, [id])).get(id) ?? [];
    const { is_named: isNamed, is_severity_set: isSet, gathers } = row;
    await transaction
      .updateTable('incident')
      .set({
        priority_score: priorityOf(alerts, gathers),
        updated_at: clock(),
        ...(!isNamed && { display_name: describeIncident(alerts, gathers) }),
        ...(!isSet && { severity: gravest(alerts.map(({ severity }) => severity)) }),
      })
      .where('id', '=', id)
      .execute();
  }

  async function begin(
    transaction: Transaction,
    tenantId: string,
    alert: NewAlert,
    gathers: string | null,
    by: Attribution,
  ): Promise<number> {
    const at = clock();
    const { id } = await transaction
      .insertInto('incident')
      .values({
        tenant_id: tenantId,
        display_name: describeIncident([alert], gathers),
        status: 'active',
        severity: alert.severity,
        custom_tags: '[]',
        system_tags: '[]',
        priority_score: priorityOf([alert], gathers),
        gathers,
        created_at: at,
        updated_at: at,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await remember(transaction, {
      tenantId,
      incidentId: id,
      by,
      kind: 'incident.created',
      detail: { title: alert.title },
    });
    return id;
  }

  async function place(
    transaction: Transaction,
    tenantId: string,
    alert: NewAlert,
    by: Attribution,
    touched: Set<number>,
  ): Promise<RaisedAlert> {
    const known = await transaction
      .selectFrom('alert')
      .select(['id', 'incident_id'])
      .where('tenant_id', '=', tenantId)
      .where('deduplication_key', '=', alert.deduplicationKey)
      .executeTakeFirst();
    if (known) return { id: known.id, incidentId: known.incident_id, isNew: false };
    const chosen = await chooseIncident(transaction, tenantId, alert, correlation);
    const { gathers, reason, merged, drawn } = chosen;
    const incidentId = chosen.incidentId ?? (await begin(transaction, tenantId, alert, gathers, by));
    if (chosen.incidentId !== null && gathers === null)
      await transaction.updateTable('incident').set({ gathers }).where('id', '=', incidentId).execute();
    const id = await freeIdOf(transaction, alert);
    await transaction
      .insertInto('alert')
      .values(alertRow({ ...alert, id }, { tenantId, incidentId, at: clock() }))
      .execute();
    const evidence = evidenceRows(tenantId, id, alert);
    if (evidence.length > 0) await transaction.insertInto('alert_evidence').values(evidence).execute();
    const detail = { title: alert.title, ...(reason ? { joined: reason } : gathers && { gathered: gathers }) };
    await remember(transaction, { tenantId, incidentId, alertId: id, by, kind: 'alert.raised', detail });
    for (const other of merged)
      await merge(transaction, {
        ...{ tenantId, from: other.incidentId, into: incidentId, by },
        detail: { linkedBy: id, joined: other.reason },
      });
    for (const { alertId, from, reason: joined } of drawn) {
      await transaction.updateTable('alert').set({ incident_id: incidentId }).where('id', '=', alertId).execute();
      const entry = { tenantId, alertId, by, kind: 'alert.moved' };
      await remember(transaction, { ...entry, incidentId: from, detail: { into: incidentId, linkedBy: id, joined } });
      await remember(transaction, { ...entry, incidentId, detail: { from, linkedBy: id, joined } });
    }
    // One that begins with this alert is described already.
    if (chosen.incidentId !== null || drawn.length > 0) touched.add(incidentId);
    for (const { from } of drawn) touched.add(from);
    for (const { incidentId: gone } of merged) touched.delete(gone);
    return { id, incidentId, isNew: true };
  }

  async function merge(transaction: Transaction, { tenantId, from, into, by, detail = {} }: Merge): Promise<void> {
    await transaction.updateTable('alert').set({ incident_id: into }).where('incident_id', '=', from).execute();
    await transaction
      .updateTable('incident')
      .set({
        ...{ status: 'redirected', redirect_incident_id: into, gathers: null },
        ...{ updated_at: clock(), last_modified_by: by.actor },
      })
      .where('id', '=', from)
      .execute();
    // What was merged together is a case, whatever either was before.
    await transaction.updateTable('incident').set({ gathers: null }).where('id', '=', into).execute();
    const entry = { tenantId, by, kind: 'incident.merged' };
    await remember(transaction, { ...entry, incidentId: from, detail: { into, ...detail } });
    await remember(transaction, { ...entry, incidentId: into, detail: { from, ...detail } });
  }

  return { remember, describe, place, merge };
}

/** Its own id unless another tenant's alert has it: the same rows may be ingested for two tenants. */
async function freeIdOf(transaction: Transaction, alert: NewAlert): Promise<string> {
  if (alert.id === undefined) return newAlertId(alert);
  const taken = await transaction.selectFrom('alert').select('id').where('id', '=', alert.id).executeTakeFirst();
  return taken ? newAlertId(alert) : alert.id;
}

/** Two letters for the service whose alert it is, as clients expect. */
function newAlertId({ serviceSource }: NewAlert): string {
  const prefixes = new Map<string, string>([
    ['microsoftDefenderForEndpoint', 'da'],
    ['microsoftDefenderForOffice365', 'fa'],
    ['microsoftDefenderForIdentity', 'aa'],
    ['microsoftDefenderForCloudApps', 'ca'],
  ]);
  return `${prefixes.get(serviceSource) ?? 'ra'}${randomUUID()}_1`;
}
