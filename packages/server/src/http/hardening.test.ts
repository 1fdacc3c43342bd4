import { connect, type Socket } from 'node:net';
import { createTrustedProxies } from '@gamekeeper/platform';
import { fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestServer, type TestServer } from '../testing/start-test-server.js';
import { forgedHeadersOf } from './forwarded-headers.js';
import { defaultHttpLimits, type HttpLimits, harden } from './hardening.js';
import type { RequestFault } from './request-fault.js';

/** Opens a connection, and tells what came over it once it is closed. */
function open(
  { url }: { readonly url: string },
  text = '',
): { socket: Socket; received: () => string; closed: Promise<string> } {
  let received = '';
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('data', (part) => {
    received += part;
  });
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(received)));
  if (text !== '') socket.write(text);
  return { socket, received: () => received, closed };
}

const head = (line: string, ...headers: string[]) => `${[line, 'Host: localhost', ...headers].join('\r\n')}\r\n\r\n`;
const isAlive = async (server: TestServer) => (await fetch(`${server.url}/healthz`)).status === 200;

describe('sizes', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ limits: { headerCount: 20, urlLength: 1_000 } });
  });
  afterAll(() => server.close());

  test('headers past their size end the connection with 431', async () => {
    const { closed } = open(server, head('GET /healthz HTTP/1.1', `X-Long: ${'x'.repeat(40_000)}`));
    expect(await closed).toMatch(/^HTTP\/1.1 431 /);
    expect(await isAlive(server)).toBe(true);
  });

  test('too many headers are refused, none is left out in silence', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => `X-${at}: y`);
    const send = (count: number) =>
      open(server, head('GET /healthz HTTP/1.1', ...many(count), 'Connection: close')).closed;
    expect(await send(18)).toMatch(/^HTTP\/1.1 200 /);
    const refused = await send(19);
    expect(refused).toMatch(/^HTTP\/1.1 431 /);
    expect(refused).toContain('Headers: expected at most 20, found 21.');
  });

  test.each([
    ['/api/', { error: { code: 'BadRequest', target: expect.any(String) } }],
    ['/v1.0/', { error: { code: 'BadRequest', innerError: expect.any(Object) } }],
    ['/common/oauth2/', { error: 'invalid_request', error_codes: [900144] }],
    ['/ingest/', { code: 'request-too-large' }],
  ])('a URL too long under %s is refused in the words of its wire', async (path, body) => {
    const answer = await fetch(server.url + path.padEnd(1_001, 'x'));
    expect(answer.status).toBe(414);
    expect(await answer.json()).toMatchObject(body);
    expect((await fetch(server.url + path.padEnd(1_000, 'x'))).status).toBe(404);
  });

  test('a megabyte of brackets is refused, and the server stays up', async () => {
    const token = await server.token('https://graph.microsoft.com');
    const answer = await fetch(`${server.url}/v1.0/security/runHuntingQuery`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '['.repeat(1_000_000),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining('at most 64 levels') } });
    expect(await isAlive(server)).toBe(true);
  });

  test('every answer forbids browsers to do anything with it, also those that no endpoint gave', async () => {
    for (const path of ['/healthz', '/openapi.json', '/nowhere', '/%zz']) {
      const { headers } = await fetch(server.url + path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });
});

describe('slow clients', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ limits: { headersTimeout: 200, stallTimeout: 300, bodyBytesPerSecond: 100 } });
  });
  afterAll(() => server.close());

  test('headers that never end are not waited for', async () => {
    const { closed } = open(server, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow:');
    expect(await closed).toMatch(/^HTTP\/1.1 408 /);
  });

  test.each(['none of it', 'a drop at a time'])('a body of which there comes %s is not waited for', async (how) => {
    const { socket, closed } = open(
      server,
      head('POST /common/oauth2/v2.0/token HTTP/1.1', 'Content-Length: 1000', 'Connection: close'),
    );
    const dripping = how === 'none of it' ? undefined : setInterval(() => socket.write('a'), 20);
    expect(await closed).toBe('');
    clearInterval(dripping);
    expect(await isAlive(server)).toBe(true);
  });

  test('a client that does not read its answer is dropped, and the work ends; one that reads gets all', async () => {
    const token = await server.token('https://graph.microsoft.com');
    const rows = 400;
    let made = 0;
    let ended = false;
    async function* chunks() {
      try {
        for (made = 0; made < rows; made += 1) yield `["${'x'.repeat(100_000)}"]`;
      } finally {
        ended = true;
      }
    }
    server.laidOut.columns = [{ name: 'x', type: 'string' }];
    server.laidOut.chunks = chunks();
    const body = JSON.stringify({ Query: 'T' });
    const { socket, closed } = open(server);
    socket.pause();
    const headers = [`Authorization: Bearer ${token}`, `Content-Length: ${body.length}`];
    socket.write(head('POST /v1.0/security/runHuntingQuery HTTP/1.1', ...headers) + body);
    await vi.waitFor(() => expect(ended).toBe(true), { timeout: 10_000 });
    expect(made).toBeGreaterThan(2);
    expect(made).toBeLessThan(rows);
    socket.destroy();
    await closed;

    server.laidOut.chunks = chunks();
    const answer = await fetch(`${server.url}/v1.0/security/runHuntingQuery`, {
      ...{ method: 'POST', body, headers: { authorization: `Bearer ${token}` } },
    });
    expect((await answer.text()).length).toBeGreaterThan(rows * 100_000);
  });

  test('a call that we are slow with is left alone', async () => {
    const token = await server.token('https://graph.microsoft.com');
    async function* late() {
      await new Promise((resolve) => setTimeout(resolve, 750));
      yield '[1]';
    }
    Object.assign(server.laidOut, { columns: [{ name: 'x', type: 'long' }], chunks: late() });
    const answer = await fetch(`${server.url}/v1.0/security/runHuntingQuery`, {
      ...{ method: 'POST', body: JSON.stringify({ Query: 'T' }), headers: { authorization: `Bearer ${token}` } },
    });
    expect(await answer.json()).toMatchObject({ results: [{ x: 1 }] });
  });
});

/** The limits alone, around an endpoint that tells who calls and, at /wait, answers when told to. */
async function startBare({ limits, trusted = [] }: { limits?: Partial<HttpLimits>; trusted?: string[] }) {
  const proxies = createTrustedProxies(trusted);
  const server = fastify({ trustProxy: (address: string) => proxies.trusts(address) });
  harden(server, { limits: { ...defaultHttpLimits, ...limits }, proxies });
  server.setErrorHandler((error, _, reply) => {
    const { fault } = error as RequestFault;
    return reply.code(fault.kind === 'over-limit' ? fault.status : 400).send(fault);
  });
  server.get('/', (request) => ({
    ...{ ip: request.ip, host: request.host, protocol: request.protocol },
    ...{ left: request.headers['cf-ipcountry'] ?? null, forged: forgedHeadersOf(request) },
  }));
  let answer = () => {};
  const told = new Promise<void>((resolve) => {
    answer = resolve;
  });
  server.get('/wait', () => told.then(() => 'waited'));
  return { url: await server.listen({ host: '127.0.0.1', port: 0 }), server, answer };
}

describe('crowds', () => {
  test('an address has so many connections and no more; who leaves makes room', async () => {
    const { server, url } = await startBare({ limits: { connectionsPerAddress: 3 } });
    const ask = () => open({ url }, head('GET / HTTP/1.1', 'Connection: close')).closed;
    const held = [open({ url }), open({ url }), open({ url })];
    await Promise.all(held.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))));
    expect(await ask()).toBe('');
    held[0]?.socket.destroy();
    await vi.waitFor(async () => expect(await ask()).toMatch(/^HTTP\/1.1 200 /));
    for (const { socket } of held) socket.destroy();
    await server.close();
  });

  test('trusted proxies may have as many connections as there are', async () => {
    const { server, url } = await startBare({ limits: { connectionsPerAddress: 1 }, trusted: ['127.0.0.1'] });
    const held = Array.from({ length: 5 }, () => open({ url }, head('GET / HTTP/1.1')));
    await vi.waitFor(() => expect(held.every(({ received }) => received().startsWith('HTTP/1.1 200'))).toBe(true));
    for (const { socket } of held) socket.destroy();
    await server.close();
  });

  test.each([{ callsPerAddress: 2 }, { calls: 2 }])(
    'calls past the places (%o) are told to come again',
    async (limits) => {
      const { server, url, answer } = await startBare({ limits });
      const waiting = [fetch(`${url}/wait`), fetch(`${url}/wait`)];
      const busy = await vi.waitFor(async () => {
        const reply = await fetch(url);
        expect(reply.status).toBe(503);
        return reply.json();
      });
      expect(busy).toMatchObject({ kind: 'over-limit', retryAfterSeconds: 1 });
      answer();
      for (const reply of await Promise.all(waiting)) expect(await reply.text()).toBe('waited');
      await vi.waitFor(async () => expect((await fetch(url)).status).toBe(200));
      await server.close();
    },
  );
});

describe('forwarded headers', () => {
  const forged = { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-host': 'other.example', 'cf-ipcountry': 'NL' };
  const ask = async (url: string, headers: Record<string, string>) => {
    const reply = await fetch(url, { headers: { 'x-forwarded-proto': 'https', ...headers } });
    return { status: reply.status, ...((await reply.json()) as object) };
  };

  test('from anybody they are dropped, and their names kept for the audit', async () => {
    const { server, url } = await startBare({});
    expect(await ask(url, { ...forged, 'X-Real-IP': '192.0.2.1', Forwarded: 'for=192.0.2.1' })).toEqual({
      ...{ status: 200, ip: '127.0.0.1', host: new URL(url).host, protocol: 'http', left: null },
      forged: expect.arrayContaining(['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'cf-ipcountry']),
    });
    await server.close();
  });

  test('from a trusted proxy they count, up to the first sender that is none', async () => {
    const { server, url } = await startBare({ trusted: ['127.0.0.1', '10.0.0.0/8'] });
    const told = { status: 200, host: 'other.example', protocol: 'https', left: 'NL', forged: [] };
    expect(await ask(url, forged)).toEqual({ ...told, ip: '192.0.2.1' });
    // What the client itself wrote stands left of what the proxies added.
    const chain = '203.0.113.9, 192.0.2.1, 10.1.1.1';
    expect(await ask(url, { ...forged, 'x-forwarded-for': chain })).toEqual({ ...told, ip: '192.0.2.1' });
    expect(await ask(url, { ...forged, 'x-forwarded-for': 'somebody' })).toMatchObject({
      ...{ status: 400, detail: "X-Forwarded-For: expected addresses, found 'somebody'." },
    });
    await server.close();
  });
});
