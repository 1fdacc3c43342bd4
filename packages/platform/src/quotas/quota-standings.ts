// How every limit of every quota stands for one subject, with the source of its number (LIM-6).

import type { LimitState } from './decide.js';
import { type QuotaName, quotaNames } from './quota-profile.js';
import type { Quotas, QuotaUse } from './quotas.js';

/** One quota; without limits where the profile does not limit it. */
export interface QuotaStanding {
  readonly quota: QuotaName;
  /** In the order of the profile. */
  readonly limits: readonly (LimitState & { readonly source: string })[];
}

/**
 * Reads, spends nothing.
 * @throws QuotaError `sandbox-only` for a profile without limits on a production tenant.
 * @example const [incidents] = await quotaStandings(quotas, { subject, profile: findQuotaProfile('graph') });
 */
export async function quotaStandings(
  quotas: Pick<Quotas, 'peek'>,
  { subject, profile }: Pick<QuotaUse, 'subject' | 'profile'>,
): Promise<readonly QuotaStanding[]> {
  const standings: QuotaStanding[] = [];
  for (const quota of quotaNames) {
    const sources = new Map(profile.quotas[quota]?.map(({ name, source }) => [name, source]));
    const limits = await quotas.peek({ subject, quota, profile });
    standings.push({ quota, limits: limits.map((limit) => ({ ...limit, source: sources.get(limit.name) ?? '' })) });
  }
  return standings;
}
