import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sampleRegistration } from '@gamekeeper/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/start-test-server.js';

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startTestServer({ ingestBodyLimit: 3_000_000 });
  token = await server.token(server.url);
});
afterAll(() => server.close());

interface Account {
  ingested: number;
  rejected: number;
  duplicateRows: number;
  perTable: unknown[];
  error?: { code: string };
}

async function post(path: string, body: string | Uint8Array<ArrayBuffer> | ReadableStream | null, headers = {}) {
  const response = await fetch(server.url + path, {
    ...{ method: 'POST', body, headers: { authorization: `Bearer ${token}`, ...headers } },
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  } as RequestInit);
  return { status: response.status, body: (await response.json()) as Account };
}

const row = (name: string) =>
  JSON.stringify({ Timestamp: '2025-12-31T00:00:00Z', DeviceName: name, ActionType: 'ProcessCreated', ReportId: 1 });
const stored = async (table: string) =>
  (await server.platform.services.engine.statistics()).find((of) => of.table === table)?.rows ?? 0;

test('rows of a named table are stored, sent in parts of unknown length', async () => {
  const parts = Array.from({ length: 50 }, (_, part) =>
    Array.from({ length: 100 }, (_, i) => `${row(`pc-${part}-${i}`)}\n`).join(''),
  );
  const body = new ReadableStream({
    pull(controller) {
      const part = parts.pop();
      if (part === undefined) controller.close();
      else controller.enqueue(new TextEncoder().encode(part));
    },
  });
  const before = await stored('DeviceProcessEvents');
  const answer = await post('/ingest/DeviceProcessEvents', body);
  expect(answer).toMatchObject({ status: 200, body: { ingested: 5000, rejected: 0 } });
  expect(answer.body.perTable).toEqual([{ table: 'DeviceProcessEvents', rows: 5000, rejected: 0 }]);
  expect((await stored('DeviceProcessEvents')) - before).toBe(5000);
});

test('compressed bodies are read, and a repeat under the same key stores nothing twice', async () => {
  const body = new Uint8Array(gzipSync(`${row('a')}\n${row('b')}\n`));
  const headers = { 'content-encoding': 'gzip', 'idempotency-key': 'once' };
  expect((await post('/ingest/DeviceEvents', body, headers)).body).toMatchObject({ ingested: 2, duplicateRows: 0 });
  expect((await post('/ingest/DeviceEvents', body, headers)).body).toMatchObject({ ingested: 0, duplicateRows: 2 });
});

test('what cannot be stored is counted, kept with its reason, and never passes for success', async () => {
  const mixed = await post('/ingest/DeviceEvents', `${row('c')}\nnot json\n`);
  expect(mixed).toMatchObject({ status: 200, body: { ingested: 1, rejected: 1 } });
  expect(await readFile(join(server.platform.directory, 'rejects.ndjson'), 'utf8')).toContain('not json');
  const nothing = await post('/ingest/DeviceEvents', '{"Timestamp":"never"}\n');
  expect(nothing).toMatchObject({ status: 422, body: { ingested: 0, rejected: 1, code: 'nothing-stored' } });
});

test('records that name their table need none in the path', async () => {
  const record = {
    time: '2025-12-31T00:00:00Z',
    category: 'AdvancedHunting-DeviceEvents',
    properties: JSON.parse(row('d')),
  };
  expect(await post('/ingest', JSON.stringify(record))).toMatchObject({ status: 200, body: { ingested: 1 } });
  expect(await post('/ingest', null)).toMatchObject({ status: 200, body: { ingested: 0, rejected: 0 } });
});

test('an unknown table and an unknown encoding are named', async () => {
  expect(await post('/ingest/NoSuchTable', row('e'))).toMatchObject({
    status: 404,
    body: { code: 'unknown-table' },
  });
  const odd = await post('/ingest/DeviceEvents', row('e'), { 'content-encoding': 'br' });
  expect(odd).toMatchObject({ status: 415, body: { code: 'unsupported-encoding' } });
});

test('a body over the limit is refused, announced or not', async () => {
  const large = new Uint8Array(3_000_001).fill(0x20);
  expect(await post('/ingest/DeviceEvents', large)).toMatchObject({
    status: 413,
    body: { code: 'body-too-large' },
  });
  const status = await new Promise((resolve, reject) => {
    const call = httpRequest(`${server.url}/ingest/DeviceEvents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'transfer-encoding': 'chunked' },
    });
    call.on('response', (response) => resolve(response.statusCode)).on('error', reject);
    call.write(large);
  });
  expect(status).toBe(413);
});

test('the role and the resource are required', async () => {
  const graph = await server.token('https://graph.microsoft.com');
  expect((await post('/ingest/DeviceEvents', 'x', { authorization: `Bearer ${graph}` })).status).toBe(401);
  const { identity } = server.platform;
  const { applications, licences } = identity.parties;
  const by = { actor: 'test', reason: 'test' };
  const { tenant, owner } = server.sample;
  const application = await applications.register(
    { ...sampleRegistration, tenantId: tenant.id, ownerId: owner.id, displayName: 'reader' },
    by,
  );
  await licences.grant({ tenantId: tenant.id, applicationId: application.id }, by);
  const audience = identity.resolveAudience(server.url);
  if (audience === null) throw new Error('expected an audience');
  const issued = await identity.issueToken({
    ...{ application, credentialId: null, proof: 'secret', audience, origin: server.url },
  });
  const answer = await post('/ingest/DeviceEvents', 'x', { authorization: `Bearer ${issued.token}` });
  expect(answer).toMatchObject({ status: 403, body: { code: 'roles-missing' } });
});
