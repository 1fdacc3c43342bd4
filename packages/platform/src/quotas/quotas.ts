// What the gate, the command line and the test controls ask of quotas.

import type { QuotaSubject } from './bind-quota.js';
import type { LimitState } from './decide.js';
import type { Maybe } from './quota-ledger.js';
import type { QuotaName, QuotaProfile } from './quota-profile.js';

/** Whose quota, under which profile. */
export interface QuotaUse {
  readonly subject: QuotaSubject;
  readonly quota: QuotaName;
  readonly profile: QuotaProfile;
}

/** A call whose running time is measured, from its admission on. */
export interface Run {
  /** Aborted with a `QuotaError` `running-time-ended` at the moment at which the running time allowed is used up. */
  readonly signal: AbortSignal;
  /** Charges the time since admission, whether the call succeeded, failed or lost its client; only the first call counts. */
  finish(): void;
}

/** The answer to a call that asks to be let in. */
export type Admission =
  | {
      readonly admitted: true;
      /** How the limits stand, this call included; none where the profile names none. */
      readonly limits: readonly LimitState[];
      /** Present where running time is limited; whoever runs the call finishes it. */
      readonly run: Run | null;
    }
  | {
      readonly admitted: false;
      /** The limit that refuses longest. */
      readonly exceeded: LimitState;
      /** Milliseconds after which the same call is admitted, if nothing else is meanwhile; one less and it is refused. */
      readonly retryInMs: number;
      readonly limits: readonly LimitState[];
    };

/** A limit of which half, four fifths or nearly all was reached. */
export interface ThresholdCrossing {
  readonly subject: QuotaSubject;
  readonly quota: QuotaName;
  readonly limit: LimitState;
  readonly percent: 50 | 80 | 95;
}

/**
 * Exact quotas (LIM-3 to LIM-6, USE-5). A call at t is admitted if and only if under each limit less than its amount
 * was used in (t - window, t]: calls count when they are admitted, running time while it runs and, charged at its end,
 * until a window later. Refused calls count nothing. Times are whole milliseconds of a clock that never steps.
 */
export interface Quotas {
  /**
   * Asks for admission and counts the call if it is admitted. Answers at once from the memory ledger, with a promise
   * from a shared one.
   * @param use.at moment of the call on the ledger's clock, now by default; an earlier one than the last counts as the last.
   * @throws QuotaError `sandbox-only` for a profile without limits on a production tenant.
   * @example
   * const admission = await quotas.take({ subject, quota: 'incidents', profile });
   * if (!admission.admitted) return refuse(retryAfterSeconds(admission.retryInMs));
   */
  take(use: QuotaUse & { readonly at?: number }): Maybe<Admission>;
  /** How the limits stand; nothing is spent. */
  peek(use: QuotaUse & { readonly at?: number }): Maybe<readonly LimitState[]>;
  /**
   * Test control of sandbox tenants: spends calls and milliseconds of running time, allowed or not.
   * @throws QuotaError `sandbox-only`, or `amount-invalid` for what is not a whole number from 0.
   */
  spend(use: QuotaUse & { readonly calls?: number; readonly ms?: number }): Maybe<readonly LimitState[]>;
  /**
   * Test control of sandbox tenants: forgets what was used in the limit's unit and spends, now, all but `remaining` of
   * the limit. Limits of one quota count the same calls, so the others stand accordingly.
   * @throws QuotaError `sandbox-only`, `limit-unknown`, or `amount-invalid` for more than the limit.
   */
  set(use: QuotaUse & { readonly limit: string; readonly remaining: number }): Maybe<readonly LimitState[]>;
  /** Test control of sandbox tenants: forgets all that was used; live runs stay. @throws QuotaError `sandbox-only`. */
  clear(use: QuotaUse): Maybe<readonly LimitState[]>;
  /** Ends and charges the live runs of this process and closes the ledger. */
  close(): Promise<void>;
}
