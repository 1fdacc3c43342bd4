// Narrows an application to some tables and columns of a tenant (USE-4, USE-7).

import { tables } from '@gamekeeper/lake';
import type { Selectable } from 'kysely';
import type { Clock } from '../clock.js';
import { type FieldFault, IdentityError } from '../identity/identity-error.js';
import type { Attribution, Records, RecordsSchema } from '../records/index.js';
import { isGuid } from './guid.js';
import type { TenantApplication } from './licences.js';
import { lockLivingParty, lockParty } from './lock-party.js';
import { fieldRefusal } from './read-fields.js';

export interface TableGrant extends TenantApplication {
  readonly table: string;
  /** Columns, in the table's order; null for all. */
  readonly columns: readonly string[] | null;
  /** Milliseconds since the Unix epoch. */
  readonly grantedAt: number;
}

export interface NewTableGrant extends TenantApplication {
  readonly table: string;
  /** All unless told. */
  readonly columns?: readonly string[] | null;
}

/** An application without any grant in a tenant reads every table that the tenant is entitled to. */
export interface TableGrants {
  /**
   * Grants a table, or replaces its columns; the first grant narrows the application to it.
   * @throws IdentityError `registration-invalid` naming an unknown table or column; `tenant-unknown`, `application-unknown`, `state-invalid`.
   */
  grant(grant: NewTableGrant, by: Attribution): Promise<TableGrant>;
  /**
   * Takes a table back.
   * @throws IdentityError `state-invalid` when it was not granted, or is the last: without any, every table would be open.
   */
  revoke(grant: Pick<TableGrant, 'tenantId' | 'applicationId' | 'table'>, by: Attribution): Promise<void>;
  /** Removes every grant, so that the application reads all tables again. */
  clear(between: TenantApplication, by: Attribution): Promise<void>;
  /** Sorted by table; empty when nothing is narrowed. */
  list(between: TenantApplication): Promise<readonly TableGrant[]>;
}

export function createTableGrants({ records, clock }: { records: Records; clock: Clock }): TableGrants {
  const { db } = records;
  return {
    async grant({ tenantId, applicationId, table, columns: asked = null }, by) {
      const columns = readColumns(table, asked);
      const stored = columns === null ? null : JSON.stringify(columns);
      const detail = { tenantId, table, columns };
      return records.change({ by, kind: 'table-grant.granted', subject: applicationId, detail }, async (t) => {
        await lockLivingParty(t, 'tenant', tenantId);
        await lockLivingParty(t, 'application', applicationId);
        const values = { columns: stored, granted_at: clock() };
        const row = await t
          .insertInto('table_grant')
          .values({ tenant_id: tenantId, application_id: applicationId, table_name: table, ...values })
          .onConflict((conflict) => conflict.columns(['tenant_id', 'application_id', 'table_name']).doUpdateSet(values))
          .returningAll()
          .executeTakeFirstOrThrow();
        return toTableGrant(row);
      });
    },

    async revoke({ tenantId, applicationId, table }, by) {
      const detail = { tenantId, table };
      await records.change({ by, kind: 'table-grant.revoked', subject: applicationId, detail }, async (t) => {
        await lockParty(t, 'tenant', tenantId);
        await lockParty(t, 'application', applicationId);
        const granted = await t
          .selectFrom('table_grant')
          .select('table_name')
          .where('tenant_id', '=', tenantId)
          .where('application_id', '=', applicationId)
          .execute();
        if (!granted.some(({ table_name }) => table_name === table) || granted.length === 1) {
          const list = granted.map(({ table_name }) => table_name).join(', ') || 'no table';
          throw new IdentityError(
            'state-invalid',
            `application ${applicationId}: expected a grant of ${table} beside others (without any, all tables are open), found ${list}`,
          );
        }
        await t
          .deleteFrom('table_grant')
          .where('tenant_id', '=', tenantId)
          .where('application_id', '=', applicationId)
          .where('table_name', '=', table)
          .execute();
      });
    },

    async clear({ tenantId, applicationId }, by) {
      const detail = { tenantId };
      await records.change({ by, kind: 'table-grant.cleared', subject: applicationId, detail }, async (t) => {
        await lockParty(t, 'tenant', tenantId);
        await lockParty(t, 'application', applicationId);
        await t
          .deleteFrom('table_grant')
          .where('tenant_id', '=', tenantId)
          .where('application_id', '=', applicationId)
          .execute();
      });
    },

    async list({ tenantId, applicationId }) {
      if (!isGuid(tenantId) || !isGuid(applicationId)) return [];
      const rows = await db
        .selectFrom('table_grant')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('application_id', '=', applicationId)
        .orderBy('table_name')
        .execute();
      return rows.map(toTableGrant);
    },
  };
}

/** The columns in the table's order, null for all. */
function readColumns(name: string, asked: readonly string[] | null): readonly string[] | null {
  const table = tables.get(name);
  if (table === undefined) {
    throw fieldRefusal('table grant', [{ field: 'table', expected: 'a hunting table', found: `'${name}'` }]);
  }
  if (asked === null) return null;
  const known = table.columns.map((column) => column.name);
  const faults: FieldFault[] = asked
    .filter((column) => !known.includes(column))
    .map((column) => ({ field: 'columns', expected: `columns of ${name}`, found: `'${column}'` }));
  if (asked.length === 0) {
    faults.push({ field: 'columns', expected: 'at least one, or null for all', found: 'an empty list' });
  }
  if (faults.length > 0) throw fieldRefusal('table grant', faults);
  return known.filter((column) => asked.includes(column));
}

function toTableGrant(row: Selectable<RecordsSchema['table_grant']>): TableGrant {
  return {
    ...{ tenantId: row.tenant_id, applicationId: row.application_id, table: row.table_name },
    columns: row.columns === null ? null : (JSON.parse(row.columns) as string[]),
    grantedAt: row.granted_at,
  };
}
