// Signs people in by password and one-time code, slowly for whoever guesses.

import type { Clock } from '../clock.js';
import { createSignInThrottle, createThrottle, type ThrottleVerdict } from '../network/index.js';
import type { Attribution } from '../records/event-log.js';
import type { Records } from '../records/open-records.js';
import type { Account, Accounts } from './accounts.js';
import { checkPassword, hashPassword, passwordLength, verifyPassword } from './passwords.js';
import type { SecondFactors } from './second-factors.js';
import type { AuthenticationMethod } from './sessions.js';
import { SignInError } from './sign-in-error.js';
import type { Tickets } from './tickets.js';

/** Guesses at device codes that an address may make in an hour before it has to wait. */
const guesses = { points: 20, windowMs: 3_600_000, blockMs: 1000, maxBlockMs: 900_000 };

/** Who signed in and how. */
export interface Proven {
  readonly account: Account;
  readonly methods: readonly AuthenticationMethod[];
}

export interface PasswordSignIn {
  /**
   * A person, or the ticket with which they go on to their one-time code. Unknown names take as long as wrong passwords.
   * @throws SignInError `credentials-wrong` or `throttled`.
   */
  withPassword(options: {
    userName: string;
    password: string;
    address: string;
  }): Promise<Proven | { readonly ticket: string }>;
  /** @throws SignInError `one-time-code-wrong`, `throttled`, or `credentials-wrong` for a ticket that has expired. */
  withCode(options: { ticket: string; code: string; address: string }): Promise<Proven>;
  /** @throws SignInError `credentials-wrong`, `throttled` or `password-weak`. */
  changePassword(options: { account: Account; current: string; next: string; address: string }): Promise<void>;
  /**
   * Counts a guess at something short, a device's code for one, against the address.
   * @throws SignInError `throttled`.
   */
  countGuess(address: string): { readonly wasRight: () => void };
}

export interface PasswordSignInOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly secondFactors: SecondFactors;
  readonly tickets: Tickets;
}

export function createPasswordSignIn(options: PasswordSignInOptions): PasswordSignIn {
  const { records, clock, accounts, secondFactors, tickets } = options;
  const throttle = createSignInThrottle({ clock, accountFailures: 5, addressFailures: 30 });
  const guessThrottle = createThrottle({ clock, ...guesses });

  /** Runs an attempt on an account; whatever throws counts as a failure. */
  async function attempt<T>(account: string, address: string, run: () => Promise<T>): Promise<T> {
    requireAllowed(throttle.attempt({ account, address }));
    const result = await run();
    throttle.succeeded({ account, address });
    return result;
  }

  async function check(account: Account | null, password: string): Promise<Account> {
    const stored = account === null ? null : ((await accounts.secretsOf(account.id))?.passwordHash ?? null);
    const matches = await verifyPassword(password.slice(0, 2 * passwordLength.most), stored);
    if (account !== null && matches) return account;
    throw new SignInError('credentials-wrong', 'the user name or the password is wrong');
  }

  return {
    countGuess(address) {
      requireAllowed(guessThrottle.take(address));
      return { wasRight: () => guessThrottle.giveBack(address) };
    },
    async withPassword({ userName, password, address }) {
      const name = userName.trim().toLowerCase();
      const account = await attempt(`password:${name}`, address, async () =>
        check(await accounts.findByName(name), password),
      );
      if (!account.hasSecondFactor) return { account, methods: ['pwd'] };
      return { ticket: await tickets.issue('second-factor', { personId: account.id }) };
    },
    async withCode({ ticket, code, address }) {
      const personId = (await tickets.read('second-factor', ticket))?.personId;
      const account = personId === undefined ? null : await accounts.find(personId);
      if (account === null) throw new SignInError('credentials-wrong', 'the sign-in took too long; begin again');
      return attempt(`code:${account.id}`, address, async () => {
        if (await secondFactors.take(account, code)) return { account, methods: ['pwd', 'mfa'] };
        throw new SignInError('one-time-code-wrong', 'the one-time code is wrong or was used before');
      });
    },
    async changePassword({ account, current, next, address }) {
      await attempt(`password:${account.userName}`, address, () => check(account, current));
      checkPassword(next, account);
      const hash = await hashPassword(next);
      const by: Attribution = { actor: `person:${account.id}`, reason: 'changed by the person' };
      await records.change({ by, kind: 'password.set', subject: account.id }, async (t) => {
        await t.updateTable('person').set({ password_hash: hash }).where('id', '=', account.id).execute();
        await t.deleteFrom('session').where('person_id', '=', account.id).execute();
      });
    },
  };
}

function requireAllowed(verdict: ThrottleVerdict): void {
  if (verdict.allowed) return;
  const seconds = Math.ceil(verdict.retryAfterMs / 1000);
  throw new SignInError('throttled', `too many attempts; try again in ${seconds} second${seconds === 1 ? '' : 's'}`);
}
