// How the quotas of one application in one tenant are told.

import { type Quotas, type QuotaUse, quotaStandings } from '@gamekeeper/platform';

/** The subject, its profile and how every limit stands; amounts in the limit's unit, times in milliseconds. */
export async function quotaAnswer(quotas: Pick<Quotas, 'peek'>, use: Pick<QuotaUse, 'subject' | 'profile'>) {
  const { name, title, date } = use.profile;
  return { ...use.subject, profile: { name, title, date }, quotas: await quotaStandings(quotas, use) };
}
