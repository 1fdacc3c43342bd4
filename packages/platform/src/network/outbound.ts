// Calls addresses that others name, and only those that they may name: resolved by us, checked at the moment of connecting.

import { lookup as resolveName } from 'node:dns/promises';
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { type Address, parseAddress } from './address.js';
import { reachOf } from './address-reach.js';
import type { BlockList } from './block-list.js';
import { normalizeDomain } from './domain-name.js';
import { NetworkError } from './network-error.js';

/** What the other side answered. */
export interface OutboundAnswer {
  readonly status: number;
  /** As much as was read of it. */
  readonly body: string;
}

export interface OutboundRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer whose body is still on its way. */
export interface OutboundStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Rejects with a NetworkError `target-unreachable` for whatever fails on the way. */
  readonly body: AsyncIterable<Buffer>;
  /** Lets go of the connection; needed wherever the body is not read to its end. */
  close(): void;
}

/** The way out of the house. */
export interface Outbound {
  /**
   * Reads a URL that somebody named. What it resolves to is not known before it is called.
   * @throws NetworkError `target-malformed`, `target-forbidden`.
   */
  check(url: string): URL;
  /**
   * Posts to it. Redirects are not followed, connections not kept.
   * @throws NetworkError as `check`, and `target-unreachable` for whatever fails on the way.
   */
  post(url: string, request: OutboundRequest): Promise<OutboundAnswer>;
  /**
   * Gets it. Redirects are not followed, connections not kept, the size of the body not bounded.
   * @throws NetworkError as `post`, also when the signal is aborted.
   */
  get(
    url: string,
    request: Pick<OutboundRequest, 'headers'> & { readonly signal: AbortSignal },
  ): Promise<OutboundStream>;
}

export interface OutboundOptions {
  /** Consulted for names and addresses, outbound. */
  readonly blockList?: Pick<BlockList, 'blocked'>;
  /** For development: lets calls go to this machine (there also without TLS) and its network. */
  readonly allowPrivate?: boolean;
  /** Ports that may be called; 443 and 8443 unless told. */
  readonly ports?: readonly number[] | 'any';
  /** Milliseconds from the look-up to the last byte; 10 s unless told. */
  readonly timeoutMs?: number;
  /** Bytes read of an answer; the rest is left. 16 KiB unless told. */
  readonly maxAnswerBytes?: number;
  /** PEM certificates of authorities to trust beside those that everybody does. */
  readonly ca?: string;
  /** Addresses of a name; the system's resolver unless told. */
  readonly resolve?: (name: string) => Promise<readonly string[]>;
}

/**
 * @example
 * const outbound = createOutbound({ blockList });
 * await outbound.post('https://hooks.example/quota', { headers: {}, body: '{}' }); // { status: 204, body: '' }
 */
export function createOutbound(options: OutboundOptions = {}): Outbound {
  const { blockList, allowPrivate = false, ports = [443, 8443] } = options;
  const { timeoutMs = 10_000, maxAnswerBytes = 16_384, resolve = resolveAll, ca } = options;

  const isAllowed = (address: Address): boolean => {
    const reach = reachOf(address);
    return reach === 'public' || (reach === 'private' && allowPrivate);
  };

  function clear(host: string, text: string): void {
    // The address is not named: a caller must not learn what names of the inner network resolve to.
    if (!isAllowed(parseAddress(text))) throw forbidden(host, 'a host with public addresses only');
    if (blockList?.blocked({ address: text, direction: 'outbound' }) != null) {
      throw forbidden(host, 'a host that is not on the block list');
    }
  }

  function check(text: string): URL {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null) throw new NetworkError('target-malformed', 'target: expected an https URL, found none');
    const host = hostOf(url);
    if (url.username !== '' || url.password !== '') throw forbidden(host, 'a URL without a user name');
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowPrivate && isThisMachine(host))) {
      throw forbidden(host, `https, found ${url.protocol.slice(0, -1)}`);
    }
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    if (ports !== 'any' && !ports.includes(port)) throw forbidden(host, `port ${ports.join(' or ')}, found ${port}`);
    if (isIP(host) !== 0) clear(host, host);
    else if (blockList?.blocked({ domain: normalizeDomain(host), direction: 'outbound' }) != null) {
      throw forbidden(host, 'a host that is not on the block list');
    }
    return url;
  }

  /** Called by the socket itself: the addresses that are checked are the very ones that are connected to. */
  const lookup: LookupFunction = (name, { all }, done) => {
    resolve(name)
      .then((addresses) => {
        for (const address of addresses) clear(name, address);
        return addresses.map((address) => ({ address, family: isIP(address) }));
      })
      .then(
        (found) => {
          const [first] = found;
          if (first === undefined) done(unreachable(name, 'it has no address'), '');
          else if (all) done(null, found);
          else done(null, first.address, first.family);
        },
        (error: Error) => done(error, ''),
      );
  };

  function call(url: URL, method: string, headers: OutboundRequest['headers'], signal: AbortSignal): ClientRequest {
    const target = { host: hostOf(url), port: url.port, path: url.pathname + url.search };
    const bounds = {
      agent: false,
      signal,
      lookup,
      maxHeaderSize: 8_192,
      ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
    };
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    return request({ method, ...target, ...bounds, headers: { ...headers, host: url.host } });
  }

  function failure(url: URL, signal: AbortSignal, error: unknown): NetworkError {
    if (error instanceof NetworkError) return error;
    const isLate = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
    const reason = isLate ? `no answer within ${timeoutMs} ms` : signal.aborted ? 'it was cancelled' : codeOf(error);
    return unreachable(hostOf(url), reason, error);
  }

  return {
    check,
    async post(text, { headers, body }) {
      const url = check(text);
      const signal = AbortSignal.timeout(timeoutMs);
      const length = String(Buffer.byteLength(body));
      const request = call(url, 'POST', { ...headers, 'content-length': length }, signal);
      try {
        const answer = await answerTo(request, body);
        return { status: answer.statusCode ?? 0, body: await readSome(answer, maxAnswerBytes) };
      } catch (error) {
        throw failure(url, signal, error);
      } finally {
        request.destroy();
      }
    },
    async get(text, { headers, signal: asked }) {
      const url = check(text);
      const signal = AbortSignal.any([asked, AbortSignal.timeout(timeoutMs)]);
      const request = call(url, 'GET', headers, signal);
      try {
        const answer = await answerTo(request, '');
        const body = told(answer, (error) => failure(url, signal, error));
        return { status: answer.statusCode ?? 0, headers: answer.headers, body, close: () => void request.destroy() };
      } catch (error) {
        request.destroy();
        throw failure(url, signal, error);
      }
    },
  };
}

function answerTo(call: ClientRequest, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    call.once('response', resolve);
    call.on('error', reject);
    call.end(body);
  });
}

async function* told(answer: IncomingMessage, failure: (error: unknown) => NetworkError): AsyncGenerator<Buffer> {
  try {
    yield* answer as AsyncIterable<Buffer>;
  } catch (error) {
    throw failure(error);
  }
}

async function readSome(answer: IncomingMessage, limit: number): Promise<string> {
  const parts: Buffer[] = [];
  let seen = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part);
    seen += part.length;
    if (seen >= limit) break;
  }
  return Buffer.concat(parts).subarray(0, limit).toString('utf8');
}

async function resolveAll(name: string): Promise<readonly string[]> {
  return (await resolveName(name, { all: true })).map(({ address }) => address);
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function forbidden(host: string, expected: string): NetworkError {
  return new NetworkError('target-forbidden', `target ${host}: expected ${expected}`);
}

function unreachable(host: string, reason: string, cause?: unknown): NetworkError {
  return new NetworkError('target-unreachable', `target ${host}: expected an answer, found none: ${reason}`, { cause });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'it failed';
}
