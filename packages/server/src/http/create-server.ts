// The HTTP server: registers every endpoint of the index, authenticates, validates and words failures by each wire.

import { randomUUID } from 'node:crypto';
import type { ServerOptions as HttpsOptions } from 'node:https';
import { Readable } from 'node:stream';
import fastifySwagger from '@fastify/swagger';
import { createTrustedProxies } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { routes } from '../routes/index.js';
import type { HttpFault, Wire, WireContext } from '../wire/wire.js';
import { authenticate } from './authenticate.js';
import type { Answer, BodyKind, Call, Route } from './define-route.js';
import { defaultHttpLimits, type HttpLimits, harden, nodeServerOptions } from './hardening.js';
import { BodyTooLargeError, limitBytes } from './limit-bytes.js';
import { createOrigins } from './origins.js';
import { readBodiesAs } from './read-body.js';
import { Refusal } from './refusal.js';
import { RequestFault } from './request-fault.js';
import { isUsableId, requestIds } from './request-ids.js';
import { secureHeaders } from './secure-headers.js';
import type { Services } from './services.js';
import { wireOfPath } from './wire-of-path.js';

export interface ServerOptions {
  readonly services: Services;
  /** Scheme, host and port under which the server is known; asked when first needed. */
  readonly publicUrl: () => string;
  /** Further host names, without port, that lead here. */
  readonly hosts?: readonly string[];
  /** Key of the local endpoints; null or none closes them. */
  readonly localKey?: string | null;
  /** Certificate and key; none serves plain HTTP. */
  readonly tls?: Pick<HttpsOptions, 'key' | 'cert'>;
  /** Where requests and failures are logged; none unless told. Nothing logged holds a token or secret. */
  readonly logger?: FastifyBaseLogger;
  /** Bytes of an ordinary body at most; 1 MiB unless told. */
  readonly bodyLimit?: number;
  /** Bytes of an ingest body at most, as sent; 1 GiB unless told. */
  readonly ingestBodyLimit?: number;
  /** Addresses of reverse proxies whose forwarded headers count; none unless told. */
  readonly trustProxy?: readonly string[];
  /** Of connections and requests; `defaultHttpLimits` where not told. */
  readonly limits?: Partial<HttpLimits>;
}

/** What is known of a request before its handler runs. */
interface Arrival {
  readonly context: WireContext;
  readonly caller: Call['caller'];
}

/**
 * Builds the server; `await server.listen({ host, port })` starts it, `server.close()` ends it.
 * @example const server = createServer({ services, publicUrl: () => 'http://localhost:7071' });
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const { services, publicUrl, hosts = [], localKey = null, tls, logger } = options;
  const { bodyLimit = 1024 ** 2, ingestBodyLimit = 1024 ** 3 } = options;
  const limits = { ...defaultHttpLimits, ...options.limits };
  const proxies = createTrustedProxies(options.trustProxy ?? []);
  const origins = createOrigins({ publicUrl, hosts });
  const arrivals = new WeakMap<FastifyRequest, Arrival>();

  const server = fastify({
    ...(tls ? { https: { ...nodeServerOptions(limits), ...tls } } : { http: nodeServerOptions(limits) }),
    ...(logger && { loggerInstance: logger }),
    trustProxy: (address: string) => proxies.trusts(address),
    bodyLimit,
    genReqId: () => randomUUID(),
    routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, maxParamLength: 16_384 },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  }) as unknown as FastifyInstance;
  harden(server, { limits, proxies });

  const contextOf = (request: FastifyRequest): WireContext =>
    arrivals.get(request)?.context ?? {
      ...requestIds(request),
      origin: origins.of(request),
      now: services.clock(),
    };

  function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const wire = wireOf(request);
    const context = contextOf(request);
    const refusal = toRefusal(error, wire, context, bodyLimit);
    if (refusal.status >= 500) request.log.error({ err: refusal.cause ?? refusal }, 'request failed');
    return send(reply, wire, context, {
      status: refusal.status,
      contentType: wire.errorContentType ?? 'application/json; charset=utf-8',
      // What was not read of the body is not waited for.
      headers: { ...refusal.headers, ...(refusal.status === 413 && { connection: 'close' }) },
      body: wire.errorBody(refusal, context),
    });
  }

  server.setErrorHandler((error, request, reply) => answerError(error, request, reply));
  server.setNotFoundHandler((request, reply) => {
    const wire = wireOf(request);
    const fault: HttpFault = { kind: 'not-found', path: pathOf(request) };
    return answerError(wire.fault(fault, contextOf(request)), request, reply);
  });
  server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Gamekeeper', version: '1', description: 'Self-hosted security API platform' },
    },
  });
  for (const kind of bodyKinds) {
    server.register(async (part) => {
      readBodiesAs(kind, part);
      for (const route of routes.filter(({ reads }) => reads === kind)) register(part, route);
    });
  }
  server.get('/openapi.json', { schema: { hide: true } }, (_, reply) => reply.send(server.swagger()));

  function register(part: FastifyInstance, route: Route): void {
    const paths = typeof route.path === 'string' ? [route.path] : route.path;
    for (const url of paths) {
      part.route({
        method: route.method,
        url,
        config: { wire: route.wire },
        attachValidation: true,
        schema: {
          summary: route.summary,
          ...route.schemas,
          // Streams are checked by whoever reads them.
          ...(route.reads === 'stream' && { body: Type.Any() }),
        },
        async onRequest(request) {
          // The endpoint decides how its body is read; a content type that cannot be parsed must not refuse it.
          delete request.headers['content-type'];
          const context = contextOf(request);
          const caller = await authenticate({ identity: services.identity, localKey }, route, request, context);
          arrivals.set(request, { context, caller });
        },
        async preValidation(request) {
          if (route.reads !== 'form') return;
          request.body ??= {};
          const arrival = arrivals.get(request);
          if (arrival !== undefined)
            arrivals.set(request, { ...arrival, context: withFormId(arrival.context, request) });
        },
        handler: (request, reply) => handle(route, request, reply),
      });
    }
  }

  async function handle(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const context = contextOf(request);
    if (request.validationError !== undefined) {
      throw route.wire.fault({ kind: 'body-unreadable', detail: request.validationError.message }, context);
    }
    const left = new AbortController();
    reply.raw.once('close', () => left.abort());
    const answer = await route.handler({
      ...context,
      body: route.reads === 'stream' ? openBody(request, ingestBodyLimit) : request.body,
      params: request.params,
      query: request.query,
      caller: arrivals.get(request)?.caller ?? null,
      signal: left.signal,
      services,
      isOwnHost: origins.isOwnHost,
      request,
    });
    return send(reply, route.wire, context, answer);
  }

  return server;
}

/** A body's parts; one that announces too much is refused before it is sent. */
function openBody({ body, headers }: FastifyRequest, limit: number): AsyncIterable<Uint8Array> {
  if (Number(headers['content-length'] ?? 0) > limit) throw new BodyTooLargeError(limit);
  return body instanceof Readable ? limitBytes(body, limit) : Readable.from([]);
}

const bodyKinds: readonly BodyKind[] = ['none', 'json', 'json-any-case', 'form', 'stream'];

/** Some clients send their correlation id as a field of the form instead of a header. */
function withFormId(context: WireContext, { headers, body }: FastifyRequest): WireContext {
  const { 'client-request-id': sent } = body as { 'client-request-id'?: string };
  return headers['client-request-id'] === undefined && isUsableId(sent)
    ? { ...context, clientRequestId: sent }
    : context;
}

function send(reply: FastifyReply, wire: Wire, context: WireContext, answer: Answer): FastifyReply {
  const { status = 200, contentType = wire.contentType, headers = {}, body } = answer;
  reply
    .code(status)
    .headers({
      ...secureHeaders(reply.request),
      'request-id': context.requestId,
      'client-request-id': context.clientRequestId,
      ...wire.headers(context),
      ...headers,
    })
    .type(contentType);
  return reply.send(body instanceof Readable || typeof body === 'string' ? body : JSON.stringify(body));
}

function wireOf(request: FastifyRequest): Wire {
  const { wire } = request.routeOptions.config as { wire?: Wire };
  return wire ?? wireOfPath(pathOf(request));
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

function toRefusal(error: unknown, wire: Wire, context: WireContext, bodyLimit: number): Refusal {
  if (error instanceof Refusal) return error;
  const known = wire.refuse(error, context);
  if (known !== undefined) return known;
  return wire.fault(toFault(error, bodyLimit), context);
}

function toFault(error: unknown, bodyLimit: number): HttpFault {
  if (error instanceof RequestFault) return error.fault;
  if (error instanceof BodyTooLargeError) return { kind: 'body-too-large', limit: error.limit };
  const { statusCode, code, message } = (error ?? {}) as { statusCode?: number; code?: string; message?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { kind: 'body-too-large', limit: bodyLimit };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { kind: 'bad-request', detail: message ?? 'The request cannot be read.' };
  }
  return { kind: 'internal', cause: error };
}
