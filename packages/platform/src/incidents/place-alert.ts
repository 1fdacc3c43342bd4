// Puts a raised alert where it belongs, and keeps name, severity, priority and history of its incident.

import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Clock } from '../clock.js';
import type { Attribution } from '../records/index.js';
import type { RecordsSchema } from '../records/schema/index.js';
import type { NewAlert } from './alert.js';
import { type CorrelationSettings, chooseIncident } from './choose-incident.js';
import { describeIncident, gravest, priorityOf } from './describe-incident.js';
import { readAlertsOf, readIncidents } from './read-cases.js';
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
  place(transaction: Transaction, tenantId: string, alert: NewAlert, by: Attribution): Promise<RaisedAlert>;
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
    const [incident] = await readAlertsOf(transaction, await readIncidents(transaction, [id]));
    const { is_named: isNamed, is_severity_set: isSet } = await transaction
      .selectFrom('incident')
      .select(['is_named', 'is_severity_set'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (!incident) return;
    await transaction
      .updateTable('incident')
      .set({
        priority_score: priorityOf(incident.alerts),
        updated_at: clock(),
        ...(!isNamed && { display_name: describeIncident(incident.alerts) }),
        ...(!isSet && { severity: gravest(incident.alerts.map(({ severity }) => severity)) }),
      })
      .where('id', '=', id)
      .execute();
  }

  async function begin(transaction: Transaction, tenantId: string, alert: NewAlert, by: Attribution): Promise<number> {
    const at = clock();
    const { id } = await transaction
      .insertInto('incident')
      .values({
        tenant_id: tenantId,
        display_name: alert.title,
        status: 'active',
        severity: alert.severity,
        custom_tags: '[]',
        system_tags: '[]',
        priority_score: 0,
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
  ): Promise<RaisedAlert> {
    const known = await transaction
      .selectFrom('alert')
      .select(['id', 'incident_id'])
      .where('tenant_id', '=', tenantId)
      .where('deduplication_key', '=', alert.deduplicationKey)
      .executeTakeFirst();
    if (known) return { id: known.id, incidentId: known.incident_id, isNew: false };
    const chosen = await chooseIncident(transaction, tenantId, alert, correlation);
    const incidentId = chosen?.incidentId ?? (await begin(transaction, tenantId, alert, by));
    const id = alert.id ?? newAlertId(alert);
    await transaction
      .insertInto('alert')
      .values(alertRow({ ...alert, id }, { tenantId, incidentId, at: clock() }))
      .execute();
    const evidence = evidenceRows(tenantId, id, alert.evidence);
    if (evidence.length > 0) await transaction.insertInto('alert_evidence').values(evidence).execute();
    const detail = { title: alert.title, ...(chosen && { joined: chosen.reason }) };
    await remember(transaction, { tenantId, incidentId, alertId: id, by, kind: 'alert.raised', detail });
    await describe(transaction, incidentId);
    return { id, incidentId, isNew: true };
  }

  return { remember, describe, place };
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
