// Puts profiles, ledger, the watch over runs and the warnings together: the quotas that the gate asks.

import { type BoundQuota, createBinder, type QuotaSubject } from './bind-quota.js';
import { quotaProfiles } from './profiles/index.js';
import { QuotaError } from './quota-error.js';
import type { LedgerVerdict, QuotaLedger } from './quota-ledger.js';
import type { QuotaProfile } from './quota-profile.js';
import type { Admission, Quotas, QuotaUse, ThresholdCrossing } from './quotas.js';
import { type After, processTimer, RunWatch } from './run-watch.js';
import { createThresholds } from './thresholds.js';
import { whenKnown } from './when-known.js';

export interface QuotasOptions {
  readonly ledger: QuotaLedger;
  /** Whether a tenant is a sandbox: only there the profile without limits and the test controls are allowed. */
  readonly isSandbox: (tenantId: string) => boolean;
  /** The operator's own profiles, so that enough of the past is kept for them from the start. */
  readonly profiles?: readonly QuotaProfile[];
  /** Told once when 50, 80 and 95 % of a limit are reached, and again only in a later window after usage fell below. */
  readonly onThreshold?: (crossing: ThresholdCrossing) => void;
  /** Milliseconds between two signs of life of a run: the most of its time that a killed process leaves uncharged. */
  readonly beatMs?: number;
  readonly after?: After;
}

const UNLIMITED: Admission = { admitted: true, limits: [], run: null };

/**
 * Quotas over a ledger.
 * @example
 * const ledger = createMemoryLedger({ clock: steadyClock });
 * const quotas = createQuotas({ ledger, isSandbox: () => false });
 */
export function createQuotas(options: QuotasOptions): Quotas {
  const { ledger, isSandbox, profiles = [], onThreshold, beatMs = 1000, after = processTimer } = options;
  const bind = createBinder([...quotaProfiles, ...profiles]);
  const observe = onThreshold === undefined ? null : createThresholds(onThreshold);
  const watch = new RunWatch({
    ledger,
    after,
    beatMs,
    observe: ({ bound }, { limits, at }) => observe?.(bound, limits, at, 0),
  });

  function bound({ profile, quota, subject }: QuotaUse): BoundQuota | null {
    if (profile.sandboxOnly) requireSandbox(subject, `the quota profile ${profile.name}`);
    return bind(profile, quota, subject);
  }

  function requireSandbox({ tenantId }: QuotaSubject, what: string): void {
    if (isSandbox(tenantId)) return;
    throw new QuotaError('sandbox-only', `${what} is for sandbox tenants; tenant ${tenantId} is not one`);
  }

  function admission(asked: BoundQuota, verdict: LedgerVerdict): Admission {
    const { admitted, exceeded, retryInMs, limits, run, at } = verdict;
    observe?.(asked, limits, at, admitted ? 1 : 0);
    if (!admitted && exceeded !== null) {
      if (exceeded.unit === 'ms') watch.recheck({ bound: asked });
      return { admitted: false, exceeded, retryInMs, limits };
    }
    return { admitted: true, limits, run: run === null ? null : watch.start(run) };
  }

  /** The test controls: `act` on a sandbox tenant's quota, and how it then stands. */
  function control(use: QuotaUse, act: (asked: BoundQuota) => ReturnType<QuotaLedger['add']>) {
    requireSandbox(use.subject, 'changing what was used of a quota');
    const asked = bound(use);
    if (asked === null) return [];
    return whenKnown(act(asked), ({ limits, at }) => {
      observe?.(asked, limits, at, 0);
      if (asked.timed) watch.recheck({ bound: asked });
      return limits;
    });
  }

  return {
    take(use) {
      const asked = bound(use);
      if (asked === null) return UNLIMITED;
      return whenKnown(ledger.take(asked, use.at), (verdict) => admission(asked, verdict));
    },
    peek(use) {
      const asked = bound(use);
      return asked === null ? [] : whenKnown(ledger.read(asked, use.at), ({ limits }) => limits);
    },
    spend(use) {
      const { calls = 0, ms = 0 } = use;
      const [wholeCalls, wholeMs] = [wholeAmount('calls', calls), wholeAmount('ms', ms)];
      return control(use, (asked) => ledger.add(asked, wholeCalls, wholeMs));
    },
    set(use) {
      const limit = use.profile.quotas[use.quota]?.find(({ name }) => name === use.limit);
      if (limit === undefined) {
        throw new QuotaError(
          'limit-unknown',
          `${use.profile.name} has no limit ${use.limit} of the quota ${use.quota}`,
        );
      }
      const spent = limit.amount - wholeAmount('remaining', use.remaining, limit.amount);
      return control(use, (asked) =>
        whenKnown(ledger.clear(asked, limit.unit), ({ limits }) => {
          const live = Math.max(...limits.filter(({ name }) => name === limit.name).map(({ used }) => used));
          const amount = Math.max(0, spent - live);
          return limit.unit === 'calls' ? ledger.add(asked, amount, 0) : ledger.add(asked, 0, amount);
        }),
      );
    },
    clear: (use) => control(use, (asked) => ledger.clear(asked, 'all')),
    async close() {
      await watch.close();
      await ledger.close();
    },
  };
}

function wholeAmount(what: string, value: number, most: number = Number.MAX_SAFE_INTEGER): number {
  if (Number.isSafeInteger(value) && value >= 0 && value <= most) return value;
  throw new QuotaError('amount-invalid', `${what}: expected a whole number from 0 to ${most}; found ${value}`);
}
