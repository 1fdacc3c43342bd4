// When to come back, in the headers that client libraries read.

/** Whole seconds rounded up in `Retry-After` (RFC 9110 10.2.3), exact milliseconds in the header that Azure's clients prefer. */
export function retryHeaders(retryInMs: number): Readonly<Record<string, string>> {
  return { 'retry-after': String(Math.ceil(retryInMs / 1000)), 'x-ms-retry-after-ms': String(retryInMs) };
}
