// Links that let a person set a password once: no account ever has a password that somebody else chose (SEC-1).

import type { Clock } from '../clock.js';
import type { Attribution } from '../records/event-log.js';
import type { Records } from '../records/open-records.js';
import type { Account, Accounts } from './accounts.js';
import { checkPassword, hashPassword } from './passwords.js';
import { createRandomToken, hashToken } from './random-token.js';
import { SignInError } from './sign-in-error.js';

/** Milliseconds that a link works. */
export const invitationLifetime = 24 * 3_600_000;

export interface Invitations {
  /** Makes a link's token, shown this once; earlier links of the person stop working. */
  create(personId: string, by: Attribution): Promise<string>;
  /** Whom a token is for; null when it was used, has expired or never was. */
  find(token: string): Promise<Account | null>;
  /**
   * Sets the password, removes any second factor, and ends everything the person was signed in to.
   * @throws SignInError `link-invalid` or `password-weak`; a weak password leaves the link usable.
   */
  redeem(options: { token: string; password: string }): Promise<Account>;
}

export interface InvitationsOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly accounts: Accounts;
}

export function createInvitations({ records, clock, accounts }: InvitationsOptions): Invitations {
  async function find(token: string): Promise<Account | null> {
    const row = await records.db
      .selectFrom('invitation')
      .select('person_id')
      .where('token_hash', '=', hashToken(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', clock())
      .executeTakeFirst();
    return row === undefined ? null : accounts.find(row.person_id);
  }

  return {
    find,
    async create(personId, by) {
      const token = createRandomToken();
      const now = clock();
      const expiresAt = now + invitationLifetime;
      await records.change({ by, kind: 'invitation.created', subject: personId, detail: { expiresAt } }, async (t) => {
        await t.deleteFrom('invitation').where('person_id', '=', personId).where('used_at', 'is', null).execute();
        await t
          .insertInto('invitation')
          .values({ token_hash: hashToken(token), person_id: personId, expires_at: expiresAt, used_at: null })
          .execute();
      });
      return token;
    },
    async redeem({ token, password }) {
      const account = await find(token);
      if (account === null) throw gone();
      checkPassword(password, account);
      const hash = await hashPassword(password);
      const by = { actor: `person:${account.id}`, reason: 'one-time link' };
      const now = clock();
      await records.change({ by, kind: 'password.set', subject: account.id }, async (t) => {
        const used = await t
          .updateTable('invitation')
          .set({ used_at: now })
          .where('token_hash', '=', hashToken(token))
          .where('used_at', 'is', null)
          .returning('person_id')
          .execute();
        if (used.length === 0) throw gone();
        await t
          .updateTable('person')
          .set({ password_hash: hash, totp_secret: null, totp_last_step: null })
          .where('id', '=', account.id)
          .execute();
        await t.deleteFrom('session').where('person_id', '=', account.id).execute();
        await t
          .updateTable('token_family')
          .set({ revoked_at: now })
          .where('person_id', '=', account.id)
          .where('revoked_at', 'is', null)
          .execute();
      });
      return { ...account, hasSecondFactor: false };
    },
  };
}

function gone(): SignInError {
  return new SignInError('link-invalid', 'the link was used before or has expired; ask for a new one');
}
