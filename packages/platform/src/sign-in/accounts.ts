// People as sign-in sees them: only those who are active, of a tenant that is.

import type { Kysely, Selectable } from 'kysely';
import type { Records } from '../records/open-records.js';
import type { RecordsSchema } from '../records/schema/index.js';

/** A person who may sign in. */
export interface Account {
  readonly id: string;
  /** Null for an operator of the platform. */
  readonly tenantId: string | null;
  readonly userName: string;
  readonly displayName: string;
  readonly role: 'administrator' | 'user';
  /** Whether a one-time code is asked besides the password. */
  readonly hasSecondFactor: boolean;
}

/** What is compared at sign-in, never shown. */
export interface AccountSecrets {
  readonly passwordHash: string | null;
  /** Sealed. */
  readonly totpSecret: string | null;
}

export interface Accounts {
  find(id: string): Promise<Account | null>;
  /** Whatever the case. */
  findByName(userName: string): Promise<Account | null>;
  findByExternal(issuer: string, subject: string): Promise<Account | null>;
  secretsOf(id: string): Promise<AccountSecrets | null>;
}

export function createAccounts({ db }: Pick<Records, 'db'>): Accounts {
  const first = async (query: ReturnType<typeof active>): Promise<Account | null> => {
    const row = await query.executeTakeFirst();
    return row === undefined ? null : toAccount(row);
  };
  return {
    find: (id) => first(active(db).where('person.id', '=', id)),
    findByName: (userName) => first(active(db).where('person.user_name', '=', userName.trim().toLowerCase())),
    findByExternal: (issuer, subject) =>
      first(active(db).where('person.external_issuer', '=', issuer).where('person.external_subject', '=', subject)),
    async secretsOf(id) {
      const row = await active(db).where('person.id', '=', id).executeTakeFirst();
      return row === undefined ? null : { passwordHash: row.password_hash, totpSecret: row.totp_secret };
    },
  };
}

function active(db: Kysely<RecordsSchema>) {
  return db
    .selectFrom('person')
    .leftJoin('tenant', 'tenant.id', 'person.tenant_id')
    .selectAll('person')
    .where('person.state', '=', 'active')
    .where((eb) => eb.or([eb('person.tenant_id', 'is', null), eb('tenant.state', '=', 'active')]));
}

function toAccount(row: Selectable<RecordsSchema['person']>): Account {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    userName: row.user_name,
    displayName: row.display_name,
    role: row.role,
    hasSecondFactor: row.totp_secret !== null,
  };
}
