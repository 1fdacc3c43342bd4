// Suspends, resumes and terminates parties of every kind by one rule (END-1).

import { sql } from 'kysely';
import { IdentityError } from '../identity/identity-error.js';
import type { Attribution, Records } from '../records/index.js';
import type { PartyState } from '../records/schema/index.js';
import { lockParty, type PartyNoun } from './lock-party.js';

/**
 * The changes of a party's state; each takes effect on the next call that reads it.
 * All throw IdentityError `<noun>-unknown`, or `state-invalid` when the party's state does not allow the change.
 */
export interface StateChanges {
  /** An active party stops acting until it is resumed. */
  suspend(id: string, by: Attribution): Promise<void>;
  /** A suspended party acts again. */
  resume(id: string, by: Attribution): Promise<void>;
  /** Final. */
  terminate(id: string, by: Attribution): Promise<void>;
}

interface Transition {
  readonly from: readonly PartyState[];
  readonly to: PartyState;
  readonly participle: string;
}

const suspension: Transition = { from: ['active'], to: 'suspended', participle: 'suspended' };
const resumption: Transition = { from: ['suspended'], to: 'active', participle: 'resumed' };
const termination: Transition = { from: ['active', 'suspended'], to: 'terminated', participle: 'terminated' };

export function createStateChanges(records: Records, noun: PartyNoun): StateChanges {
  const through =
    ({ from, to, participle }: Transition) =>
    (id: string, by: Attribution): Promise<void> =>
      records.change({ by, kind: `${noun}.${participle}`, subject: id }, async (t) => {
        const found = await lockParty(t, noun, id);
        if (!from.includes(found)) {
          throw new IdentityError('state-invalid', `${noun} ${id}: expected ${from.join(' or ')}, found ${found}`);
        }
        await sql`update ${sql.table(noun)} set state = ${to} where id = ${id}`.execute(t);
      });
  return { suspend: through(suspension), resume: through(resumption), terminate: through(termination) };
}
