// Headers that keep browsers from doing anything with an API answer but reading it.

import type { FastifyRequest } from 'fastify';
import { isLoopback } from './origins.js';

const always = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
} as const;

/**
 * The headers that helmet sets, as a function: helmet's plugin is a hook, and answers to what the framework itself
 * refuses run no hooks. Strict transport is promised for real host names only: pinned to localhost it would break
 * other servers there.
 */
export function secureHeaders(request: FastifyRequest): Readonly<Record<string, string>> {
  const strict = request.protocol === 'https' && !isLoopback(request.hostname);
  return strict ? { ...always, 'strict-transport-security': 'max-age=31536000' } : always;
}
