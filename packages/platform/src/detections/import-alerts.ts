// Brings alerts that were ingested as rows of `AlertInfo` and `AlertEvidence` into the queue: the sample's, and those of streaming exports.

import { type Engine, parseJson } from '@gamekeeper/lake';
import type { HuntScope } from '../hunting/hunt-scope.js';
import type { HuntingService } from '../hunting/hunting-service.js';
import type { TenantNamespaces } from '../hunting/tenant-namespaces.js';
import { alertFromRows, type Incidents } from '../incidents/index.js';
import type { Records } from '../records/index.js';
import type { RuleScopes } from './rule-scope.js';

export interface AlertImport {
  /** Looks at every tenant whose tables changed and have rested since the last look; the number of alerts raised. */
  importNew(): Promise<number>;
}

type Row = Readonly<Record<string, unknown>>;

const allAlerts = 'AlertInfo | where isnotempty(AlertId) | summarize arg_max(Timestamp, *) by AlertId';
const atOnce = 100;
const by = { actor: 'system', reason: 'alert in the lake' };

/** A look costs nothing while no row was added; alerts are brought in once their tables rest, so that their evidence is there, too. */
export function createAlertImport(options: {
  readonly records: Pick<Records, 'db'>;
  readonly engine: Pick<Engine, 'statistics'>;
  readonly hunting: Pick<HuntingService, 'hunt'>;
  readonly incidents: Pick<Incidents, 'raise'>;
  readonly namespaces: TenantNamespaces;
  readonly scopes: RuleScopes;
}): AlertImport {
  const { records, engine, hunting, incidents, namespaces, scopes } = options;
  const { db } = records;
  const lastSeen = new Map<string, string>();

  /** Changes with the rows of the two tables; empty while there are none. */
  async function markOf(tenantId: string): Promise<string> {
    const statistics = await engine.statistics(await namespaces.of(tenantId));
    const told = statistics.filter(({ table, rows }) => /^Alert(Info|Evidence)$/.test(table) && rows > 0);
    return told
      .map(({ table, rows, newest }) => `${table} ${rows} ${newest ?? ''}`)
      .sort()
      .join(', ');
  }

  async function rowsOf(scope: HuntScope, query: string): Promise<readonly Row[]> {
    const answer = await hunting.hunt({ query, caller: null, scope });
    const columns = answer.columns.map(({ name }) => name);
    const rows: Row[] = [];
    const decoder = new TextDecoder();
    for await (const chunk of answer.rows)
      for (const line of decoder
        .decode(chunk)
        .split('\n')
        .filter((text) => text !== '')) {
        const cells = parseJson(line) as readonly unknown[];
        rows.push(Object.fromEntries(columns.map((name, index) => [name, cells[index]])));
      }
    return rows;
  }

  /** Ids that are no alerts of the tenant yet, and which of them another tenant has. */
  async function unknown(tenantId: string, ids: readonly string[]) {
    const rows = await db.selectFrom('alert').select(['id', 'tenant_id']).where('id', 'in', ids).execute();
    const own = new Set(rows.filter(({ tenant_id }) => tenant_id === tenantId).map(({ id }) => id));
    return { fresh: ids.filter((id) => !own.has(id)), taken: new Set(rows.map(({ id }) => id)) };
  }

  async function importOf(tenantId: string): Promise<number> {
    // Entitlements are about what people may hunt in; alerts of every product are the tenant's.
    const scope = { ...(await scopes.of(tenantId)), tables: new Map() };
    const infos = new Map<string, Row>();
    for (const row of await rowsOf(scope, allAlerts)) infos.set(String(row.AlertId), row);
    const ids = [...infos.keys()];
    let raised = 0;
    for (let start = 0; start < ids.length; start += atOnce) {
      const { fresh, taken } = await unknown(tenantId, ids.slice(start, start + atOnce));
      if (fresh.length === 0) continue;
      const list = fresh.map((id) => JSON.stringify(id)).join(', ');
      const evidence = new Map<string, Row[]>(fresh.map((id) => [id, []]));
      for (const row of await rowsOf(scope, `AlertEvidence | where AlertId in (${list})`))
        evidence.get(String(row.AlertId))?.push(row);
      const alerts = fresh
        .map((id) => alertFromRows(infos.get(id) ?? {}, evidence.get(id) ?? []))
        .filter((alert) => alert !== null)
        // Another tenant may hold a copy of the same events, whose alert has the id already.
        .map(({ id, ...alert }) => (id === undefined || taken.has(id) ? alert : { ...alert, id }))
        .sort((a, b) => a.firstActivityAt - b.firstActivityAt);
      const placed = await incidents.raise(tenantId, alerts, by);
      raised += placed.filter(({ isNew }) => isNew).length;
    }
    return raised;
  }

  return {
    async importNew() {
      const tenants = await db.selectFrom('tenant').select('id').where('state', '=', 'active').execute();
      let raised = 0;
      for (const { id } of tenants) {
        const mark = await markOf(id);
        const rests = lastSeen.get(id) === mark;
        lastSeen.set(id, mark);
        const known = await db
          .selectFrom('lake_alert_mark')
          .select('mark')
          .where('tenant_id', '=', id)
          .executeTakeFirst();
        if (mark === '' || !rests || known?.mark === mark) continue;
        raised += await importOf(id);
        await db
          .insertInto('lake_alert_mark')
          .values({ tenant_id: id, mark })
          .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ mark }))
          .execute();
      }
      return raised;
    },
  };
}
