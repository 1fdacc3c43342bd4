// Separate agreements, which replace the default terms or quotas of a tenant or an application (REG-7).

import { createHash, randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Clock } from '../clock.js';
import { IdentityError } from '../identity/identity-error.js';
import type { Attribution, Records, RecordsSchema } from '../records/index.js';
import { isGuid } from './guid.js';
import type { TenantApplication } from './licences.js';
import { lockLivingParty, lockParty } from './lock-party.js';
import { readFields } from './read-fields.js';

/** Times in milliseconds since the Unix epoch. */
export interface Agreement {
  readonly id: string;
  readonly name: string;
  readonly body: string;
  /** Hex SHA-256 of `body`. */
  readonly hash: string;
  /** Whether the default terms need no acceptance under it. */
  readonly replacesTerms: boolean;
  /** Quota profile under it; null leaves the quotas alone. */
  readonly quotaProfile: string | null;
  readonly validFrom: number;
  /** Null for no end; at that moment it is no longer in force. */
  readonly validUntil: number | null;
  readonly createdAt: number;
}

export type NewAgreement = Omit<Agreement, 'id' | 'hash' | 'createdAt'>;

/** What an agreement governs: a tenant with all of its applications, or one application. */
export type Governed =
  | { readonly tenantId: string; readonly applicationId?: never }
  | { readonly applicationId: string; readonly tenantId?: never };

export interface Agreements {
  /** Agreements are never changed; another takes their place. @throws IdentityError `registration-invalid` naming every fault. */
  create(agreement: NewAgreement, by: Attribution): Promise<Agreement>;
  /** Puts a party under an agreement, in place of any before. @throws IdentityError `agreement-unknown`, or as the party has it. */
  attach(agreementId: string, to: Governed, by: Attribution): Promise<void>;
  /** Puts a party back under the default terms. @throws IdentityError as the party has it. */
  detach(from: Governed, by: Attribution): Promise<void>;
  /** The agreement that governs an application's calls for a tenant at a time: its own first, else the tenant's, else null. */
  inForce(between: TenantApplication, at: number): Promise<Agreement | null>;
  /** @throws IdentityError `agreement-unknown`. */
  get(id: string): Promise<Agreement>;
  /** Oldest first. */
  list(): Promise<readonly Agreement[]>;
}

export function createAgreements({ records, clock }: { records: Records; clock: Clock }): Agreements {
  const { db } = records;
  const get = async (id: string): Promise<Agreement> => {
    const row = isGuid(id)
      ? await db.selectFrom('agreement').selectAll().where('id', '=', id).executeTakeFirst()
      : undefined;
    if (row === undefined) throw new IdentityError('agreement-unknown', `agreement '${id}' was not found`);
    return toAgreement(row);
  };
  async function put(agreementId: string | null, { tenantId, applicationId }: Governed, by: Attribution) {
    const kind = agreementId === null ? 'agreement.detached' : 'agreement.attached';
    const subject = tenantId ?? applicationId;
    const detail = { party: tenantId === undefined ? 'application' : 'tenant', agreementId };
    await records.change({ by, kind, subject, detail }, async (t) => {
      const lock = agreementId === null ? lockParty : lockLivingParty;
      const table = tenantId === undefined ? 'application' : 'tenant';
      await lock(t, table, subject);
      await t.updateTable(table).set({ agreement_id: agreementId }).where('id', '=', subject).execute();
    });
  }
  return {
    get,

    async create({ body, replacesTerms, quotaProfile, validFrom, validUntil, name: given }, by) {
      const fields = readFields('agreement', { name: given });
      const name = fields.text('name');
      if (body.trim() === '') fields.fault({ field: 'body', expected: 'the text of the agreement', found: 'nothing' });
      if (!Number.isInteger(validFrom)) {
        fields.fault({ field: 'validFrom', expected: 'whole milliseconds', found: String(validFrom) });
      }
      if (validUntil !== null && !(Number.isInteger(validUntil) && validUntil > validFrom)) {
        fields.fault({ field: 'validUntil', expected: 'a time after validFrom, or null', found: String(validUntil) });
      }
      if (!replacesTerms && quotaProfile === null) {
        fields.fault({ field: 'quotaProfile', expected: 'a profile where the terms stay', found: 'nothing' });
      }
      fields.end();
      const id = randomUUID();
      const hash = createHash('sha256').update(body).digest('hex');
      const detail = { name, hash, replacesTerms, quotaProfile, validFrom, validUntil };
      return records.change({ by, kind: 'agreement.created', subject: id, detail }, async (t) => {
        const row = await t
          .insertInto('agreement')
          .values({
            ...{ id, name, body, hash, replaces_terms: replacesTerms, quota_profile: quotaProfile },
            ...{ valid_from: validFrom, valid_until: validUntil, created_at: clock() },
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        return toAgreement(row);
      });
    },

    async attach(agreementId, to, by) {
      const { id } = await get(agreementId);
      await put(id, to, by);
    },

    detach: (from, by) => put(null, from, by),

    async inForce({ tenantId, applicationId }, at) {
      if (!isGuid(tenantId) || !isGuid(applicationId)) return null;
      const rows = await db
        .selectFrom('agreement as g')
        .selectAll('g')
        .leftJoin('application as a', (join) =>
          join.onRef('a.agreement_id', '=', 'g.id').on('a.id', '=', applicationId),
        )
        .leftJoin('tenant as t', (join) => join.onRef('t.agreement_id', '=', 'g.id').on('t.id', '=', tenantId))
        .select(['a.id as of_application', 't.id as of_tenant'])
        .where((eb) => eb.or([eb('a.id', 'is not', null), eb('t.id', 'is not', null)]))
        .where('g.valid_from', '<=', at)
        .where((eb) => eb.or([eb('g.valid_until', 'is', null), eb('g.valid_until', '>', at)]))
        .execute();
      const governing = rows.find((row) => row.of_application !== null) ?? rows[0];
      return governing === undefined ? null : toAgreement(governing);
    },

    async list() {
      const rows = await db.selectFrom('agreement').selectAll().orderBy('created_at').orderBy('id').execute();
      return rows.map(toAgreement);
    },
  };
}

function toAgreement(row: Selectable<RecordsSchema['agreement']>): Agreement {
  return {
    ...{ id: row.id, name: row.name, body: row.body, hash: row.hash },
    ...{ replacesTerms: row.replaces_terms, quotaProfile: row.quota_profile },
    ...{ validFrom: row.valid_from, validUntil: row.valid_until, createdAt: row.created_at },
  };
}
