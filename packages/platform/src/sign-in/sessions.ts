// Browser sessions: a cookie's value stands for a person for eight hours, or until they sign out.

import type { Clock } from '../clock.js';
import type { Attribution } from '../records/event-log.js';
import type { Records } from '../records/open-records.js';
import type { Account, Accounts } from './accounts.js';
import { createRandomToken, hashToken } from './random-token.js';

/** Milliseconds that a session lives. */
export const sessionLifetime = 8 * 3_600_000;

/** How a person proved themselves (RFC 8176); `fed` at an outside provider. */
export type AuthenticationMethod = 'pwd' | 'mfa' | 'fed';

export interface Session {
  readonly account: Account;
  readonly methods: readonly AuthenticationMethod[];
  /** Milliseconds since the Unix epoch. */
  readonly signedInAt: number;
}

export interface Sessions {
  /** Starts a session; the value returned is for the browser's cookie and kept nowhere. */
  start(
    options: { account: Account; methods: readonly AuthenticationMethod[]; address: string },
    by: Attribution,
  ): Promise<string>;
  /** Null for a value that stands for nobody, any more or at all. */
  find(token: string): Promise<Session | null>;
  end(token: string): Promise<void>;
}

export interface SessionsOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly accounts: Accounts;
}

export function createSessions({ records, clock, accounts }: SessionsOptions): Sessions {
  return {
    async start({ account, methods, address }, by) {
      const token = createRandomToken();
      const now = clock();
      const detail = { address, methods };
      await records.change({ by, kind: 'session.started', subject: account.id, detail }, async (t) => {
        await t.deleteFrom('session').where('expires_at', '<=', now).execute();
        await t
          .insertInto('session')
          .values({
            ...{ id: hashToken(token), person_id: account.id, amr: methods.join(' ') },
            ...{ created_at: now, expires_at: now + sessionLifetime },
          })
          .execute();
      });
      return token;
    },
    async find(token) {
      const row = await records.db
        .selectFrom('session')
        .selectAll()
        .where('id', '=', hashToken(token))
        .where('expires_at', '>', clock())
        .executeTakeFirst();
      const account = row === undefined ? null : await accounts.find(row.person_id);
      if (row === undefined || account === null) return null;
      return { account, methods: row.amr.split(' ') as AuthenticationMethod[], signedInAt: row.created_at };
    },
    async end(token) {
      const id = hashToken(token);
      const row = await records.db.selectFrom('session').select('person_id').where('id', '=', id).executeTakeFirst();
      if (row === undefined) return;
      const by = { actor: `person:${row.person_id}`, reason: 'signed out' };
      await records.change({ by, kind: 'session.ended', subject: row.person_id }, (t) =>
        t.deleteFrom('session').where('id', '=', id).execute(),
      );
    },
  };
}
