// What a server withstands before any endpoint is asked: sizes, numbers and slowness of requests and connections (USE-1, SEC-1).

import type { ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { TrustedProxies } from '@gamekeeper/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createCrowding } from './crowding.js';
import { dropForgedHeaders } from './forwarded-headers.js';
import { RequestFault } from './request-fault.js';
import { secureHeaders } from './secure-headers.js';
import { createSlowClients } from './slow-clients.js';

/** Limits of connections and requests. Times are milliseconds. */
export interface HttpLimits {
  /** Request line and headers together. */
  readonly headerBytes: number;
  readonly headerCount: number;
  /** Characters of path and query. */
  readonly urlLength: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersTimeout: number;
  /** An open connection without a request. */
  readonly keepAliveTimeout: number;
  readonly requestsPerConnection: number;
  /** For which a client may keep us waiting for its body or for its reading. */
  readonly stallTimeout: number;
  /** Bytes a second that a body must come with on average over `stallTimeout`. */
  readonly bodyBytesPerSecond: number;
  readonly connections: number;
  /** Trusted proxies may have as many as there are. */
  readonly connectionsPerAddress: number;
  /** Calls in flight. */
  readonly calls: number;
  readonly callsPerAddress: number;
}

export const defaultHttpLimits: HttpLimits = {
  headerBytes: 32_768,
  headerCount: 100,
  urlLength: 20_480,
  headersTimeout: 15_000,
  keepAliveTimeout: 72_000,
  requestsPerConnection: 10_000,
  stallTimeout: 30_000,
  bodyBytesPerSecond: 1_024,
  connections: 4_096,
  connectionsPerAddress: 1_024,
  calls: 1_024,
  callsPerAddress: 256,
};

/** Options of Node's server; `keepAliveTimeout` and `maxRequestsPerSocket` are set by `harden`. */
export function nodeServerOptions(limits: HttpLimits): ServerOptions {
  const { headerBytes, headersTimeout } = limits;
  return {
    maxHeaderSize: headerBytes,
    headersTimeout,
    // Bodies have their own pace, kept by `slow-clients.ts`: a large one may take longer than any fixed time.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.max(50, headersTimeout / 4),
  };
}

/**
 * Registers the limits; call it before routes and other hooks. Refusals are thrown as `RequestFault`.
 * @example
 * const server = fastify({ http: nodeServerOptions(limits), trustProxy: (address) => proxies.trusts(address) });
 * harden(server, { limits, proxies });
 */
export function harden(server: FastifyInstance, options: { limits: HttpLimits; proxies: TrustedProxies }): void {
  const { limits, proxies } = options;
  const { calls, callsPerAddress, stallTimeout, bodyBytesPerSecond } = limits;
  const crowding = createCrowding({ perKey: callsPerAddress, total: calls });
  const slow = createSlowClients({ stallMs: stallTimeout, minBodyBytes: (bodyBytesPerSecond * stallTimeout) / 1_000 });

  Object.assign(server.server, {
    keepAliveTimeout: limits.keepAliveTimeout,
    maxRequestsPerSocket: limits.requestsPerConnection,
    // Past Node's own limit headers would be left out in silence; they are counted below.
    maxHeadersCount: 0,
    maxConnections: limits.connections,
  });
  limitConnections(server, limits.connectionsPerAddress, proxies);
  server.addHook('onClose', async () => slow.close());
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(secureHeaders(request));
    checkSizes(request, limits);
    dropForgedHeaders(request, proxies);
    const leave = crowding.enter(request.ip);
    if (leave === null) {
      const detail = 'Too many calls are under way; try again in a second.';
      throw new RequestFault({ kind: 'over-limit', status: 503, detail, retryAfterSeconds: 1 });
    }
    reply.raw.once('close', leave);
    slow.watch(request.raw, reply.raw);
  });
}

function checkSizes({ raw }: FastifyRequest, { urlLength, headerCount }: HttpLimits): void {
  const url = raw.url?.length ?? 0;
  if (url > urlLength) {
    const detail = `URL: expected at most ${urlLength} characters, found ${url}.`;
    throw new RequestFault({ kind: 'over-limit', status: 414, detail });
  }
  const headers = raw.rawHeaders.length / 2;
  if (headers > headerCount) {
    const detail = `Headers: expected at most ${headerCount}, found ${headers}.`;
    throw new RequestFault({ kind: 'over-limit', status: 431, detail });
  }
}

/** A connection too many is closed before it is read. */
function limitConnections(server: FastifyInstance, perAddress: number, proxies: TrustedProxies): void {
  const crowding = createCrowding({ perKey: perAddress, total: Number.POSITIVE_INFINITY });
  server.server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (proxies.trusts(address)) return;
    const leave = crowding.enter(address);
    if (leave === null) socket.destroy();
    else socket.once('close', leave);
  });
}
