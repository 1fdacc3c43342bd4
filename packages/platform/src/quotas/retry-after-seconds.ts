// Clients wait whole seconds: the header and the sentence of a 429 must never name one too few.

/**
 * The seconds to wait for what is allowed again in `retryInMs` milliseconds, rounded up (RFC 9110 10.2.3).
 * @example retryAfterSeconds(7001) // 8
 */
export function retryAfterSeconds(retryInMs: number): number {
  return Math.ceil(retryInMs / 1000);
}
