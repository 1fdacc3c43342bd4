// What a tenant's rules read: its own tables as far as it is entitled to them, and the audit rows of its own calls.

import type { StoredFunction } from '@gamekeeper/kql';
import { productOfTable, tables } from '@gamekeeper/lake';
import { auditRowFilters } from '../audit/index.js';
import type { HuntScope, TableAccess } from '../hunting/hunt-scope.js';
import type { TenantNamespaces } from '../hunting/tenant-namespaces.js';
import type { Records } from '../records/index.js';

export interface RuleScopes {
  of(tenantId: string): Promise<HuntScope>;
}

/** @example const scope = await createRuleScopes({ records, namespaces, functionsOf }).of(tenantId) */
export function createRuleScopes(options: {
  readonly records: Pick<Records, 'db'>;
  readonly namespaces: TenantNamespaces;
  /** The functions that a tenant stores. */
  readonly functionsOf: (tenantId: string) => Promise<ReadonlyMap<string, StoredFunction>>;
}): RuleScopes {
  const { namespaces, functionsOf } = options;
  const { db } = options.records;
  return {
    async of(tenantId) {
      const rows = await db.selectFrom('entitlement').select('product').where('tenant_id', '=', tenantId).execute();
      const entitled = new Set<string>(rows.map(({ product }) => product));
      const accessTo = (table: string): TableAccess => {
        const entitlement = productOfTable.get(table) ?? null;
        const isOpen = entitled.size === 0 || entitlement === null || entitled.has(entitlement);
        return isOpen ? 'all' : { refused: 'not-entitled', entitlement };
      };
      const tenant = await db
        .selectFrom('tenant')
        .select('sentinel_time')
        .where('id', '=', tenantId)
        .executeTakeFirstOrThrow();
      return {
        namespace: await namespaces.of(tenantId),
        tables: new Map([...tables.keys()].map((table) => [table, accessTo(table)])),
        others: 'all',
        rowFilters: auditRowFilters(tenantId),
        functions: await functionsOf(tenantId),
        timeAlias: tenant.sentinel_time,
      };
    },
  };
}
