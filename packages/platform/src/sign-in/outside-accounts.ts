// Whom an outside OpenID provider vouches for: a linked person, or one whose mail address it has verified.

import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Records } from '../records/open-records.js';
import type { Account, Accounts } from './accounts.js';
import { SignInError } from './sign-in-error.js';

/** What the provider says, from a verified id token. */
export interface OutsideIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** Only where the provider says that it verified the address; null otherwise. */
  readonly verifiedEmail: string | null;
  readonly name: string | null;
}

export interface OutsideAccounts {
  /**
   * The person of an outside identity; the first time they are found by mail address and linked.
   * @throws SignInError `account-unknown` when nobody here fits and `createIn` names no tenant.
   */
  resolve(identity: OutsideIdentity, createIn?: string): Promise<Account>;
}

export interface OutsideAccountsOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly accounts: Accounts;
}

export function createOutsideAccounts({ records, clock, accounts }: OutsideAccountsOptions): OutsideAccounts {
  async function link(account: Account, { issuer, subject }: OutsideIdentity): Promise<Account | null> {
    const by = { actor: `person:${account.id}`, reason: `first sign-in through ${issuer}` };
    const linked = await records.change({ by, kind: 'person.linked', subject: account.id, detail: { issuer } }, (t) =>
      t
        .updateTable('person')
        .set({ external_issuer: issuer, external_subject: subject })
        .where('id', '=', account.id)
        .where('external_issuer', 'is', null)
        .returning('id')
        .execute(),
    );
    return linked.length === 1 ? account : null;
  }

  async function create({ verifiedEmail, name, issuer, subject }: OutsideIdentity, tenantId: string): Promise<void> {
    const id = randomUUID();
    const userName = verifiedEmail ?? '';
    const by = { actor: 'system', reason: `first sign-in through ${issuer}` };
    await records.change({ by, kind: 'person.created', subject: id, detail: { tenantId, userName } }, (t) =>
      t
        .insertInto('person')
        .values({
          ...{ id, tenant_id: tenantId, user_name: userName, display_name: name ?? userName, role: 'user' },
          ...{ external_issuer: issuer, external_subject: subject, created_at: clock() },
        })
        .execute(),
    );
  }

  return {
    async resolve(identity, createIn) {
      const { issuer, subject } = identity;
      const known = await accounts.findByExternal(issuer, subject);
      if (known !== null) return known;
      const verifiedEmail = identity.verifiedEmail?.toLowerCase() ?? null;
      if (verifiedEmail !== null) {
        const named = await accounts.findByName(verifiedEmail);
        const linked = named === null ? null : await link(named, identity);
        if (linked !== null) return linked;
        if (named === null && createIn !== undefined && !(await nameTaken(verifiedEmail))) {
          await create({ ...identity, verifiedEmail }, createIn);
          const created = await accounts.findByExternal(issuer, subject);
          if (created !== null) return created;
        }
      }
      throw new SignInError('account-unknown', 'nobody here is known by that account of the sign-in provider');
    },
  };

  /** Also by somebody who may not sign in any more. */
  async function nameTaken(userName: string): Promise<boolean> {
    const row = await records.db.selectFrom('person').select('id').where('user_name', '=', userName).executeTakeFirst();
    return row !== undefined;
  }
}
