// Which tables of the lake are a tenant's: the first tenant has the home tables, every other one a namespace of its own.

import type { Records } from '../records/open-records.js';
import { tenantNamespace } from './hunt-scope.js';

/** Finds the namespaces of tenants. */
export interface TenantNamespaces {
  /** Null is the home namespace. */
  of(tenantId: string): Promise<string | null>;
  /** The tenant whose tables lie in the home namespace; undefined before the first is registered. */
  homeTenant(): Promise<string | undefined>;
}

/**
 * The home tenant is the first that was ever registered, by the order of the trail: no clock and no later change moves it.
 * @example await createTenantNamespaces(records).of(caller.tenantId)
 */
export function createTenantNamespaces({ db }: Pick<Records, 'db'>): TenantNamespaces {
  let home: string | undefined;
  const homeTenant = async (): Promise<string | undefined> => {
    home ??= (
      await db
        .selectFrom('event')
        .select('subject')
        .where('kind', '=', 'tenant.created')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst()
    )?.subject;
    return home;
  };
  return {
    homeTenant,
    of: async (tenantId) => (tenantId === (await homeTenant()) ? null : tenantNamespace(tenantId)),
  };
}
