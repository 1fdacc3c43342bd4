// Tells on every answer what is left of the quota (LIM-6), in the fields of draft-ietf-httpapi-ratelimit-headers-10.

import type { LimitState } from '@gamekeeper/platform';

/**
 * One policy and one remainder per limit; calls are counted in requests, running time in milliseconds.
 * @example
 * quotaHeaders([{ name: 'hunting-minute', unit: 'calls', limit: 45, windowMs: 60000, remaining: 44, resetInMs: 59000, … }])
 * // { 'ratelimit-policy': '"hunting-minute";q=45;w=60', ratelimit: '"hunting-minute";r=44;t=59' }
 */
export function quotaHeaders(limits: readonly LimitState[]): Readonly<Record<string, string>> {
  if (limits.length === 0) return {};
  const policies = limits.map(({ name, limit, unit, windowMs }) => {
    const quotaUnit = unit === 'calls' ? '' : ';qu="running-milliseconds"';
    return `"${name}";q=${limit}${quotaUnit};w=${Math.round(windowMs / 1000)}`;
  });
  const remainders = limits.map(
    ({ name, remaining, resetInMs }) =>
      `"${name}";r=${Math.max(0, Math.floor(remaining))};t=${Math.ceil(resetInMs / 1000)}`,
  );
  return { 'ratelimit-policy': policies.join(', '), ratelimit: remainders.join(', ') };
}
