// Signs people in by password and one-time code, slowly for whoever guesses.

import type { Clock } from '../clock.js';
import type { Attribution } from '../records/event-log.js';
import type { Records } from '../records/open-records.js';
import type { Account, Accounts } from './accounts.js';
import { checkPassword, hashPassword, passwordLength, verifyPassword } from './passwords.js';
import type { SecondFactors } from './second-factors.js';
import type { AuthenticationMethod } from './sessions.js';
import { SignInError } from './sign-in-error.js';
import { createThrottle } from './throttle.js';
import type { Tickets } from './tickets.js';

const minute = 60_000;
/** An account under attack stays usable for its owner: a wait of a minute at most. */
const perAccount = { free: 5, firstDelay: 1000, longestDelay: minute, forgetAfter: 60 * minute };
const perAddress = { free: 30, firstDelay: 1000, longestDelay: 15 * minute, forgetAfter: 60 * minute };

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
  const byAccount = createThrottle({ clock, ...perAccount });
  const byAddress = createThrottle({ clock, ...perAddress });

  function countGuess(address: string) {
    const wait = byAddress.begin(address);
    if (wait > 0) throw tooOften(wait);
    return { wasRight: () => byAddress.refund(address) };
  }

  /** Runs an attempt on an account; anything but a failure gives its counts back. */
  async function attempt<T>(account: string, address: string, check: () => Promise<T>): Promise<T> {
    const guess = countGuess(address);
    const wait = byAccount.begin(account);
    if (wait > 0) {
      guess.wasRight();
      throw tooOften(wait);
    }
    const result = await check();
    guess.wasRight();
    byAccount.forget(account);
    return result;
  }

  async function check(account: Account | null, password: string): Promise<Account> {
    const stored = account === null ? null : ((await accounts.secretsOf(account.id))?.passwordHash ?? null);
    const matches = await verifyPassword(password.slice(0, 2 * passwordLength.most), stored);
    if (account !== null && matches) return account;
    throw new SignInError('credentials-wrong', 'the user name or the password is wrong');
  }

  return {
    countGuess,
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

function tooOften(wait: number): SignInError {
  const seconds = Math.ceil(wait / 1000);
  return new SignInError('throttled', `too many attempts; try again in ${seconds} second${seconds === 1 ? '' : 's'}`);
}
