// Token families: all tokens that stem from one sign-in of a person to an application, ended together.

import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Clock } from '../clock.js';
import type { Records } from '../records/open-records.js';
import type { RecordsSchema } from '../records/schema/index.js';

/** One sign-in of a person to an application. */
export interface TokenFamily {
  readonly id: string;
  readonly applicationId: string;
  readonly personId: string;
  readonly tenantId: string;
  /** RFC 8176 values. */
  readonly methods: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly signedInAt: number;
}

export type NewFamily = Omit<TokenFamily, 'id'>;

export interface TokenFamilies {
  /** Adds a family in the transaction of the change that starts it. */
  add(transaction: Kysely<RecordsSchema>, family: NewFamily): Promise<TokenFamily>;
  /** Null when it was revoked or its person may not act any more. */
  find(id: string): Promise<TokenFamily | null>;
  /** Whether tokens of the family still count; remembered until something changes. */
  isLive(id: string): Promise<boolean>;
  /** Ends all tokens of the family, those already issued included. */
  revoke(family: Pick<TokenFamily, 'id' | 'applicationId'>, reason: string): Promise<void>;
  /** The same for all families of a person, at one application or all. */
  revokeAll(options: { personId: string; applicationId?: string; reason: string }): Promise<void>;
}

/** Families remembered at most. */
const capacity = 10_000;

export function createTokenFamilies({ records, clock }: { records: Records; clock: Clock }): TokenFamilies {
  const live = new Map<string, boolean>();
  let changes = 0;
  records.onChange(() => {
    changes += 1;
    live.clear();
  });

  async function find(id: string): Promise<TokenFamily | null> {
    const row = await records.db
      .selectFrom('token_family')
      .innerJoin('person', 'person.id', 'token_family.person_id')
      .selectAll('token_family')
      .where('token_family.id', '=', id)
      .where('token_family.revoked_at', 'is', null)
      .where('person.state', '=', 'active')
      .executeTakeFirst();
    if (row === undefined) return null;
    return {
      ...{ id: row.id, applicationId: row.application_id, personId: row.person_id, tenantId: row.tenant_id },
      ...{ methods: row.amr.split(' '), signedInAt: row.signed_in_at },
    };
  }

  return {
    find,
    async add(transaction, family) {
      const id = randomUUID();
      await transaction
        .insertInto('token_family')
        .values({
          ...{ id, application_id: family.applicationId, person_id: family.personId, tenant_id: family.tenantId },
          ...{ amr: family.methods.join(' '), signed_in_at: family.signedInAt, created_at: clock(), revoked_at: null },
        })
        .execute();
      return { id, ...family };
    },
    async isLive(id) {
      const known = records.isCurrent() ? live.get(id) : undefined;
      if (known !== undefined) return known;
      const seen = changes;
      const found = (await find(id)) !== null;
      // What was read while something changed may be old already.
      if (seen === changes && live.size < capacity) live.set(id, found);
      return found;
    },
    async revoke({ id, applicationId }, reason) {
      const change = { by: { actor: 'system', reason }, kind: 'token-family.revoked', subject: id };
      await records.change({ ...change, detail: { applicationId } }, (t) =>
        t.updateTable('token_family').set({ revoked_at: clock() }).where('id', '=', id).execute(),
      );
    },
    async revokeAll({ personId, applicationId, reason }) {
      const by = { actor: `person:${personId}`, reason };
      const detail = applicationId === undefined ? {} : { applicationId };
      await records.change({ by, kind: 'token-families.revoked', subject: personId, detail }, (t) => {
        const all = t
          .updateTable('token_family')
          .set({ revoked_at: clock() })
          .where('person_id', '=', personId)
          .where('revoked_at', 'is', null);
        return (applicationId === undefined ? all : all.where('application_id', '=', applicationId)).execute();
      });
    },
  };
}
