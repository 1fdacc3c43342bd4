// Tells once that a limit is half, four fifths or nearly used, so that nobody learns of a quota by being refused.

import type { BoundQuota } from './bind-quota.js';
import type { LimitState } from './decide.js';
import type { ThresholdCrossing } from './quotas.js';

const PERCENTS = [50, 80, 95] as const;

/** A warning that was given. */
interface Given {
  readonly at: number;
  readonly windowMs: number;
  /** Whether usage has been below the threshold since. */
  fellBelow: boolean;
}

/** Watches how limits stand. `counted` is what this observation itself added to limits over calls. */
export type ObserveLimits = (bound: BoundQuota, limits: readonly LimitState[], at: number, counted: number) => void;

/** An observer that calls `tell` once per crossing: again only when usage fell below, and a window has passed. */
export function createThresholds(tell: (crossing: ThresholdCrossing) => void): ObserveLimits {
  const given = new Map<string, Given>();
  return (bound, limits, at, counted) => {
    forgetOldest(given, at);
    for (const [index, limit] of limits.entries()) {
      const key = bound.keys[bound.limits[index]?.key ?? -1]?.text;
      for (const percent of PERCENTS) {
        const id = `${percent} ${limit.name} ${key}`;
        const before = limit.unit === 'calls' ? limit.used - counted : limit.used;
        const earlier = given.get(id);
        if (earlier !== undefined && !reaches(before, percent, limit)) earlier.fellBelow = true;
        if (!reaches(limit.used, percent, limit)) continue;
        if (earlier !== undefined && (!earlier.fellBelow || at - earlier.at < limit.windowMs)) continue;
        given.delete(id);
        given.set(id, { at, windowMs: limit.windowMs, fellBelow: false });
        tell({ subject: bound.subject, quota: bound.quota, limit, percent });
      }
    }
  };
}

function reaches(used: number, percent: number, limit: LimitState): boolean {
  return used * 100 >= percent * limit.limit;
}

/** Drops the oldest warnings once usage fell below and their window has passed: they would be given anew in any case. */
function forgetOldest(given: Map<string, Given>, at: number): void {
  for (const [id, { at: when, windowMs, fellBelow }] of given) {
    if (!fellBelow || at - when < windowMs) return;
    given.delete(id);
  }
}
