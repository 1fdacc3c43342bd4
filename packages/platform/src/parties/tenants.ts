// The customer organisations that applications, people and data belong to (REG-1).

import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Clock } from '../clock.js';
import { IdentityError } from '../identity/identity-error.js';
import type { Attribution, PartyState, Records, RecordsSchema } from '../records/index.js';
import { isGuid } from './guid.js';
import { lockLivingParty } from './lock-party.js';
import { fieldRefusal, readFields, type Unchecked } from './read-fields.js';
import { createStateChanges, type StateChanges } from './state-changes.js';

export interface Tenant {
  readonly id: string;
  readonly displayName: string;
  /** Lower case. */
  readonly domain: string;
  /** A sandbox may be load tested and has test controls. */
  readonly kind: 'production' | 'sandbox';
  readonly state: PartyState;
  /** Name of its quota profile; null for the platform's default. */
  readonly quotaProfile: string | null;
  /** The separate agreement that governs its applications (REG-7); null for the default terms. */
  readonly agreementId: string | null;
  /** Whether its tables answer to Sentinel's `TimeGenerated`; true for a new tenant. */
  readonly sentinelTime: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

export interface NewTenant {
  readonly displayName: string;
  readonly domain: string;
  /** `production` unless told. */
  readonly kind?: Tenant['kind'];
}

export interface TenantFilter {
  readonly kind?: Tenant['kind'];
  readonly state?: PartyState;
}

export interface Tenants extends StateChanges {
  /** @throws IdentityError `registration-invalid` naming every fault; a domain belongs to one tenant only. */
  create(tenant: Unchecked<NewTenant>, by: Attribution): Promise<Tenant>;
  /** @throws IdentityError `tenant-unknown`, `state-invalid`, `registration-invalid`. */
  rename(id: string, displayName: string, by: Attribution): Promise<Tenant>;
  /** Finds by id or domain, whatever the case. */
  find(idOrDomain: string): Promise<Tenant | null>;
  /** @throws IdentityError `tenant-unknown`. */
  get(idOrDomain: string): Promise<Tenant>;
  /** Oldest first. */
  list(filter?: TenantFilter): Promise<readonly Tenant[]>;
  /** Null returns to the platform's default. Whether a profile may be used is the quotas' to say. */
  setQuotaProfile(id: string, profile: string | null, by: Attribution): Promise<void>;
  /** Whether its tables answer to Sentinel's `TimeGenerated` where a query names it. */
  setSentinelTime(id: string, on: boolean, by: Attribution): Promise<void>;
}

export function createTenants({ records, clock }: { records: Records; clock: Clock }): Tenants {
  const { db } = records;
  const find = async (idOrDomain: string): Promise<Tenant | null> => {
    const row = await db
      .selectFrom('tenant')
      .selectAll()
      .where(isGuid(idOrDomain) ? 'id' : 'domain', '=', idOrDomain.toLowerCase())
      .executeTakeFirst();
    return row === undefined ? null : toTenant(row);
  };
  const get = async (idOrDomain: string): Promise<Tenant> => {
    const tenant = await find(idOrDomain);
    if (tenant === null) throw new IdentityError('tenant-unknown', `tenant '${idOrDomain}' was not found`);
    return tenant;
  };
  return {
    ...createStateChanges(records, 'tenant'),
    find,
    get,

    async create(input, by) {
      const fields = readFields('tenant', { kind: 'production', ...input });
      const values = {
        id: randomUUID(),
        display_name: fields.text('displayName'),
        domain: fields.domain('domain'),
        kind: fields.oneOf('kind', ['production', 'sandbox']),
        created_at: clock(),
      };
      fields.end();
      const { id, display_name: displayName, domain, kind } = values;
      const change = { by, kind: 'tenant.created', subject: id, detail: { displayName, domain, kind } };
      return records.change(change, async (t) => {
        const row = await t
          .insertInto('tenant')
          .values(values)
          .onConflict((conflict) => conflict.column('domain').doNothing())
          .returningAll()
          .executeTakeFirst();
        if (row !== undefined) return toTenant(row);
        throw fieldRefusal('tenant', [
          { field: 'domain', expected: 'a domain of no other tenant', found: `'${domain}'` },
        ]);
      });
    },

    async rename(id, name, by) {
      const fields = readFields('tenant', { displayName: name });
      const displayName = fields.text('displayName');
      fields.end();
      await records.change({ by, kind: 'tenant.renamed', subject: id, detail: { displayName } }, async (t) => {
        await lockLivingParty(t, 'tenant', id);
        await t.updateTable('tenant').set({ display_name: displayName }).where('id', '=', id).execute();
      });
      return get(id);
    },

    async list({ kind, state } = {}) {
      let query = db.selectFrom('tenant').selectAll().orderBy('created_at').orderBy('id');
      if (kind !== undefined) query = query.where('kind', '=', kind);
      if (state !== undefined) query = query.where('state', '=', state);
      return (await query.execute()).map(toTenant);
    },

    async setQuotaProfile(id, profile, by) {
      if (profile !== null && !/^[a-z0-9][a-z0-9-]{0,63}$/.test(profile)) {
        throw fieldRefusal('tenant', [
          { field: 'quotaProfile', expected: 'the name of a profile', found: `'${profile}'` },
        ]);
      }
      await records.change({ by, kind: 'tenant.quota-profile-set', subject: id, detail: { profile } }, async (t) => {
        await lockLivingParty(t, 'tenant', id);
        await t.updateTable('tenant').set({ quota_profile: profile }).where('id', '=', id).execute();
      });
    },

    async setSentinelTime(id, on, by) {
      await records.change({ by, kind: 'tenant.sentinel-time-set', subject: id, detail: { on } }, async (t) => {
        await lockLivingParty(t, 'tenant', id);
        await t.updateTable('tenant').set({ sentinel_time: on }).where('id', '=', id).execute();
      });
    },
  };
}

function toTenant(row: Selectable<RecordsSchema['tenant']>): Tenant {
  return {
    ...{ id: row.id, displayName: row.display_name, domain: row.domain, kind: row.kind, state: row.state },
    ...{ quotaProfile: row.quota_profile, agreementId: row.agreement_id, createdAt: row.created_at },
    sentinelTime: row.sentinel_time,
  };
}
