// When to come back, in the headers that client libraries read.

import { retryAfterSeconds } from '@gamekeeper/platform';

/** Whole seconds rounded up in `Retry-After` (RFC 9110 10.2.3), exact milliseconds in the header that Azure's clients prefer. */
export function retryHeaders(retryInMs: number): Readonly<Record<string, string>> {
  return { 'retry-after': String(retryAfterSeconds(retryInMs)), 'x-ms-retry-after-ms': String(retryInMs) };
}
