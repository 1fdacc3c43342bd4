// Tells on an answer that what it holds is confidential (CHG-4).

import type { CallRecord } from './call-record.js';
import { routeName } from './define-route.js';

/**
 * The label of an answer whose endpoint, or a table that it was read from, is confidential.
 * @example labelHeaders(record) // { 'x-gamekeeper-label': 'confidential' }
 */
export function labelHeaders({
  route,
  hunt,
  facts: { rulebook },
}: Pick<CallRecord, 'route' | 'hunt' | 'facts'>): Readonly<Record<string, string>> {
  if (rulebook === undefined || route === null) return {};
  const isConfidential =
    rulebook.confidentialRoutes.has(routeName(route)) ||
    (hunt?.answer?.tables ?? []).some((table) => rulebook.confidentialTables.has(table));
  return isConfidential ? { 'x-gamekeeper-label': 'confidential' } : {};
}
