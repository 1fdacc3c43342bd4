// The HTTP server: registers every endpoint of the index, authenticates, validates and words failures by each wire.

import { randomUUID } from 'node:crypto';
import type { ServerOptions as HttpsOptions } from 'node:https';
import { Readable } from 'node:stream';
import fastifySwagger from '@fastify/swagger';
import { AdmissionError, createTrustedProxies } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { routes } from '../routes/index.js';
import { platformWire } from '../wire/platform-wire.js';
import type { HttpFault, Wire, WireContext } from '../wire/wire.js';
import { admitCall, chargeCall } from './admit-call.js';
import { brokenOff, createCallAuditor } from './audit-call.js';
import type { CallRecord } from './call-record.js';
import { createCallRecords, pathOf, routeOf } from './call-records.js';
import type { Answer, BodyKind, Route } from './define-route.js';
import { defaultHttpLimits, type HttpLimits, harden, nodeServerOptions } from './hardening.js';
import { labelHeaders } from './label-headers.js';
import { lifecycleHeaders } from './lifecycle-headers.js';
import { BodyTooLargeError, limitBytes } from './limit-bytes.js';
import { createOrigins } from './origins.js';
import { quotaHeaders } from './quota-headers.js';
import { readBodiesAs } from './read-body.js';
import { Refusal } from './refusal.js';
import { RequestFault } from './request-fault.js';
import { isUsableId } from './request-ids.js';
import { secureHeaders } from './secure-headers.js';
import type { Services } from './services.js';
import { strikeCall } from './strike-call.js';
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
  const calls = createCallRecords({ services, origins, steady: services.steady });
  const auditor = createCallAuditor({ audit: services.audit, steady: services.steady });

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

  function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const wire = wireOf(request);
    const record = calls.of(request);
    const { refusal, reason } = failureOf(error, wire, record.context, bodyLimit);
    record.gate = error instanceof AdmissionError ? error.gate : null;
    record.reason = reason;
    if (refusal.status >= 500) request.log.error({ err: refusal.cause ?? refusal }, 'request failed');
    return send(reply, wire, record, {
      status: refusal.status,
      contentType: wire.errorContentType,
      // What was not read of the body is not waited for.
      headers: { ...refusal.headers, ...(refusal.status === 413 && { connection: 'close' }) },
      body: wire.errorBody(refusal, record.context),
    });
  }

  server.setErrorHandler((error, request, reply) => answerError(error, request, reply));
  server.setNotFoundHandler((request, reply) => {
    return answerError(new RequestFault({ kind: 'not-found', path: pathOf(request) }), request, reply);
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
  server.get('/openapi.json', { schema: { hide: true } }, (_, reply) =>
    reply.header('date', new Date(services.clock()).toUTCString()).send(server.swagger()),
  );

  function register(part: FastifyInstance, route: Route): void {
    const paths = typeof route.path === 'string' ? [route.path] : route.path;
    for (const url of paths) {
      part.route({
        method: route.method,
        url,
        config: { route },
        attachValidation: true,
        ...(route.checksItself && { validatorCompiler: () => () => true }),
        schema: {
          summary: route.summary,
          ...route.schemas,
          // Streams are checked by whoever reads them.
          ...(route.reads === 'stream' && { body: Type.Any() }),
        },
        async onRequest(request) {
          // The endpoint decides how its body is read; a content type that cannot be parsed must not refuse it.
          delete request.headers['content-type'];
          await admitCall(services, { identity: services.identity, localKey }, route, request, calls.of(request));
        },
        async preValidation(request) {
          if (route.reads !== 'form') return;
          request.body ??= {};
          const record = calls.of(request);
          record.context = withFormId(record.context, request);
        },
        async preHandler(request, reply) {
          const record = calls.of(request);
          // However the call ends, its run ends with it.
          reply.raw.once('close', () => record.facts.quota?.admitted && record.facts.quota.run?.finish());
          await chargeCall(services, route, record);
          await strikeCall(services, record, reply, () => auditor.text(record, brokenOff, ''));
        },
        handler: (request, reply) => handle(route, request, reply),
      });
    }
  }

  async function handle(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const record = calls.of(request);
    const { context, caller, facts } = record;
    if (request.validationError !== undefined) {
      throw new RequestFault({ kind: 'body-unreadable', detail: request.validationError.message });
    }
    const left = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) left.abort();
    });
    const answer = await route.handler({
      ...context,
      body: route.reads === 'stream' ? openBody(request, ingestBodyLimit) : request.body,
      params: request.params,
      query: request.query,
      caller,
      admission: facts,
      identified: (claimant) => {
        record.claimant = claimant;
      },
      hunts: (hunt) => {
        record.hunt = hunt;
      },
      signal: left.signal,
      services,
      isOwnHost: origins.isOwnHost,
      request,
    });
    return send(reply, route.wire, record, answer);
  }

  /** Every answer leaves here, and its audit row before its last byte. */
  function send(reply: FastifyReply, wire: Wire, record: CallRecord, answer: Answer): FastifyReply {
    const { status = 200, contentType = wire.contentType, headers = {}, body } = answer;
    const { context, route, facts } = record;
    reply
      .code(status)
      .headers({
        ...secureHeaders(reply.request),
        // Node's own would tell the machine's time, whatever time the platform plays.
        date: new Date(services.clock()).toUTCString(),
        'request-id': context.requestId,
        'client-request-id': context.clientRequestId,
        ...lifecycleHeaders(route ?? {}, pathOf(reply.request), context.origin),
        ...quotaHeaders(facts),
        ...labelHeaders(record),
        ...wire.headers(context),
        ...headers,
      })
      .type(contentType);
    if (body instanceof Readable) return reply.send(auditor.stream(record, status, body));
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    // Nobody is there any more to be told.
    auditor.text(record, reply.raw.destroyed ? brokenOff : status, text);
    return reply.send(text);
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

function wireOf(request: FastifyRequest): Wire {
  return routeOf(request)?.wire ?? wireOfPath(pathOf(request));
}

interface Failure {
  readonly refusal: Refusal;
  /** Why, by the platform's own codes, whatever the wire calls it. */
  readonly reason: string;
}

function failureOf(error: unknown, wire: Wire, context: WireContext, bodyLimit: number): Failure {
  if (error instanceof Refusal) return { refusal: error, reason: error.reason ?? error.code };
  const known = wire.refuse(error, context);
  if (known !== undefined) return { refusal: known, reason: known.reason ?? codeOf(error) ?? known.code };
  const fault = toFault(error, bodyLimit);
  return { refusal: wire.fault(fault, context), reason: platformWire.fault(fault, context).code };
}

function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
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
