// Which products' tables a tenant is licensed for (USE-8).

import type { Clock } from '../clock.js';
import { IdentityError } from '../identity/identity-error.js';
import type { Attribution, Records } from '../records/index.js';
import { isGuid } from './guid.js';
import { lockLivingParty, lockParty } from './lock-party.js';
import { fieldRefusal } from './read-fields.js';

export interface Entitlement {
  readonly tenantId: string;
  /** Name of the product: `defender-for-endpoint`. */
  readonly product: string;
}

/** A tenant without any entitlement is entitled to every product; the first narrows it. */
export interface Entitlements {
  /** Entitled again, nothing changes. @throws IdentityError `registration-invalid`, `tenant-unknown`, `state-invalid`. */
  entitle(entitlement: Entitlement, by: Attribution): Promise<void>;
  /**
   * Takes a product away.
   * @throws IdentityError `state-invalid` when the tenant is not entitled, or to nothing else: without any, every product would be open.
   */
  disentitle(entitlement: Entitlement, by: Attribution): Promise<void>;
  /** Removes every entitlement, so that the tenant reads all products again. */
  clear(tenantId: string, by: Attribution): Promise<void>;
  /** Sorted; empty when nothing is narrowed. */
  list(tenantId: string): Promise<readonly string[]>;
}

export function createEntitlements({ records, clock }: { records: Records; clock: Clock }): Entitlements {
  const { db } = records;
  const list = async (tenantId: string, from = db): Promise<readonly string[]> => {
    if (!isGuid(tenantId)) return [];
    const query = from.selectFrom('entitlement').select('product').where('tenant_id', '=', tenantId);
    return (await query.orderBy('product').execute()).map(({ product }) => product);
  };
  return {
    list: (tenantId) => list(tenantId),

    async entitle({ tenantId, product }, by) {
      if (!/^[a-z][a-z0-9-]{0,63}$/.test(product)) {
        throw fieldRefusal('entitlement', [{ field: 'product', expected: 'a product', found: `'${product}'` }]);
      }
      await records.change({ by, kind: 'entitlement.granted', subject: tenantId, detail: { product } }, async (t) => {
        await lockLivingParty(t, 'tenant', tenantId);
        await t
          .insertInto('entitlement')
          .values({ tenant_id: tenantId, product, granted_at: clock() })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      });
    },

    async disentitle({ tenantId, product }, by) {
      await records.change({ by, kind: 'entitlement.revoked', subject: tenantId, detail: { product } }, async (t) => {
        await lockParty(t, 'tenant', tenantId);
        const held = await list(tenantId, t);
        if (!held.includes(product) || held.length === 1) {
          throw new IdentityError(
            'state-invalid',
            `tenant ${tenantId}: expected ${product} beside other products (without any, all are open), found ${held.join(', ') || 'none'}`,
          );
        }
        const query = t.deleteFrom('entitlement').where('tenant_id', '=', tenantId);
        await query.where('product', '=', product).execute();
      });
    },

    async clear(tenantId, by) {
      await records.change({ by, kind: 'entitlement.cleared', subject: tenantId }, async (t) => {
        await lockParty(t, 'tenant', tenantId);
        await t.deleteFrom('entitlement').where('tenant_id', '=', tenantId).execute();
      });
    },
  };
}
