// Whoever answers for applications, and where notices reach them (REG-2).

import { randomBytes, randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Clock } from '../clock.js';
import { IdentityError } from '../identity/identity-error.js';
import type { Sealer } from '../identity/sealing-key.js';
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
  /**
   * Sets the address of notices, unverified, under a new signing secret (`whsec_…`, the form of Standard Webhooks), which is
   * returned this once; null removes the address.
   */
  setWebhook(id: string, url: string | null, by: Attribution): Promise<{ readonly secret: string } | null>;
  /** Notes that the owner proved to receive at an address. @throws IdentityError `state-invalid` when it is another by now. */
  verifyWebhook(id: string, url: string, by: Attribution): Promise<void>;
  /** The signing secret, for whoever sends; null without an address. */
  webhookSecret(id: string): Promise<string | null>;
}

export interface OwnersOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly sealer: Sealer;
}

export function createOwners({ records, clock, sealer }: OwnersOptions): Owners {
  const { db } = records;
  const row = async (id: string) =>
    isGuid(id) ? db.selectFrom('owner').selectAll().where('id', '=', id).executeTakeFirst() : undefined;
  const find = async (id: string): Promise<Owner | null> => {
    const found = await row(id);
    return found === undefined ? null : toOwner(found);
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
      const { displayName, email } = readOwner({ ...(await get(id)), ...changes });
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

    async setWebhook(id, url, by) {
      if (url !== null) {
        const fields = readFields('owner', { webhookUrl: url });
        fields.url('webhookUrl');
        fields.end();
      }
      const secret = url === null ? null : `whsec_${randomBytes(32).toString('base64')}`;
      const sealed = secret === null ? null : await sealer.seal(secret);
      await records.change({ by, kind: 'owner.webhook-set', subject: id, detail: { url } }, async (t) => {
        await lockLivingParty(t, 'owner', id);
        await t
          .updateTable('owner')
          .set({ webhook_url: url, webhook_secret: sealed, webhook_verified_at: null })
          .where('id', '=', id)
          .execute();
      });
      return secret === null ? null : { secret };
    },

    async verifyWebhook(id, url, by) {
      await records.change({ by, kind: 'owner.webhook-verified', subject: id, detail: { url } }, async (t) => {
        await lockLivingParty(t, 'owner', id);
        const { numUpdatedRows } = await t
          .updateTable('owner')
          .set({ webhook_verified_at: clock() })
          .where('id', '=', id)
          .where('webhook_url', '=', url)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) {
          throw new IdentityError('state-invalid', `owner ${id}: expected the webhook ${url}, found another or none`);
        }
      });
    },

    async webhookSecret(id) {
      const sealed = (await row(id))?.webhook_secret ?? null;
      return sealed === null ? null : sealer.unseal(sealed);
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
