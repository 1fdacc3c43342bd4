// The decision itself, free of clock, storage and ledger: from usage and a moment to admitted or refused, and until when.

import type { BoundLimit, BoundQuota } from './bind-quota.js';
import type { QuotaScope, QuotaUnit } from './quota-profile.js';
import type { Usage } from './usage.js';

/** How a limit stands. */
export interface LimitState {
  /** The limit's name: `calls-per-minute`. */
  readonly name: string;
  /** What may be used in a window, in `unit`. */
  readonly limit: number;
  readonly unit: QuotaUnit;
  readonly windowMs: number;
  /** Used in the window that ends now, live runs included; calls are counted up to the largest amount that any profile allows. */
  readonly used: number;
  /** `limit - used`, never below 0. */
  readonly remaining: number;
  /** Milliseconds until `used` next falls if nothing is added; 0 where nothing is used. */
  readonly resetInMs: number;
  readonly scope: QuotaScope;
}

/** What was decided over a call; times are the ledger's. */
export interface Verdict {
  readonly admitted: boolean;
  /** The limit that refuses longest; null when admitted. */
  readonly exceeded: LimitState | null;
  /** Milliseconds until the first moment at which the call would be admitted; 0 when admitted. */
  readonly retryInMs: number;
}

const ADMITTED: Verdict = { admitted: true, exceeded: null, retryInMs: 0 };

/**
 * Decides over a call at `at`: it is admitted if under every limit less than the amount was used in (at - window, at].
 * Refused, it names the smallest wait after which every limit passes; live runs count as ended now, because those that
 * used up a budget are stopped at this moment. Pure: nothing is charged.
 * @param usages one per key of `bound`, in that order.
 */
export function decide(bound: BoundQuota, usages: readonly Usage[], at: number): Verdict {
  let latest = at;
  let refusing: BoundLimit | null = null;
  for (const one of bound.limits) {
    const until = refusedUntil(one, usageAt(usages, one.key), at);
    if (until > latest) {
      latest = until;
      refusing = one;
    }
  }
  if (refusing === null) return ADMITTED;
  const exceeded = limitState(refusing, usageAt(usages, refusing.key), at);
  return { admitted: false, exceeded, retryInMs: latest - at };
}

/** How every limit stands at `at`, in the order of the profile. */
export function limitStates(bound: BoundQuota, usages: readonly Usage[], at: number): readonly LimitState[] {
  return bound.limits.map((one) => limitState(one, usageAt(usages, one.key), at));
}

/** Milliseconds until the live runs can have used up a budget that they count against, at the earliest; 0 when they have. */
export function budgetEndsIn(bound: BoundQuota, usages: readonly Usage[], at: number): number {
  let soonest = Number.POSITIVE_INFINITY;
  for (const { limit, key } of bound.limits) {
    if (limit.unit === 'calls') continue;
    const usage = usageAt(usages, key);
    const left = limit.amount - usedOf(limit.unit, usage, at - limit.windowMs, at);
    soonest = Math.min(soonest, left <= 0 ? 0 : Math.ceil(left / Math.max(1, usage.runs.size)));
  }
  return soonest;
}

function usedOf(unit: QuotaUnit, usage: Usage, cut: number, at: number): number {
  return unit === 'calls' ? usage.calls.sumAfter(cut) : usage.charges.sumAfter(cut) + usage.liveMs(at);
}

/** The first moment from `at` on at which less than the amount is used. */
function refusedUntil({ limit }: BoundLimit, usage: Usage, at: number): number {
  const { unit, amount, windowMs } = limit;
  if (usedOf(unit, usage, at - windowMs, at) < amount) return at;
  if (unit === 'calls') return (usage.calls.fallsBelow(amount) ?? at) + windowMs;
  const live = usage.liveMs(at);
  return live >= amount ? at + windowMs : (usage.charges.fallsBelow(amount - live) ?? at) + windowMs;
}

function limitState({ limit, scope }: BoundLimit, usage: Usage, at: number): LimitState {
  const { name, amount, unit, windowMs } = limit;
  const cut = at - windowMs;
  const used = usedOf(unit, usage, cut, at);
  const oldest = (unit === 'calls' ? usage.calls : usage.charges).oldestAfter(cut) ?? at;
  return {
    name,
    limit: amount,
    unit,
    windowMs,
    used,
    remaining: Math.max(0, amount - used),
    resetInMs: used === 0 ? 0 : oldest + windowMs - at,
    scope,
  };
}

function usageAt(usages: readonly Usage[], key: number): Usage {
  const usage = usages[key];
  if (usage === undefined) throw new RangeError(`a usage is needed for each key, found ${usages.length}`);
  return usage;
}
