// Incidents and alerts of all tenants: raised once, placed where they belong, changed with a history, listed in pages.

import type { Kysely } from 'kysely';
import type { Clock } from '../clock.js';
import type { Attribution, Records } from '../records/index.js';
import type { RecordsSchema } from '../records/schema/index.js';
import type { Alert, AlertChanges, NewAlert } from './alert.js';
import { holdPlacement } from './choose-incident.js';
import { type CorrelationSettings, defaultCorrelation } from './correlation-settings.js';
import type { Incident, IncidentChanges, IncidentHistoryEntry, IncidentWithAlerts } from './incident.js';
import type { ListQuery, Page } from './incident-filter.js';
import { IncidentsError } from './incidents-error.js';
import { listIds } from './list-cases.js';
import { createCaseWriter, type RaisedAlert } from './place-alert.js';
import { readAlerts, readAlertsOf, readIncidents } from './read-cases.js';

/** The service. Every call names its tenant, and reaches nothing of another. */
export interface Incidents {
  /**
   * Raises alerts in one transaction, each once for its deduplication key. An alert joins the open incident with which it shares
   * enough, or begins one.
   * @param also what is changed in the same transaction; when it throws, nothing is raised
   */
  raise(
    tenantId: string,
    alerts: readonly NewAlert[],
    by: Attribution,
    also?: (transaction: Kysely<RecordsSchema>, raised: readonly RaisedAlert[]) => Promise<void>,
  ): Promise<readonly RaisedAlert[]>;
  list(tenantId: string, query: ListQuery): Promise<Page<Incident>>;
  listWithAlerts(tenantId: string, query: ListQuery): Promise<Page<IncidentWithAlerts>>;
  listAlerts(tenantId: string, query: ListQuery): Promise<Page<Alert>>;
  /** @throws IncidentsError `incident-unknown` */
  get(tenantId: string, id: number): Promise<IncidentWithAlerts>;
  /** @throws IncidentsError `alert-unknown` */
  getAlert(tenantId: string, id: string): Promise<Alert>;
  /** @throws IncidentsError `incident-unknown`, `change-invalid` for a merged incident */
  update(tenantId: string, id: number, changes: IncidentChanges, by: Attribution): Promise<IncidentWithAlerts>;
  /** @throws IncidentsError `alert-unknown` */
  updateAlert(tenantId: string, id: string, changes: AlertChanges, by: Attribution): Promise<Alert>;
  /** Adds a comment to an incident or, where an alert is named, to that; the answer has all of them, oldest first. */
  comment(
    tenantId: string,
    on: { readonly incidentId: number } | { readonly alertId: string },
    comment: string,
    by: Attribution,
  ): Promise<Alert['comments']>;
  /** Moves all alerts of one incident into another, to which the first then redirects. */
  merge(tenantId: string, from: number, into: number, by: Attribution): Promise<void>;
  /** Oldest first. */
  history(tenantId: string, id: number): Promise<readonly IncidentHistoryEntry[]>;
  /** Alerts whose rows are not in the lake yet, and that they now are. */
  readonly mirror: {
    pending(limit: number): Promise<readonly Alert[]>;
    done(ids: readonly string[]): Promise<void>;
  };
}

export interface IncidentsOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly correlation?: CorrelationSettings;
}

type Transaction = Kysely<RecordsSchema>;

/** @example createIncidents({ records, clock }).raise(tenantId, [alert], { actor: 'rule:7', reason: 'detection' }) */
export function createIncidents({ records, clock, correlation = defaultCorrelation }: IncidentsOptions): Incidents {
  const { db } = records;

  async function held(transaction: Transaction, tenantId: string, id: number) {
    const row = await transaction
      .selectFrom('incident')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw unknownIncident(id);
    return row;
  }

  async function heldAlert(transaction: Transaction, tenantId: string, id: string) {
    const row = await transaction
      .selectFrom('alert')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw unknownAlert(id);
    return row;
  }

  /** With the incidents that they are in now: an alert that came later may have moved one. */
  async function withPlaces(transaction: Transaction, raised: readonly RaisedAlert[]): Promise<readonly RaisedAlert[]> {
    const ids = raised.map(({ id }) => id);
    const rows = await transaction.selectFrom('alert').select(['id', 'incident_id']).where('id', 'in', ids).execute();
    const places = new Map(rows.map(({ id, incident_id: incident }) => [id, incident]));
    return raised.map((alert) => ({ ...alert, incidentId: places.get(alert.id) ?? alert.incidentId }));
  }

  const writer = createCaseWriter(clock, correlation);
  const { remember, describe } = writer;
  const service: Incidents = {
    async raise(tenantId, alerts, by, also = async () => {}) {
      if (alerts.length === 0) {
        await db.transaction().execute((transaction) => also(transaction, []));
        return [];
      }
      const change = { by, kind: 'alerts.raised', subject: tenantId, detail: { alerts: alerts.length } };
      return records.change(change, async (transaction) => {
        await holdPlacement(transaction, tenantId);
        const raised: RaisedAlert[] = [];
        const touched = new Set<number>();
        for (const alert of alerts) raised.push(await writer.place(transaction, tenantId, alert, by, touched));
        for (const id of touched) await describe(transaction, id);
        const placed = await withPlaces(transaction, raised);
        await also(transaction, placed);
        return placed;
      });
    },

    async list(tenantId, query) {
      const { ids, nextPage, count } = await listIds(db, 'incident', tenantId, query);
      return { items: await readIncidents(db, ids.map(Number)), nextPage, count };
    },

    async listWithAlerts(tenantId, query) {
      const { items, ...page } = await service.list(tenantId, query);
      return { items: await readAlertsOf(db, items), ...page };
    },

    async listAlerts(tenantId, query) {
      const { ids, nextPage, count } = await listIds(db, 'alert', tenantId, query);
      return { items: await readAlerts(db, ids.map(String)), nextPage, count };
    },

    async get(tenantId, id) {
      const [incident] = await readAlertsOf(db, await readIncidents(db, [id]));
      if (incident?.tenantId !== tenantId) throw unknownIncident(id);
      return incident;
    },

    async getAlert(tenantId, id) {
      const [alert] = await readAlerts(db, [id]);
      if (alert?.tenantId !== tenantId) throw unknownAlert(id);
      return alert;
    },

    async update(tenantId, id, { comment, ...changes }, by) {
      const change = { by, kind: 'incident.updated', subject: String(id), detail: { tenant: tenantId, ...changes } };
      return records.change(change, async (transaction) => {
        const row = await held(transaction, tenantId, id);
        if (row.status === 'redirected')
          throw new IncidentsError('change-invalid', `incident ${id} was merged into ${row.redirect_incident_id}`);
        await transaction
          .updateTable('incident')
          .set({
            ...(changes.status !== undefined && { status: changes.status }),
            ...(changes.severity !== undefined && { severity: changes.severity, is_severity_set: true }),
            ...(changes.classification !== undefined && { classification: changes.classification }),
            ...(changes.determination !== undefined && { determination: changes.determination }),
            ...(changes.assignedTo !== undefined && { assigned_to: changes.assignedTo || null }),
            ...(changes.customTags !== undefined && { custom_tags: JSON.stringify(changes.customTags) }),
            ...(changes.displayName !== undefined && { display_name: changes.displayName, is_named: true }),
            ...(changes.description !== undefined && { description: changes.description }),
            ...(changes.resolvingComment !== undefined && { resolving_comment: changes.resolvingComment }),
            ...(changes.summary !== undefined && { summary: changes.summary }),
            updated_at: clock(),
            last_modified_by: by.actor,
          })
          .where('id', '=', id)
          .execute();
        const kind = 'incident.updated';
        if (Object.keys(changes).length > 0)
          await remember(transaction, { tenantId, incidentId: id, by, kind, detail: { ...changes } });
        if (comment) await addComment(transaction, { tenantId, incidentId: id, alertId: null }, comment, by);
        const [updated] = await readAlertsOf(transaction, await readIncidents(transaction, [id]));
        if (!updated) throw unknownIncident(id);
        return updated;
      });
    },

    async updateAlert(tenantId, id, { comment, ...changes }, by) {
      const change = { by, kind: 'alert.updated', subject: id, detail: { tenant: tenantId, ...changes } };
      return records.change(change, async (transaction) => {
        const row = await heldAlert(transaction, tenantId, id);
        const at = clock();
        await transaction
          .updateTable('alert')
          .set({
            ...(changes.status !== undefined && {
              status: changes.status,
              resolved_at: changes.status === 'resolved' ? (row.resolved_at ?? at) : null,
            }),
            ...(changes.classification !== undefined && { classification: changes.classification }),
            ...(changes.determination !== undefined && { determination: changes.determination }),
            ...(changes.assignedTo !== undefined && { assigned_to: changes.assignedTo || null }),
            ...(changes.customDetails !== undefined && { custom_details: JSON.stringify(changes.customDetails) }),
            updated_at: at,
          })
          .where('id', '=', id)
          .execute();
        await touch(transaction, row.incident_id, by);
        const entry = { tenantId, incidentId: row.incident_id, alertId: id, by, kind: 'alert.updated' };
        if (Object.keys(changes).length > 0) await remember(transaction, { ...entry, detail: { ...changes } });
        if (comment) await addComment(transaction, { tenantId, incidentId: row.incident_id, alertId: id }, comment, by);
        const [updated] = await readAlerts(transaction, [id]);
        if (!updated) throw unknownAlert(id);
        return updated;
      });
    },

    async comment(tenantId, on, comment, by) {
      const alertId = 'alertId' in on ? on.alertId : null;
      const subject = 'alertId' in on ? on.alertId : String(on.incidentId);
      return records.change(
        { by, kind: 'comment.added', subject, detail: { tenant: tenantId } },
        async (transaction) => {
          const incidentId =
            'alertId' in on
              ? (await heldAlert(transaction, tenantId, on.alertId)).incident_id
              : (await held(transaction, tenantId, on.incidentId)).id;
          await addComment(transaction, { tenantId, incidentId, alertId }, comment, by);
          if (alertId !== null) return (await readAlerts(transaction, [alertId]))[0]?.comments ?? [];
          return (await readIncidents(transaction, [incidentId]))[0]?.comments ?? [];
        },
      );
    },

    async merge(tenantId, from, into, by) {
      if (from === into) throw new IncidentsError('change-invalid', `incident ${from} cannot be merged into itself`);
      const change = { by, kind: 'incident.merged', subject: String(from), detail: { tenant: tenantId, into } };
      await records.change(change, async (transaction) => {
        await holdPlacement(transaction, tenantId);
        for (const id of [from, into])
          if ((await held(transaction, tenantId, id)).status === 'redirected')
            throw new IncidentsError('change-invalid', `incident ${id} was merged before`);
        await writer.merge(transaction, { tenantId, from, into, by });
        await describe(transaction, into);
      });
    },

    async history(tenantId, id) {
      const rows = await db
        .selectFrom('case_history')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('incident_id', '=', id)
        .orderBy('id')
        .execute();
      return rows.map(({ at, actor, kind, alert_id: alertId, detail }) => ({
        ...{ at, actor, kind, alertId },
        detail: JSON.parse(detail) as Record<string, unknown>,
      }));
    },

    mirror: {
      async pending(limit) {
        const query = db.selectFrom('alert').select('id').where('in_lake_at', 'is', null);
        const rows = await query.orderBy('created_at').orderBy('id').limit(limit).execute();
        return readAlerts(
          db,
          rows.map(({ id }) => id),
        );
      },
      async done(ids) {
        if (ids.length === 0) return;
        await db.updateTable('alert').set({ in_lake_at: clock() }).where('id', 'in', ids).execute();
      },
    },
  };

  const touch = (transaction: Transaction, incidentId: number, by: Attribution) =>
    transaction
      .updateTable('incident')
      .set({ updated_at: clock(), last_modified_by: by.actor })
      .where('id', '=', incidentId)
      .execute();

  async function addComment(
    transaction: Transaction,
    on: { readonly tenantId: string; readonly incidentId: number; readonly alertId: string | null },
    comment: string,
    by: Attribution,
  ): Promise<void> {
    await transaction
      .insertInto('case_comment')
      .values({
        tenant_id: on.tenantId,
        incident_id: on.incidentId,
        alert_id: on.alertId,
        comment,
        created_by: by.actor,
        created_at: clock(),
      })
      .execute();
    if (on.alertId !== null)
      await transaction.updateTable('alert').set({ updated_at: clock() }).where('id', '=', on.alertId).execute();
    await touch(transaction, on.incidentId, by);
    const { tenantId, incidentId } = on;
    const entry = { tenantId, incidentId, ...(on.alertId !== null && { alertId: on.alertId }), by };
    await remember(transaction, { ...entry, kind: 'comment.added', detail: { comment } });
  }

  return service;
}

const unknownIncident = (id: number) => new IncidentsError('incident-unknown', `there is no incident ${id}`);
const unknownAlert = (id: string) => new IncidentsError('alert-unknown', `there is no alert '${id}'`);
