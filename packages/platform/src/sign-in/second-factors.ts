// One-time codes of an authenticator application (TOTP, RFC 6238): enrolled with a first code, each accepted once.

import { Secret, TOTP } from 'otpauth';
import type { Clock } from '../clock.js';
import type { Sealer } from '../identity/sealing-key.js';
import type { Attribution } from '../records/event-log.js';
import type { Records } from '../records/open-records.js';
import type { Account, Accounts } from './accounts.js';
import { SignInError } from './sign-in-error.js';
import type { Tickets } from './tickets.js';

const period = 30;
/** Steps that a person's clock may be off, either way. */
const tolerance = 1;

/** A secret that was offered and not confirmed yet. */
export interface Enrolment {
  /** `otpauth://` address for a QR code. */
  readonly address: string;
  /** The secret in base32, for typing. */
  readonly secret: string;
  /** Goes back with the first code; sealed, good for 15 minutes. */
  readonly ticket: string;
}

export interface SecondFactors {
  offer(account: Account): Promise<Enrolment>;
  /** @throws SignInError `enrolment-invalid` or `one-time-code-wrong`. */
  confirm(options: { account: Account; ticket: string; code: string }, by: Attribution): Promise<void>;
  /** Takes a code; a code that was taken before, or an earlier one, is refused. */
  take(account: Account, code: string): Promise<boolean>;
  /** @throws SignInError `one-time-code-wrong`. */
  remove(options: { account: Account; code: string }, by: Attribution): Promise<void>;
}

export interface SecondFactorsOptions {
  readonly records: Records;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly accounts: Accounts;
  readonly tickets: Tickets;
}

export function createSecondFactors({
  records,
  clock,
  sealer,
  accounts,
  tickets,
}: SecondFactorsOptions): SecondFactors {
  /** The time step that a code belongs to, or null. */
  function stepOf(secret: string, code: string): number | null {
    const token = code.replace(/\s/g, '');
    if (!/^\d{6}$/.test(token)) return null;
    const timestamp = clock();
    const delta = totpOf(secret).validate({ token, timestamp, window: tolerance });
    return delta === null ? null : Math.floor(timestamp / 1000 / period) + delta;
  }

  async function take({ id }: Account, code: string): Promise<boolean> {
    const sealed = (await accounts.secretsOf(id))?.totpSecret;
    const step = sealed == null ? null : stepOf(await sealer.unseal(sealed), code);
    if (step === null) return false;
    // One statement, so that of two requests with the same code only one passes.
    const taken = await records.db
      .updateTable('person')
      .set({ totp_last_step: step })
      .where('id', '=', id)
      .where((eb) => eb.or([eb('totp_last_step', 'is', null), eb('totp_last_step', '<', step)]))
      .returning('id')
      .execute();
    return taken.length === 1;
  }

  return {
    take,
    async offer({ id, userName }) {
      const { base32 } = new Secret({ size: 20 });
      const ticket = await tickets.issue('enrolment', { personId: id, secret: base32 });
      return { address: totpOf(base32, userName).toString(), secret: base32, ticket };
    },
    async confirm({ account, ticket, code }, by) {
      const offered = await tickets.read('enrolment', ticket);
      if (offered === null || offered.personId !== account.id || offered.secret === undefined) {
        throw new SignInError('enrolment-invalid', 'the offer of a second factor has expired; begin again');
      }
      const step = stepOf(offered.secret, code);
      if (step === null) throw wrongCode();
      const sealed = await sealer.seal(offered.secret);
      await records.change({ by, kind: 'second-factor.enrolled', subject: account.id }, (t) =>
        t
          .updateTable('person')
          .set({ totp_secret: sealed, totp_last_step: step })
          .where('id', '=', account.id)
          .execute(),
      );
    },
    async remove({ account, code }, by) {
      if (!(await take(account, code))) throw wrongCode();
      await records.change({ by, kind: 'second-factor.removed', subject: account.id }, (t) =>
        t.updateTable('person').set({ totp_secret: null, totp_last_step: null }).where('id', '=', account.id).execute(),
      );
    },
  };
}

function totpOf(secret: string, label = 'account'): TOTP {
  const parts = { issuer: 'Gamekeeper', label, algorithm: 'SHA1', digits: 6, period };
  return new TOTP({ ...parts, secret: Secret.fromBase32(secret) });
}

function wrongCode(): SignInError {
  return new SignInError('one-time-code-wrong', 'the one-time code is wrong or was used before');
}
