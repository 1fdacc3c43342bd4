import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseAddress } from './address.js';
import { reachOf } from './address-reach.js';
import { createOutbound } from './outbound.js';

describe('where an address leads', () => {
  test.each(['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'])('%s: the internet', (text) => {
    expect(reachOf(parseAddress(text))).toBe('public');
  });

  test.each([
    '127.0.0.1',
    '127.9.9.9',
    '::1',
    '::ffff:127.0.0.1',
    '10.0.0.1',
    '172.31.0.1',
    '192.168.1.1',
    '100.64.0.1',
    'fd00::1',
  ])('%s: this machine or its network', (text) => {
    expect(reachOf(parseAddress(text))).toBe('private');
  });

  test.each([
    ...['0.0.0.0', '169.254.169.254', '224.0.0.1', '255.255.255.255', '240.0.0.1', '192.0.2.1', '198.18.0.1'],
    ...['::', 'fe80::1', 'ff02::1', '2001:db8::1', 'fec0::1', '::ffff:169.254.169.254', 'fd00:ec2::254'],
    ...['168.63.129.16', '100.100.100.200'],
    // Wrapped forms of 127.0.0.1 and 169.254.169.254: compatible, 6to4, Teredo, NAT64, translated.
    ...['::127.0.0.1', '::7f00:1', '2002:7f00:1::', '2001:0:7f00:1::', '64:ff9b::169.254.169.254', '64:ff9b:1::7f00:1'],
    ...['::ffff:0:127.0.0.1', '4000::1'],
  ])('%s: nowhere', (text) => {
    expect(reachOf(parseAddress(text))).toBe('nowhere');
  });
});

describe('calls', () => {
  let server: Server;
  let port: number;
  let handle: (request: IncomingMessage, response: ServerResponse) => void;
  let calls = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      calls += 1;
      handle(request, response);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    calls = 0;
    handle = (_, response) => response.end('taken');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const hello = { headers: {}, body: 'hello' };
  const development = { allowPrivate: true, ports: 'any' } as const;
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'called',
      (error) => error.code,
    );

  test('development: this machine is called, with the body and the headers given', async () => {
    handle = async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      response.statusCode = 202;
      response.end(`${request.method} ${request.url} ${request.headers['x-mark']} ${body}`);
    };
    const answer = await createOutbound(development).post(`http://localhost:${port}/a?b=c#d`, {
      headers: { 'x-mark': 'yes' },
      body: 'grüße',
    });
    expect(answer).toEqual({ status: 202, body: 'POST /a?b=c yes grüße' });
  });

  test.each([
    ['http', 'http://hooks.example/'],
    ['a user name', 'https://user@hooks.example/'],
    ['another port', 'https://hooks.example:22/'],
    ['another scheme', 'file:///etc/passwd'],
    ['loopback', 'https://127.0.0.1/'],
    ['loopback in decimal', 'https://2130706433/'],
    ['loopback in octal', 'https://0177.0.0.1/'],
    ['loopback, short', 'https://127.1/'],
    ['loopback in full-width digits', 'https://１２７.0.0.1/'],
    ['loopback in IPv6', 'https://[::1]/'],
    ['loopback mapped into IPv6', 'https://[::ffff:7f00:1]/'],
    ['cloud metadata', 'https://169.254.169.254/latest/meta-data/'],
    ['the inner network', 'https://10.0.0.5/'],
    ['the unspecified address', 'https://0.0.0.0/'],
  ])('%s is refused before anything is sent', async (_, url) => {
    expect(await codeOf(createOutbound().post(url, hello))).toBe('target-forbidden');
  });

  test('development allows the inner network, yet neither metadata nor plain HTTP beyond this machine', async () => {
    const outbound = createOutbound(development);
    expect(() => outbound.check('https://10.0.0.5/')).not.toThrow();
    expect(() => outbound.check('http://10.0.0.5/')).toThrow(/expected https/);
    expect(() => outbound.check('https://169.254.169.254/')).toThrow(/public addresses/);
    expect(() => outbound.check('nonsense')).toThrow(expect.objectContaining({ code: 'target-malformed' }));
  });

  test.each([
    ['all', ['127.0.0.1']],
    ['one of several', ['8.8.8.8', '127.0.0.1']],
    ['a mapped one', ['::ffff:10.0.0.1']],
    ['one that is no address', ['127.0.0.1.']],
  ])('a name with inner addresses (%s) is refused, and the address is not told', async (_, addresses) => {
    const outbound = createOutbound({ resolve: async () => addresses, ports: 'any' });
    const failure = await outbound.post(`https://inner.example:${port}/`, hello).catch((error) => error);
    expect(['target-forbidden', 'address-malformed']).toContain(failure.code);
    if (failure.code === 'target-forbidden') expect(failure.message).not.toContain(addresses.at(-1));
    expect(calls).toBe(0);
  });

  test('what is connected to is what was checked: a name is resolved once', async () => {
    let resolved = 0;
    const resolve = async () => {
      resolved += 1;
      return resolved === 1 ? ['127.0.0.1'] : ['169.254.169.254'];
    };
    const outbound = createOutbound({ ...development, resolve });
    expect((await outbound.post(`http://localhost:${port}/`, hello)).status).toBe(200);
    expect(resolved).toBe(1);
    expect(await codeOf(outbound.post(`http://localhost:${port}/`, hello))).toBe('target-forbidden');
    expect(calls).toBe(1);
  });

  test('blocked names and addresses are not called', async () => {
    const asked: unknown[] = [];
    const blockList = {
      blocked: (question: { domain?: string; address?: string }) => {
        asked.push(question);
        return question.domain === 'blocked.example' || question.address === '8.8.8.8' ? ({} as never) : null;
      },
    };
    const outbound = createOutbound({ blockList, resolve: async () => ['8.8.8.8'] });
    expect(await codeOf(outbound.post('https://Blocked.example./', hello))).toBe('target-forbidden');
    expect(await codeOf(outbound.post('https://other.example/', hello))).toBe('target-forbidden');
    expect(asked).toContainEqual({ address: '8.8.8.8', direction: 'outbound' });
  });

  test('a redirect is an answer, not followed', async () => {
    handle = (_, response) => response.writeHead(302, { location: '/elsewhere' }).end();
    expect((await createOutbound(development).post(`http://127.0.0.1:${port}/`, hello)).status).toBe(302);
    expect(calls).toBe(1);
  });

  test('of a long answer only the start is read', async () => {
    handle = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    };
    const outbound = createOutbound({ ...development, maxAnswerBytes: 1_000 });
    expect((await outbound.post(`http://127.0.0.1:${port}/`, hello)).body).toBe('x'.repeat(1_000));
  });

  test.each([
    ['never answers', () => {}],
    ['answers drop by drop', (_: IncomingMessage, response: ServerResponse) => void response.write('x')],
  ])('a receiver that %s is left', async (_, slow) => {
    handle = slow;
    const outbound = createOutbound({ ...development, timeoutMs: 100 });
    await expect(outbound.post(`http://127.0.0.1:${port}/`, hello)).rejects.toThrow(/no answer within 100 ms/);
  });

  test('one that is not there is told by name and reason', async () => {
    const gone = createServer();
    await new Promise<void>((done) => gone.listen(0, '127.0.0.1', done));
    const free = (gone.address() as AddressInfo).port;
    await new Promise((done) => gone.close(done));
    await expect(createOutbound(development).post(`http://127.0.0.1:${free}/`, hello)).rejects.toThrow(
      'target 127.0.0.1: expected an answer, found none: ECONNREFUSED',
    );
  });
});
