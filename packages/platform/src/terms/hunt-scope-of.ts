// What an application may read in a tenant: its table grants, the tenant's entitlements, confidential tables, and audit rows of its own (USE-7, USE-8, CHG-4).

import { productOfTable, tables } from '@gamekeeper/lake';
import { auditRowFilters } from '../audit/index.js';
import type { HuntScope, TableAccess } from '../hunting/hunt-scope.js';
import { confidentialPermission } from './gates/confidential.js';
import { mayUse } from './gates/consent.js';
import type { Rulebook, Standing } from './standing/standing.js';

/** Opens the platform's audit table for the rows of the tenant. */
export const auditPermission = 'Audit.Read.All';

/** @example hunting.hunt({ query, caller, scope: huntScopeOf(standing, rulebook, clock()) }) */
export function huntScopeOf(standing: Standing, rulebook: Rulebook, now: number): HuntScope {
  const { tenant, entitlements } = standing;
  const rowFilters = auditRowFilters(tenant.id);
  const readsAudit = mayUse(standing, auditPermission, now);
  const readsConfidential = mayUse(standing, confidentialPermission, now);
  const accessTo = (table: string): TableAccess => {
    const entitlement = productOfTable.get(table) ?? null;
    if (entitlements !== null && entitlement !== null && !entitlements.has(entitlement)) {
      return { refused: 'not-entitled', entitlement };
    }
    if (rulebook.confidentialTables.has(table) && !readsConfidential) {
      return { refused: 'confidential', permission: confidentialPermission };
    }
    if (rowFilters.has(table) && !readsAudit) return { refused: 'not-granted' };
    if (standing.tables === null) return 'all';
    const columns = standing.tables.get(table);
    return columns === undefined ? { refused: 'not-granted' } : (columns ?? 'all');
  };
  return {
    namespace: tenant.namespace,
    tables: new Map([...tables.keys()].map((table) => [table, accessTo(table)])),
    others: 'all',
    rowFilters,
    timeAlias: tenant.sentinelTime,
  };
}
