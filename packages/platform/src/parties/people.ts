// The people of tenants, and the operators of the platform itself; how they sign in is told elsewhere (REG-1).

import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Clock } from '../clock.js';
import { IdentityError } from '../identity/identity-error.js';
import type { Attribution, PartyState, Records, RecordsSchema } from '../records/index.js';
import { isGuid } from './guid.js';
import { lockLivingParty } from './lock-party.js';
import { fieldRefusal, readFields, type Unchecked } from './read-fields.js';
import { createStateChanges, type StateChanges } from './state-changes.js';

export interface Person {
  readonly id: string;
  /** Null for an operator of the platform. */
  readonly tenantId: string | null;
  /** In the form of a mail address, lower case, unique on the platform. */
  readonly userName: string;
  readonly displayName: string;
  /** An administrator consents for the tenant; without a tenant, it is an operator. */
  readonly role: 'administrator' | 'user';
  readonly state: PartyState;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

export interface NewPerson {
  readonly tenantId: string | null;
  readonly userName: string;
  readonly displayName: string;
  readonly role: Person['role'];
}

export interface PersonFilter {
  /** Null for operators. */
  readonly tenantId?: string | null;
  readonly role?: Person['role'];
  readonly state?: PartyState;
}

export interface People extends StateChanges {
  /** @throws IdentityError `registration-invalid` naming every fault, `tenant-unknown`, `state-invalid` for an ended tenant. */
  create(person: Unchecked<NewPerson>, by: Attribution): Promise<Person>;
  /** @throws IdentityError `person-unknown`, `state-invalid`, `registration-invalid`. */
  update(id: string, changes: Unchecked<Pick<NewPerson, 'displayName' | 'role'>>, by: Attribution): Promise<Person>;
  /** Finds by id or user name, whatever the case. */
  find(idOrUserName: string): Promise<Person | null>;
  /** @throws IdentityError `person-unknown`. */
  get(idOrUserName: string): Promise<Person>;
  /** Oldest first. */
  list(filter?: PersonFilter): Promise<readonly Person[]>;
}

export function createPeople({ records, clock }: { records: Records; clock: Clock }): People {
  const { db } = records;
  const find = async (idOrUserName: string): Promise<Person | null> => {
    const row = await db
      .selectFrom('person')
      .selectAll()
      .where(isGuid(idOrUserName) ? 'id' : 'user_name', '=', idOrUserName.toLowerCase())
      .executeTakeFirst();
    return row === undefined ? null : toPerson(row);
  };
  const get = async (idOrUserName: string): Promise<Person> => {
    const person = await find(idOrUserName);
    if (person === null) throw new IdentityError('person-unknown', `person '${idOrUserName}' was not found`);
    return person;
  };
  return {
    ...createStateChanges(records, 'person'),
    find,
    get,

    async create(input, by) {
      const { tenantId: tenant, ...rest } = input;
      // Null is written out for an operator; a tenant that was forgotten must not make one.
      const fields = readFields('person', tenant === null ? rest : input);
      const tenantId = tenant === null ? null : fields.id('tenantId');
      const userName = fields.mail('userName');
      const { displayName, role } = readNameAndRole(fields);
      fields.end();
      const id = randomUUID();
      const change = { by, kind: 'person.created', subject: id, detail: { tenantId, userName, role } };
      return records.change(change, async (t) => {
        if (tenantId !== null) await lockLivingParty(t, 'tenant', tenantId);
        const row = await t
          .insertInto('person')
          .values({
            id,
            tenant_id: tenantId,
            user_name: userName,
            display_name: displayName,
            role,
            created_at: clock(),
          })
          .onConflict((conflict) => conflict.column('user_name').doNothing())
          .returningAll()
          .executeTakeFirst();
        if (row !== undefined) return toPerson(row);
        throw fieldRefusal('person', [
          { field: 'userName', expected: 'a name that nobody has yet', found: `'${userName}'` },
        ]);
      });
    },

    async update(id, changes, by) {
      const before = await get(id);
      const fields = readFields('person', { displayName: before.displayName, role: before.role, ...changes });
      const { displayName, role } = readNameAndRole(fields);
      fields.end();
      return records.change({ by, kind: 'person.updated', subject: id, detail: { displayName, role } }, async (t) => {
        await lockLivingParty(t, 'person', id);
        const row = await t
          .updateTable('person')
          .set({ display_name: displayName, role })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return toPerson(row);
      });
    },

    async list({ tenantId, role, state } = {}) {
      if (typeof tenantId === 'string' && !isGuid(tenantId)) return [];
      let query = db.selectFrom('person').selectAll().orderBy('created_at').orderBy('id');
      if (tenantId === null) query = query.where('tenant_id', 'is', null);
      else if (tenantId !== undefined) query = query.where('tenant_id', '=', tenantId);
      if (role !== undefined) query = query.where('role', '=', role);
      if (state !== undefined) query = query.where('state', '=', state);
      return (await query.execute()).map(toPerson);
    },
  };
}

function readNameAndRole(fields: ReturnType<typeof readFields>): Pick<Person, 'displayName' | 'role'> {
  return { displayName: fields.text('displayName'), role: fields.oneOf('role', ['administrator', 'user']) };
}

function toPerson(row: Selectable<RecordsSchema['person']>): Person {
  return {
    ...{ id: row.id, tenantId: row.tenant_id, userName: row.user_name, displayName: row.display_name },
    ...{ role: row.role, state: row.state, createdAt: row.created_at },
  };
}
