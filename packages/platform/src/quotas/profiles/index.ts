// The platform's own profiles by name.

import { QuotaError } from '../quota-error.js';
import type { QuotaProfile } from '../quota-profile.js';
import { defender2021 } from './defender-2021.js';
import { defenderCurrent } from './defender-current.js';
import { graph } from './graph.js';
import { unlimited } from './unlimited.js';

export { defender2021 } from './defender-2021.js';

/** The profiles that come with the platform; the first is the default. */
export const quotaProfiles: readonly QuotaProfile[] = [defender2021, defenderCurrent, graph, unlimited];

/**
 * The profile of a name, among the platform's and the operator's own (`parseQuotaProfile`).
 * @throws QuotaError `profile-unknown`, naming those that there are.
 * @example findQuotaProfile('graph')
 */
export function findQuotaProfile(name: string, own: readonly QuotaProfile[] = []): QuotaProfile {
  const all = [...quotaProfiles, ...own];
  const found = all.find((profile) => profile.name === name);
  if (found === undefined) {
    const names = all.map((profile) => profile.name).join(', ');
    throw new QuotaError('profile-unknown', `no quota profile named ${JSON.stringify(name)}; there are ${names}`);
  }
  return found;
}
