// Finds and locks the party that a change is about, so that every change refuses an unknown or ended one in the same words.

import { type Kysely, sql } from 'kysely';
import { IdentityError } from '../identity/identity-error.js';
import type { PartyState, RecordsSchema } from '../records/schema/index.js';
import { isGuid } from './guid.js';

/** The kinds of party, named as their tables. */
export type PartyNoun = 'tenant' | 'owner' | 'person' | 'application';

/**
 * Locks a party until the transaction ends; whoever locks several takes tenant, application and owner in this order.
 * Rows that only refer to it can still be added meanwhile.
 * @returns its state
 * @throws IdentityError `<noun>-unknown`.
 */
export async function lockParty(transaction: Kysely<RecordsSchema>, noun: PartyNoun, id: string): Promise<PartyState> {
  const { rows } = isGuid(id)
    ? await sql<{ state: PartyState }>`select state from ${sql.table(noun)} where id = ${id} for no key update`.execute(
        transaction,
      )
    : { rows: [] };
  const [row] = rows;
  if (row === undefined) throw new IdentityError(`${noun}-unknown`, `${noun} '${id}' was not found`);
  return row.state;
}

/**
 * Locks a party that may still be changed.
 * @throws IdentityError `<noun>-unknown`, or `state-invalid` when it was terminated.
 */
export async function lockLivingParty(
  transaction: Kysely<RecordsSchema>,
  noun: PartyNoun,
  id: string,
): Promise<PartyState> {
  const state = await lockParty(transaction, noun, id);
  if (state === 'terminated') {
    throw new IdentityError('state-invalid', `${noun} ${id}: expected it to be active or suspended, found terminated`);
  }
  return state;
}
