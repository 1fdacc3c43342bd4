// Which rows of the audit a tenant's hunts may see: those of its own calls.

import type { RowFilter } from '@gamekeeper/kql';

/**
 * The part of a hunt's scope that every tenant's caller needs, the home tenant's too; only the operator goes without.
 * @example const scope: HuntScope = { namespace, tables, others: 'all', rowFilters: auditRowFilters(caller.tenantId) };
 */
export function auditRowFilters(tenantId: string): ReadonlyMap<string, RowFilter> {
  return new Map([['ApiAuditEvents', { column: 'TenantId', equals: tenantId }]]);
}
