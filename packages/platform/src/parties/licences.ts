// What lets an application work for a tenant at all: one licence per tenant and application (LIC-1).

import type { Kysely, Selectable } from 'kysely';
import type { Clock } from '../clock.js';
import { IdentityError } from '../identity/identity-error.js';
import type { Attribution, Records, RecordsSchema } from '../records/index.js';
import { isGuid } from './guid.js';
import { lockLivingParty, lockParty } from './lock-party.js';

/** The two parties that a licence, a consent or a grant is between. */
export interface TenantApplication {
  readonly tenantId: string;
  readonly applicationId: string;
}

export interface Licence extends TenantApplication {
  readonly state: 'granted' | 'suspended' | 'revoked';
  /** Why it is in this state. */
  readonly reason: string;
  /** Since when, milliseconds since the Unix epoch. */
  readonly since: number;
}

export interface LicenceFilter extends Partial<TenantApplication> {
  readonly state?: Licence['state'];
}

/** A change takes effect on the next call that reads it. All that change throw IdentityError for unknown or ended parties. */
export interface Licences {
  /** Grants a licence, or grants a suspended or revoked one again. @throws IdentityError `state-invalid` when it is granted. */
  grant(between: TenantApplication, by: Attribution): Promise<Licence>;
  /** @throws IdentityError `state-invalid` unless it is granted. */
  suspend(between: TenantApplication, by: Attribution): Promise<Licence>;
  /** @throws IdentityError `state-invalid` unless it is granted or suspended. */
  revoke(between: TenantApplication, by: Attribution): Promise<Licence>;
  /** Null when there never was one. */
  of(between: TenantApplication): Promise<Licence | null>;
  /** Oldest first. */
  list(filter?: LicenceFilter): Promise<readonly Licence[]>;
}

export function createLicences({ records, clock }: { records: Records; clock: Clock }): Licences {
  const { db } = records;
  const read = (from: Kysely<RecordsSchema>, { tenantId, applicationId }: TenantApplication) =>
    from
      .selectFrom('licence')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('application_id', '=', applicationId)
      .executeTakeFirst();

  const set = (state: Licence['state'], from: readonly (Licence['state'] | 'none')[]) => {
    const lock = state === 'granted' ? lockLivingParty : lockParty;
    return async ({ tenantId, applicationId }: TenantApplication, by: Attribution): Promise<Licence> => {
      const change = { by, kind: `licence.${state}`, subject: applicationId, detail: { tenantId } };
      return records.change(change, async (t) => {
        // The application's lock keeps two changes of one licence apart.
        await lock(t, 'tenant', tenantId);
        await lock(t, 'application', applicationId);
        const found = (await read(t, { tenantId, applicationId }))?.state ?? 'none';
        if (!from.includes(found)) {
          throw new IdentityError(
            'state-invalid',
            `licence of application ${applicationId} in tenant ${tenantId}: expected ${from.join(' or ')}, found ${found}`,
          );
        }
        const values = { state, reason: by.reason, since: clock() };
        const row = await t
          .insertInto('licence')
          .values({ tenant_id: tenantId, application_id: applicationId, ...values })
          .onConflict((conflict) => conflict.columns(['tenant_id', 'application_id']).doUpdateSet(values))
          .returningAll()
          .executeTakeFirstOrThrow();
        return toLicence(row);
      });
    };
  };

  return {
    grant: set('granted', ['none', 'suspended', 'revoked']),
    suspend: set('suspended', ['granted']),
    revoke: set('revoked', ['granted', 'suspended']),

    async of(between) {
      if (!isGuid(between.tenantId) || !isGuid(between.applicationId)) return null;
      const row = await read(db, between);
      return row === undefined ? null : toLicence(row);
    },

    async list({ tenantId, applicationId, state } = {}) {
      if (![tenantId, applicationId].every((id) => id === undefined || isGuid(id))) return [];
      let query = db.selectFrom('licence').selectAll().orderBy('since').orderBy('application_id');
      if (tenantId !== undefined) query = query.where('tenant_id', '=', tenantId);
      if (applicationId !== undefined) query = query.where('application_id', '=', applicationId);
      if (state !== undefined) query = query.where('state', '=', state);
      return (await query.execute()).map(toLicence);
    },
  };
}

function toLicence(row: Selectable<RecordsSchema['licence']>): Licence {
  const { tenant_id: tenantId, application_id: applicationId, state, reason, since } = row;
  return { tenantId, applicationId, state, reason, since };
}
