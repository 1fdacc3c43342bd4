// Tells on every answer what is left of the quota (LIM-6), in the fields of draft-ietf-httpapi-ratelimit-headers-11.

import type { AdmissionFacts } from '@gamekeeper/platform';

/**
 * One policy and one remainder per limit and scope, named by quota, limit and scope. Calls are counted in requests;
 * running time in milliseconds, a unit that the draft's registry does not have.
 * @example
 * quotaHeaders(facts)
 * // { 'ratelimit-policy': '"hunting-calls-per-minute-tenant";q=45;w=60, …',
 * //   ratelimit: '"hunting-calls-per-minute-tenant";r=44;t=60, …' }
 */
export function quotaHeaders({ quota, quotaUse }: AdmissionFacts): Readonly<Record<string, string>> {
  if (quota === undefined || quotaUse === undefined || quota.limits.length === 0) return {};
  let policies = '';
  let remainders = '';
  for (const { name, scope, unit, limit, windowMs, remaining, resetInMs } of quota.limits) {
    const policy = `"${quotaUse.quota}-${name}-${scope}"`;
    const between = policies === '' ? '' : ', ';
    const quotaUnit = unit === 'calls' ? '' : ';qu="running-milliseconds"';
    policies += `${between}${policy};q=${limit}${quotaUnit};w=${Math.ceil(windowMs / 1000)}`;
    remainders += `${between}${policy};r=${Math.floor(remaining)};t=${Math.ceil(resetInMs / 1000)}`;
  }
  return { 'ratelimit-policy': policies, ratelimit: remainders };
}
