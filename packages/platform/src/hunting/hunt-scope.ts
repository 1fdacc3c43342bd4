// What one caller may read, as plain data: whoever admits a call makes it, the compiler applies it, the engine checks it again.

import { functionsReachedBy, type RowFilter, type StoredFunction, type TableGrants } from '@gamekeeper/kql';
import type { QueryReach } from '@gamekeeper/lake';

/** Why a table may not be read. */
export type TableRefusal =
  /** Nobody granted it to the application (USE-7). */
  | { readonly refused: 'not-granted' }
  /** The tenant is not licensed for the product whose table it is (USE-8). */
  | { readonly refused: 'not-entitled'; readonly entitlement: string }
  /** It is labelled confidential, and the caller lacks the permission for that (CHG-4). */
  | { readonly refused: 'confidential'; readonly permission: string };

/** All columns of a table, some of them (the others do not exist for the caller), or why it may not be read. */
export type TableAccess = 'all' | readonly string[] | TableRefusal;

/**
 * What a caller may read. A query that names a refused table fails with `forbidden-table`; wildcards and `search` pass it over.
 * @example
 * const scope: HuntScope = {
 *   namespace: tenantNamespace(tenantId),
 *   tables: new Map([['EmailEvents', { refused: 'not-entitled', entitlement: 'defender-for-office' }]]),
 *   others: 'all',
 *   rowFilters: new Map([['ApiAuditEvents', { column: 'TenantId', equals: tenantId }]]),
 * };
 */
export interface HuntScope {
  /** The tenant's tables in the lake; null for those of the home tenant. */
  readonly namespace: string | null;
  readonly tables: ReadonlyMap<string, TableAccess>;
  /** What holds for tables that `tables` does not name. */
  readonly others: TableAccess;
  /**
   * Tables that all tenants share, which lie in the home namespace, and which of their rows are the caller's: a row whose text in
   * `column` is `equals`. Such a table still needs access by `tables` or `others`.
   */
  readonly rowFilters: ReadonlyMap<string, RowFilter>;
  /** The tenant's stored functions by name; they read what the caller may read. */
  readonly functions?: ReadonlyMap<string, StoredFunction>;
  /** Whether tables answer to `TimeGenerated` where a query names it; true unless told. */
  readonly timeAlias?: boolean;
}

/** A tenant's namespace in the lake, for every tenant but the home tenant. */
export function tenantNamespace(tenantId: string): string {
  return `tenant-${tenantId.toLowerCase()}`;
}

/** All tables of a namespace: the operator's scope where it is null. */
export function wholeNamespace(namespace: string | null): HuntScope {
  return { namespace, tables: new Map(), others: 'all', rowFilters: new Map() };
}

/** Why a table may not be read in a scope; undefined when it may. */
export function refusalOf({ tables, others }: HuntScope, table: string): TableRefusal | undefined {
  const access = tables.get(table) ?? others;
  return isRefusal(access) ? access : undefined;
}

/** What may not be done, as a sentence without its full stop. */
export function refusalText(table: string, refusal: TableRefusal): string {
  switch (refusal.refused) {
    case 'not-granted':
      return `The table '${table}' is not granted to the application`;
    case 'not-entitled':
      return `The table '${table}' needs the entitlement '${refusal.entitlement}', which the tenant does not have`;
    case 'confidential':
      return `The table '${table}' is confidential and needs the permission '${refusal.permission}'`;
  }
}

/** A scope's tables as the compiler takes them. */
export function grantsOf({ tables, others }: HuntScope): TableGrants {
  const grant = (access: TableAccess) => (isRefusal(access) ? 'refused' : access);
  return { tables: new Map([...tables].map(([name, access]) => [name, grant(access)])), others: grant(others) };
}

/** A scope as the compiler takes it for a text: only the functions that the text can reach. */
export function compileScope(scope: HuntScope, text: string) {
  const { namespace, rowFilters, functions = new Map<string, StoredFunction>(), timeAlias = true } = scope;
  const reached = functionsReachedBy(text, functions);
  const functionNames = [...functions.keys()];
  return { namespace, grants: grantsOf(scope), rows: rowFilters, functions: reached, functionNames, timeAlias };
}

/** A scope as the engine checks it, made without the compiler's help. */
export function reachOf(scope: HuntScope, allTables: Iterable<string>): QueryReach {
  const readable = [...allTables].filter((table) => refusalOf(scope, table) === undefined);
  return {
    namespace: scope.namespace,
    tables: readable.filter((table) => !scope.rowFilters.has(table)),
    shared: readable.filter((table) => scope.rowFilters.has(table)),
  };
}

function isRefusal(access: TableAccess): access is TableRefusal {
  return typeof access === 'object' && 'refused' in access;
}
