// Headers that tell of an earlier sender count from trusted proxies only; from anybody else they are forged and dropped (USE-9, AUP-5).

import { parseAddress, type TrustedProxies } from '@gamekeeper/platform';
import type { FastifyRequest } from 'fastify';
import { RequestFault } from './request-fault.js';

const forwarding =
  /^(?:forwarded|x-forwarded(?:-.*)?|x-original-.*|x-rewrite-url|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|client-ip|fastly-client-ip|cf-.*|x-envoy-external-address)$/;
const dropped = new WeakMap<FastifyRequest, readonly string[]>();

/**
 * Drops forwarding headers of peers that are no trusted proxy.
 * @throws RequestFault when a trusted proxy names a client by something that is no address.
 */
export function dropForgedHeaders(request: FastifyRequest, proxies: TrustedProxies): void {
  if (proxies.trusts(request.socket.remoteAddress ?? '')) {
    try {
      parseAddress(request.ip);
    } catch {
      const detail = `X-Forwarded-For: expected addresses, found '${request.ip.slice(0, 64)}'.`;
      throw new RequestFault({ kind: 'bad-request', detail });
    }
    return;
  }
  const forged = Object.keys(request.headers).filter((name) => forwarding.test(name));
  for (const name of forged) delete request.headers[name];
  if (forged.length > 0) dropped.set(request, forged);
}

/** Names of the forwarding headers that were dropped from a request, for the audit. */
export function forgedHeadersOf(request: FastifyRequest): readonly string[] {
  return dropped.get(request) ?? [];
}
