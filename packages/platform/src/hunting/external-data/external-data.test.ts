import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createCompiler, type KqlCompiler } from '@gamekeeper/kql';
import { createDuckDbEngine, type Engine, tables } from '@gamekeeper/lake';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createHuntingService } from '../create-hunting-service.js';
import { emptyExternalData, noExternalData } from './external-source.js';
import { createExternalTables } from './external-tables.js';
import { createExternalData, type ExternalDataOptions } from './fetched-external-data.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let engine: Engine;
let compiler: KqlCompiler;
let server: Server;
let ca: string;
let origin: string;
let now = Date.parse('2026-01-01T00:00:00Z');
const paths: string[] = [];
let handlers: Readonly<Record<string, Handler>> = {};

beforeAll(async () => {
  engine = await createDuckDbEngine({ directory: null, tables, clock: () => now, threads: 1 });
  compiler = createCompiler(tables.values());
  const certificate = await makeCertificate();
  ca = certificate.cert;
  server = createServer(certificate, (request, response) => {
    const path = request.url ?? '';
    paths.push(path);
    const handler = handlers[path.split('?')[0] ?? ''];
    if (handler) handler(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `https://lists.example:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  paths.length = 0;
  handlers = {};
  now += 3_600_000;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await engine.close();
});

const inside = async () => ['127.0.0.1'];

const source = (options: Partial<ExternalDataOptions> = {}) =>
  createExternalData({ allow: [`${origin}/`], ca, allowPrivate: true, resolve: inside, ...options });

/** Rows by way of compiler, external tables and engine, without the rest of the service. */
function open(options: Partial<ExternalDataOptions> = {}) {
  const tables = createExternalTables({ engine, clock: () => now, source: source(options) });
  return async (query: string, signal = new AbortController().signal) => {
    const { results, externals } = compiler.compile(query, { now: 0n, window: { from: null, to: null } });
    const { names, warnings, release } = await tables.open(externals, signal);
    const reach = { namespace: null, tables: 'all', external: names } as const;
    const bounds = { maxRows: 1_000, maxBytes: 1_000_000, timeoutMs: 60_000 };
    const rows = await readRows(engine.query({ sql: results[0].sql, reach }, bounds).chunks);
    release();
    return { rows, warnings };
  };
}

async function readRows(chunks: AsyncIterable<Uint8Array>): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const chunk of chunks)
    for (const row of Buffer.from(chunk).toString().split('\n')) if (row !== '') rows.push(JSON.parse(row));
  return rows;
}

const rowsOf = async (query: string, options?: Partial<ExternalDataOptions>) => (await open(options)(query)).rows;
const send =
  (body: string | Uint8Array): Handler =>
  (_, response) =>
    response.end(body);
const to =
  (location: string): Handler =>
  (_, response) =>
    response.writeHead(302, { location }).end();
const csv = (path = '/a.csv') => `externaldata(name:string, n:long)['${origin}${path}'] with (format='csv')`;
const failure = { name: 'HuntError', code: 'external-data' };
const refusal = { name: 'HuntError', code: 'unsupported' };

test('rows come from the file, in the types of the schema, and join those of the lake', async () => {
  handlers = { '/a.csv': send('x,1\ny,none\n'), '/b.csv.gz': send(gzipSync('z,3\n')) };
  expect(await rowsOf(csv())).toEqual([
    ['x', 1],
    ['y', null],
  ]);
  const both = `externaldata(name:string, n:long)['${origin}/a.csv', '${origin}/b.csv.gz?sig=secret'] with (format='csv')`;
  expect(await rowsOf(`${both} | summarize count(), sum(n)`)).toEqual([[3, 4]]);
  expect(await rowsOf(`AlertInfo | where AlertId in ((${csv()} | project name)) | count`)).toEqual([[0]]);
});

test('off unless allowed, with how to allow', async () => {
  const { externals } = compiler.compile("externaldata(a:string)['https://lists.example/a.csv?sig=secret']", {
    ...{ now: 0n, window: { from: null, to: null } },
  });
  const { signal } = new AbortController();
  const off = createExternalTables({ engine, clock: () => now, source: noExternalData });
  await expect(off.open(externals, signal)).rejects.toMatchObject({
    ...{ ...refusal, line: 1, column: 1 },
    message: 'externaldata is off: start with --external-data lists.example to allow that host',
  });
  const empty = createExternalTables({ engine, clock: () => now, source: emptyExternalData });
  const { names, warnings, release } = await empty.open(externals, signal);
  expect(await engine.holdsExternal(names[0] ?? '')).toBe(true);
  expect(warnings).toEqual([expect.stringContaining('nothing was fetched from lists.example')]);
  release();
});

const refusedUrls: readonly (readonly [name: string, url: string, message: RegExp])[] = [
  [
    'a host that is not on the list',
    'https://other.example/a.csv',
    /other.example is not on the list.*--external-data other.example/,
  ],
  ['plain HTTP', 'http://lists.example/a.csv', /expected https, found http/],
  ['a user name before another host', 'https://lists.example@other.example/a', /without a user name/],
  ['another port', 'https://lists.example:22/a', /expected port/],
  ...[
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0177.0.0.1',
    '0x7f.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:a00:5]',
    '169.254.169.254',
    '10.0.0.5',
    '192.168.1.1',
    '[fd00::1]',
  ].map((host) => [`the address ${host}`, `https://${host}/a`, /public addresses only/] as const),
];

test.each(refusedUrls)('%s is refused before anything is called', async (_, url, message) => {
  const hunt = open({ allowPrivate: false, allow: ['lists.example', 'https://127.0.0.1/', 'https://[::1]/'] });
  const refused = await hunt(`externaldata(a:string)['${url}?sig=secret']`).catch((error) => error);
  expect(refused).toMatchObject({ ...refusal, message: expect.stringMatching(message) });
  expect(refused.message).not.toContain('secret');
  expect(paths).toEqual([]);
});

test('names that lead inside are refused, also when they did not the time before', async () => {
  let asked = 0;
  const resolve = async () => (asked++ === 0 ? ['127.0.0.1'] : ['169.254.169.254']);
  handlers = { '/a.csv': send('x,1') };
  const hunt = open({ resolve, keepMs: 0 });
  expect((await hunt(csv())).rows).toEqual([['x', 1]]);
  await expect(hunt(csv())).rejects.toMatchObject({ ...refusal, message: expect.stringContaining('public addresses') });
  await expect(rowsOf(csv(), { allowPrivate: false })).rejects.toMatchObject(refusal);
  expect(paths).toHaveLength(1);
});

test('redirects are followed three times, each checked like the first', async () => {
  handlers = {
    '/1': to('/2'),
    '/2': to(`${origin}/3`),
    '/3': to('/a.csv'),
    '/a.csv': send('x,1'),
    '/0': to('/1'),
    '/http': to('http://lists.example/a.csv'),
    '/inside': to('https://10.0.0.5/a.csv'),
    '/metadata': to('https://169.254.169.254/latest'),
    '/off': to('https://other.example/a.csv?sig=secret'),
    '/file': to('file:///etc/passwd'),
    '/nowhere': (_, response) => response.writeHead(302).end(),
  };
  expect(await rowsOf(csv('/1'))).toEqual([['x', 1]]);
  await expect(rowsOf(csv('/0'))).rejects.toMatchObject({
    ...failure,
    message: expect.stringContaining('more than 3 times'),
  });
  await expect(rowsOf(csv('/http'))).rejects.toMatchObject({
    ...refusal,
    message: expect.stringContaining('expected https'),
  });
  await expect(rowsOf(csv('/inside'))).rejects.toMatchObject({
    ...refusal,
    message: expect.stringContaining('not on the list'),
  });
  await expect(rowsOf(csv('/metadata'))).rejects.toMatchObject({
    ...refusal,
    message: expect.stringContaining('public'),
  });
  await expect(rowsOf(csv('/off'))).rejects.toMatchObject({
    ...refusal,
    message: expect.not.stringContaining('secret'),
  });
  await expect(rowsOf(csv('/file'))).rejects.toMatchObject(refusal);
  await expect(rowsOf(csv('/nowhere'))).rejects.toMatchObject(failure);
});

test('what cannot be read is told by host and reason, and nothing else of the URL', async () => {
  const damaged = gzipSync('x,1\n'.repeat(1_000)).subarray(0, 40);
  handlers = { '/damaged': send(damaged), '/binary': send(Buffer.from([0, 1, 2, 3])), '/bad.json': send('nonsense') };
  const host = origin.slice('https://'.length);
  const told = async (path: string, query = csv(`${path}?sig=secret`)) => {
    const error = await rowsOf(query).catch((reason) => reason);
    expect(error).toMatchObject(failure);
    expect(error.message).not.toContain('secret');
    return error.message;
  };
  expect(await told('/missing')).toBe(`externaldata: ${host} answered with status 404`);
  expect(await told('/damaged')).toContain(`externaldata from ${host}: the gzip file is truncated`);
  expect(await told('/binary')).toContain('expected text, found other bytes');
  expect(await told('', `externaldata(a:string)['${origin}/bad.json']`)).toContain('expected a JSON object');
  expect(await told('', `externaldata(a:string)['${origin}/bad.json'] with (format='parquet')`)).toContain('Parquet');
});

test('sizes are bounded, packed and unpacked', async () => {
  handlers = {
    '/endless': (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x,1\n'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    },
    '/bomb': send(gzipSync(Buffer.alloc(8 * 2 ** 20, 'x\n'))),
  };
  const small = { maxBytes: 100_000 };
  await expect(rowsOf(csv('/endless'), small)).rejects.toMatchObject({
    ...failure,
    message: expect.stringContaining('at most 100000 bytes'),
  });
  await expect(rowsOf(csv('/bomb'), small)).rejects.toMatchObject({
    ...failure,
    message: expect.stringContaining('at most 100000 bytes'),
  });
});

test('time is bounded, by the source and by the hunt', async () => {
  handlers = { '/slow': (_, response) => void response.write('x,1\n'), '/silent': () => undefined };
  for (const path of ['/slow', '/silent'])
    await expect(rowsOf(csv(path), { timeoutMs: 100 })).rejects.toMatchObject({
      ...failure,
      message: expect.stringContaining('no answer within'),
    });
  const service = createHuntingService({ engine, tables, clock: () => now, externalData: source() });
  const hunt = (path: string, bounds: object) => service.hunt({ query: csv(path), caller: null, ...bounds });
  await expect(hunt('/silent', { timeoutMs: 100 })).rejects.toMatchObject({ code: 'timeout', usage: { rows: 0 } });
  paths.length = 0;
  const leaving = new AbortController();
  const left = expect(hunt('/slow', { signal: leaving.signal })).rejects.toMatchObject({ code: 'cancelled' });
  await vi.waitFor(() => expect(paths).toContain('/slow'), 10_000);
  leaving.abort();
  await left;

  handlers = { '/a.csv': send('x,1\ny,2\n') };
  const { rows, cost } = await service.hunt({ query: `${csv()} | evaluate pivot(name, sum(n))`, caller: null });
  expect(await readRows(rows)).toEqual([[1, 2]]);
  expect((await cost).elapsedMs).toBeGreaterThan(0);
  expect(paths.filter((path) => path === '/a.csv')).toHaveLength(1);
});

test('hunts at once share a fetch, later ones the rows, until their time is over', async () => {
  let count = 0;
  let answer: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    handlers = {
      '/a.csv': (_, response) => {
        count += 1;
        answer = () => response.end(`x,${count}`);
        if (count > 1) answer();
        resolve();
      },
    };
  });
  const hunt = open({ keepMs: 60_000 });
  const both = [hunt(csv()), hunt(csv())];
  await asked;
  answer();
  expect((await Promise.all(both)).map(({ rows }) => rows)).toEqual([[['x', 1]], [['x', 1]]]);
  expect((await hunt(`${csv()} | project n`)).rows).toEqual([[1]]);
  now += 60_000;
  expect((await hunt(csv())).rows).toEqual([['x', 2]]);
  expect(paths).toHaveLength(2);
});

test('one who leaves takes nothing from others who wait', async () => {
  let answer: (() => void) | undefined;
  handlers = {
    '/a.csv': (_, response) => {
      answer = () => response.end('x,1');
    },
  };
  const hunt = open();
  const leaving = new AbortController();
  const left = expect(hunt(csv(), leaving.signal)).rejects.toThrow('gone');
  const stays = hunt(csv());
  await vi.waitFor(() => expect(answer).toBeDefined(), 10_000);
  leaving.abort(new Error('gone'));
  await left;
  answer?.();
  expect((await stays).rows).toEqual([['x', 1]]);
  expect(paths).toHaveLength(1);
});

test('what all have left is fetched no more, and the next who asks starts anew', async () => {
  let close: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    close = resolve;
  });
  handlers = { '/a.csv': (_, response) => void response.on('close', close).write('x,1\n') };
  const hunt = open();
  const leaving = new AbortController();
  const left = expect(hunt(csv(), leaving.signal)).rejects.toThrow('gone');
  await vi.waitFor(() => expect(paths).toHaveLength(1), 10_000);
  leaving.abort(new Error('gone'));
  await left;
  await gone;
  handlers = { '/a.csv': send('y,2') };
  expect((await hunt(csv())).rows).toEqual([['y', 2]]);
});

test('memory is bounded: what was used longest ago makes room, what is in use does not', async () => {
  handlers = { '/a.csv': send('x,1'), '/b.csv': send('y,2'), '/c.csv': send('z,3') };
  const { signal } = new AbortController();
  const [a, b, c] = ['/a.csv', '/b.csv', '/c.csv'].map(
    (path) => compiler.compile(csv(path), { now: 0n, window: { from: null, to: null } }).externals,
  );
  const bounded = createExternalTables({
    ...{ engine, clock: () => now, source: source({ maxBytes: 1_000 }), maxCharacters: 1_003 },
  });
  const first = await bounded.open(a ?? [], signal);
  const second = await bounded.open(b ?? [], signal);
  await expect(bounded.open(c ?? [], signal)).rejects.toMatchObject({ code: 'busy' });
  first.release();
  (await bounded.open(c ?? [], signal)).release();
  expect(await engine.holdsExternal(second.names[0] ?? '')).toBe(true);
  expect(await engine.holdsExternal(first.names[0] ?? '')).toBe(false);
});

test('records that cannot be read are a warning beside those that can', async () => {
  handlers = { '/a.json': send('{"a":"x"}\n{"a":\n{"a":"y"}') };
  const { rows, warnings } = await open()(`externaldata(a:string)['${origin}/a.json']`);
  expect(rows).toEqual([['x'], ['y']]);
  expect(warnings).toEqual([
    expect.stringMatching(/^externaldata: 1 records of lists\.example:\d+ could not be read: malformed JSON/),
  ]);
});

/** A self-signed certificate of lists.example. */
async function makeCertificate(): Promise<{ cert: string; key: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=lists.example', keys, signingAlgorithm: algorithm, serialNumber: '01' },
    ...{ notBefore: new Date('2020-01-01'), notAfter: new Date('2099-01-01') },
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: 'lists.example' }])],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return { cert: certificate.toString('pem'), key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----` };
}
