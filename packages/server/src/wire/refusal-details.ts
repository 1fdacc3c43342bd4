// What an error object tells programs beyond its sentence: the place in a query, the reason of a gate, the moment to come back.

import type { Refusal } from '../http/refusal.js';

export interface RefusalDetail {
  readonly code: 'QueryPosition' | 'Reason' | 'Help' | 'RetryAfterMs';
  readonly message: string;
  readonly target: string;
}

/** As the `details` member of the error object; the sentences themselves stay as clients know them. */
export function refusalDetails({ place, reason, help, retryInMs }: Refusal): { details?: readonly RefusalDetail[] } {
  const details: RefusalDetail[] = [];
  if (place !== undefined) {
    const { line, column } = place;
    details.push({ code: 'QueryPosition', message: `line ${line}, column ${column}`, target: `${line}:${column}` });
  }
  if (reason !== undefined) details.push({ code: 'Reason', message: reason, target: reason });
  if (help !== undefined) details.push({ code: 'Help', message: `See ${help}`, target: help });
  if (retryInMs !== undefined) {
    details.push({ code: 'RetryAfterMs', message: `The call passes in ${retryInMs} ms.`, target: String(retryInMs) });
  }
  return details.length === 0 ? {} : { details };
}
