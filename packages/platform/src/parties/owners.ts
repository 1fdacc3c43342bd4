// Whoever answers for applications (REG-2); how an address for notices is proved is told with the notices.

import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Clock } from '../clock.js';
import { IdentityError } from '../identity/identity-error.js';
import type { Attribution, PartyState, Records, RecordsSchema } from '../records/index.js';
import { isGuid } from './guid.js';
import { lockLivingParty } from './lock-party.js';
import { readFields, type Unchecked } from './read-fields.js';
import { createStateChanges, type StateChanges } from './state-changes.js';

export interface Owner {
  readonly id: string;
  readonly displayName: string;
  readonly email: string;
  /** Where notices are sent besides mail; null for none. */
  readonly webhookUrl: string | null;
  /** When the owner proved to receive at `webhookUrl`, milliseconds since the Unix epoch; null before. */
  readonly webhookVerifiedAt: number | null;
  readonly state: PartyState;
  readonly createdAt: number;
}

export interface NewOwner {
  readonly displayName: string;
  readonly email: string;
}

export interface Owners extends StateChanges {
  /** @throws IdentityError `registration-invalid` naming every fault. */
  create(owner: Unchecked<NewOwner>, by: Attribution): Promise<Owner>;
  /** @throws IdentityError `owner-unknown`, `state-invalid`, `registration-invalid`. */
  update(id: string, changes: Unchecked<NewOwner>, by: Attribution): Promise<Owner>;
  find(id: string): Promise<Owner | null>;
  /** @throws IdentityError `owner-unknown`. */
  get(id: string): Promise<Owner>;
  /** Oldest first. */
  list(filter?: { readonly state?: PartyState }): Promise<readonly Owner[]>;
}

export function createOwners({ records, clock }: { records: Records; clock: Clock }): Owners {
  const { db } = records;
  const find = async (id: string): Promise<Owner | null> => {
    if (!isGuid(id)) return null;
    const row = await db.selectFrom('owner').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? null : toOwner(row);
  };
  const get = async (id: string): Promise<Owner> => {
    const owner = await find(id);
    if (owner === null) throw new IdentityError('owner-unknown', `owner '${id}' was not found`);
    return owner;
  };
  return {
    ...createStateChanges(records, 'owner'),
    find,
    get,

    async create(input, by) {
      const { displayName, email } = readOwner(input);
      const id = randomUUID();
      return records.change({ by, kind: 'owner.created', subject: id, detail: { displayName, email } }, async (t) => {
        const created = await t
          .insertInto('owner')
          .values({ id, display_name: displayName, email, created_at: clock() })
          .returningAll()
          .executeTakeFirstOrThrow();
        return toOwner(created);
      });
    },

    async update(id, changes, by) {
      const before = await get(id);
      const { displayName, email } = readOwner({ displayName: before.displayName, email: before.email, ...changes });
      return records.change({ by, kind: 'owner.updated', subject: id, detail: { displayName, email } }, async (t) => {
        await lockLivingParty(t, 'owner', id);
        const updated = await t
          .updateTable('owner')
          .set({ display_name: displayName, email })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return toOwner(updated);
      });
    },

    async list({ state } = {}) {
      const query = db.selectFrom('owner').selectAll().orderBy('created_at').orderBy('id');
      const rows = await (state === undefined ? query : query.where('state', '=', state)).execute();
      return rows.map(toOwner);
    },
  };
}

function readOwner(input: object): NewOwner {
  const fields = readFields('owner', input);
  const owner = { displayName: fields.text('displayName'), email: fields.mail('email') };
  fields.end();
  return owner;
}

function toOwner(row: Selectable<RecordsSchema['owner']>): Owner {
  return {
    ...{ id: row.id, displayName: row.display_name, email: row.email, state: row.state, createdAt: row.created_at },
    ...{ webhookUrl: row.webhook_url, webhookVerifiedAt: row.webhook_verified_at },
  };
}
