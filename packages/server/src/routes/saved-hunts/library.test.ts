// Stored functions and saved hunts over the API and for the operator, on one server that hunts for real.

import { createDuckDbEngine, tables } from '@gamekeeper/lake';
import { createHuntingService } from '@gamekeeper/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectLocal, type LocalClient } from '../../local/local-client.js';
import { startTestServer, type TestServer } from '../../testing/start-test-server.js';

let server: TestServer;
let operator: LocalClient;
let other: string;
const by = { actor: 'operator', reason: 'test' };

beforeAll(async () => {
  server = await startTestServer({
    async createServices({ clock }) {
      const engine = await createDuckDbEngine({ directory: null, tables, clock });
      const ticks = BigInt(Date.parse('2025-12-31T00:00:00Z')) * 10_000n + 621_355_968_000_000_000n;
      const rows = ['low', 'high'].map(
        (Severity) => `{"Timestamp":${ticks},"AlertId":"${Severity}-1","Severity":"${Severity}"}`,
      );
      await engine.append({ parts: [{ table: 'AlertInfo', partition: 'd20251231', rows }] });
      return { engine, hunting: createHuntingService({ engine, tables, clock }) };
    },
  });
  const connected = await connectLocal(server.platform.directory);
  if (connected === null) throw new Error('expected a server');
  operator = connected;
  const { tenants } = server.platform.identity.parties;
  const [tenantId, applicationId] = [server.sample.tenant.id, server.sample.application.id];
  const permission = { resource: 'gamekeeper', permission: 'HuntingLibrary.ReadWrite.All' } as const;
  await server.platform.identity.parties.permissions.grant({ applicationId, ...permission }, by);
  const consent = {
    tenantId,
    applicationId,
    permissions: [permission],
    givenBy: 'operator',
    method: 'command-line',
  } as const;
  await server.platform.terms.consents.give(consent, by);
  await tenants.setQuotaProfile(server.sample.tenant.id, 'unlimited', by);
  other = (await tenants.create({ displayName: 'Other', domain: 'other.example' }, by)).id;
});
afterAll(() => server.close());

async function call(method: string, path: string, body?: object, resource = 'api://gamekeeper') {
  const answer = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${await server.token(resource)}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = /^application\/(?:problem\+)?json;/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, text, body: isJson ? JSON.parse(text) : undefined };
}
const store = (command: string) => call('POST', '/api/functions', { command });
const hunt = (Query: string) =>
  call('POST', '/api/advancedhunting/run', { Query }, 'https://api.security.microsoft.com');

describe('stored functions', () => {
  test('are stored by command or by fields, listed, shown and deleted', async () => {
    const command = `.create-or-alter function with (folder = 'Triage', docstring = "What's \\"new\\"")\n  Of(severity:string) { AlertInfo | where Severity == severity }`;
    expect(await store(command)).toMatchObject({
      status: 201,
      body: { name: 'Of', parameters: '(severity:string)', folder: 'Triage', docstring: 'What\'s "new"' },
    });
    const definition = '(n:long = 1) { Of("high") | take n }';
    expect(await call('POST', '/api/functions', { name: 'Worst', definition })).toMatchObject({ status: 201 });
    const { body } = await call('GET', '/api/functions');
    expect(body.value.map(({ name }: { name: string }) => name)).toEqual(['Of', 'Worst']);
    expect((await call('GET', '/api/functions/Of')).body.body).toBe('{ AlertInfo | where Severity == severity }');

    expect((await hunt('Worst() | project AlertId')).body.Results).toEqual([{ AlertId: 'high-1' }]);
    expect((await hunt('Of("low") | union (Worst()) | count')).body.Results).toEqual([{ Count: 2 }]);
    expect((await call('DELETE', '/api/functions/Of')).status).toBe(200);
    expect((await call('GET', '/api/functions/Of')).body).toMatchObject({ status: 404, code: 'function-unknown' });
    expect((await hunt('Worst()')).body.error.message).toContain("In the function 'Worst'");
    await store(command);
    expect((await hunt('Worst() | count')).body.Results).toEqual([{ Count: 1 }]);
  });

  test('are known to editors and to hints', async () => {
    const ask = async (what: string, body: object) =>
      (await call('POST', `/api/language/${what}`, body, 'https://graph.microsoft.com')).body;
    const { items } = await ask('completions', { query: 'Wor', position: 3 });
    expect(items.map(({ label }: { label: string }) => label)).toContainEqual(expect.stringMatching(/^Worst\b/));
    expect(await ask('diagnostics', { query: 'Worst(1) | project AlertId' })).toEqual({ value: [] });
    const hint = expect.stringContaining("(did you mean 'Worst'?)");
    expect(await ask('diagnostics', { query: 'Wrost(1)' })).toMatchObject({ value: [{ message: hint }] });
    expect((await hunt('Wrost() | count')).body.error.message).toEqual(hint);
  });

  test('are refused with the place in the command', async () => {
    const refusals: readonly [string, object][] = [
      ['.create function Of() { AlertInfo }', { code: 'function-malformed' }],
      [
        '.drop function Of',
        { code: 'function-malformed', detail: expect.stringContaining("found '.drop function Of'") },
      ],
      ['.create function with (owner="x") F() { 1 }', { detail: expect.stringContaining('folder, docstring') }],
      ['.create function F()\n{ AlertInfo | where Nope == 1 }', { code: 'semantic', place: { line: 2, column: 21 } }],
      ['.create function F() { Nope }', { code: 'semantic', place: { line: 1, column: 24 } }],
      ['.create function F() { F() | count }', { detail: expect.stringContaining('calls itself') }],
      [
        '.create-or-alter function Of(severity:string) { Worst() }',
        { detail: expect.stringContaining('calls itself') },
      ],
      ['.create function AlertInfo() { print 1 }', { detail: "The name 'AlertInfo' is that of a table" }],
      ['.create function F() { 1 }; AlertInfo', { code: 'syntax' }],
      [`.create function F() { "${'x'.repeat(17_000)}" }`, { detail: expect.stringContaining('16384 characters') }],
    ];
    for (const [command, body] of refusals)
      expect((await store(command)).body, command).toMatchObject({ status: 400, ...body });
    expect((await call('POST', '/api/functions', { name: 'F', defintion: '() { 1 }' })).body).toMatchObject({
      faults: [expect.objectContaining({ field: 'defintion' })],
    });
    expect(await store('.create function ifnotexists Of() { print 1 }')).toMatchObject({
      body: { parameters: '(severity:string)' },
    });
  });

  test('belong to their tenant and read what the caller may read', async () => {
    expect(await operator.request('GET', `/api/functions?tenant=${other}`)).toEqual({ value: [] });
    expect((await call('GET', `/api/functions?tenant=${other}`)).status).toBe(400);
    const { tableGrants } = server.platform.identity.parties;
    const between = { tenantId: server.sample.tenant.id, applicationId: server.sample.application.id };
    await tableGrants.grant({ ...between, table: 'DeviceInfo' }, by);
    try {
      const { status, body } = await hunt('Worst()');
      expect(status).toBe(403);
      expect(body.error.message).toContain("The table 'AlertInfo' is not granted to the application");
    } finally {
      await tableGrants.clear(between, by);
    }
  });

  test('need the permission', async () => {
    const { status } = await call('GET', '/api/functions', undefined, 'https://api.security.microsoft.com');
    expect(status).toBe(401);
    expect((await fetch(`${server.url}/api/functions`)).status).toBe(401);
  });
});

describe('saved hunts', () => {
  const query =
    'declare query_parameters(severity:string, n:long = 5);\nAlertInfo | where Severity == severity | take n | project AlertId';
  const run = (id: string, parameters?: object) =>
    call('POST', `/api/hunts/saved/${id}/run`, { ...(parameters && { parameters }) }, 'https://graph.microsoft.com');

  test('run with values that are checked and stay values', async () => {
    const { status, body: saved } = await call('POST', '/api/hunts/saved', {
      name: 'By severity',
      folder: 'Triage',
      query,
    });
    expect(status).toBe(201);
    expect(saved.parameters).toEqual([
      { name: 'severity', type: 'string', optional: false },
      { name: 'n', type: 'long', optional: true },
    ]);
    const answer = await run(saved.id, { severity: 'low' });
    expect(answer.text.split('\n')[1]).toBe('["low-1"]');
    expect((await run(saved.id, { severity: 'low" or true or "' })).text.split('\n')[1]).toMatch(/^\{"usage"/);
    expect((await run(saved.id)).body).toMatchObject({
      status: 400,
      detail: "The query parameter 'severity' has no value",
    });
    expect((await run(saved.id, { severity: 'low', n: 'all' })).body).toMatchObject({ status: 400, code: 'semantic' });
    expect((await run(saved.id, { severity: 'low', toString: 1 })).body.detail).toContain("no parameter 'toString'");

    const changed = await call('PATCH', `/api/hunts/saved/${saved.id}`, {
      description: 'One severity',
      query: 'AlertInfo | count',
    });
    expect(changed.body).toMatchObject({ name: 'By severity', description: 'One severity', parameters: [] });
    expect((await run(saved.id)).text.split('\n')[1]).toBe('[2]');
    expect((await call('DELETE', `/api/hunts/saved/${saved.id}`)).status).toBe(200);
    expect((await run(saved.id)).body).toMatchObject({ status: 404, code: 'saved-hunt-unknown' });
  });

  test('are refused with their place when they do not compile', async () => {
    const { body } = await call('POST', '/api/hunts/saved', { name: 'Wrong', query: 'AlertInfo\n| where Nope == 1' });
    expect(body).toMatchObject({ status: 400, code: 'semantic', place: { line: 2, column: 9 } });
    expect((await call('POST', '/api/hunts/saved', { name: '', query: 1 })).body.faults).toHaveLength(2);
  });

  test("are one's own until they are shared, and then theirs who saved them", async () => {
    type Saved = { readonly id: string; readonly name: string };
    const own = await operator.request<Saved>('POST', '/api/hunts/saved', { name: 'Own', query: 'AlertInfo' });
    const names = async () => (await call('GET', '/api/hunts/saved')).body.value.map(({ name }: Saved) => name);
    expect(await names()).toEqual([]);
    expect((await run(own.id)).status).toBe(404);
    await operator.request('PATCH', `/api/hunts/saved/${own.id}`, { shared: true });
    expect(await names()).toEqual(['Own']);
    expect((await run(own.id)).status).toBe(200);
    expect((await call('DELETE', `/api/hunts/saved/${own.id}`)).body).toMatchObject({
      status: 403,
      code: 'saved-hunt-foreign',
    });
    const elsewhere = `/api/hunts/saved/${own.id}?tenant=${other}` as const;
    await expect(operator.request('GET', elsewhere)).rejects.toMatchObject({ code: 'saved-hunt-unknown' });
  });

  test('leave their row in the audit and their changes in the trail', async () => {
    const kinds = (await server.platform.records.events.list()).map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['function.stored', 'function.removed', 'saved-hunt.created', 'saved-hunt.removed']),
    );
  });
});

test('a tenant decides whether its tables answer to TimeGenerated', async () => {
  const columns = async () => (await hunt('AlertInfo | where TimeGenerated > ago(30d) | count')).status;
  expect(await columns()).toBe(200);
  const path = `/administration/tenants/${server.sample.tenant.id}/sentinel-time` as const;
  expect(await operator.request('POST', path, { on: false })).toMatchObject({ sentinelTime: false });
  expect(await columns()).toBe(400);
  await operator.request('POST', path, { on: true });
  expect(await columns()).toBe(200);
});
