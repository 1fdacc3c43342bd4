import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HuntError } from '@gamekeeper/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/start-test-server.js';
import { connectLocal, type LocalClient } from './local-client.js';
import { readLocalEndpoint } from './local-endpoint.js';

describe.each([false, true])('the operator on the same machine (https: %s)', (https) => {
  let server: TestServer;
  let client: LocalClient;
  beforeAll(async () => {
    server = await startTestServer({ https });
    const connected = await connectLocal(server.platform.directory);
    if (connected === null) throw new Error('expected a server');
    client = connected;
  });
  afterAll(() => server.close());

  test('gets a token without a secret; it is the sample application and nothing else', async () => {
    const token = await client.token();
    expect(token).toMatchObject({ client_id: server.sample.application.id, tenant_id: server.sample.tenant.id });
    const caller = await server.platform.identity.verifyToken(token.access_token, ['graph']);
    expect(caller).toMatchObject({ applicationId: server.sample.application.id, credentialId: null });
  });

  test('hunts line by line, with the types of the language', async () => {
    const text = `line\u2028separator`;
    Object.assign(server.laidOut, {
      columns: [{ name: 'a', type: 'string' }],
      chunks: [`["1"]\n[${JSON.stringify(text)}]`, '["3"]'],
    });
    const hunt = await client.hunt('T');
    expect(hunt.columns).toEqual([{ name: 'a', type: 'string' }]);
    const rows: string[] = [];
    for await (const row of hunt.rows) rows.push(JSON.parse(row)[0]);
    expect(rows).toEqual(['1', text, '3']);
    expect((await hunt.usage).rows).toBe(2);
    expect(server.hunts.at(-1)?.caller).toBeNull();
  });

  test('calls any local endpoint; the key never leaves for another server', async () => {
    const status = await client.request<{ tables: unknown[] }>('GET', '/local/status');
    expect(status.tables.length).toBeGreaterThan(0);
    await expect(client.request('GET', '//elsewhere.invalid/local/status')).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(client.request('POST', '/local/hunt', { query: 1 })).rejects.toMatchObject({
      code: 'body-unreadable',
    });
  });

  test('hears of refused and of broken hunts', async () => {
    server.laidOut.refusal = new HuntError('semantic', 'no such table', { line: 1, column: 3 });
    await expect(client.hunt('T')).rejects.toMatchObject({
      ...{ code: 'semantic', message: 'no such table', place: { line: 1, column: 3 } },
    });
    Object.assign(server.laidOut, { refusal: null, chunks: ['["1"]', new Error('gone')] });
    const hunt = await client.hunt('T');
    const drain = async () => {
      for await (const _ of hunt.rows);
    };
    await expect(drain()).rejects.toThrow();
    await expect(hunt.usage).rejects.toThrow();
  });

  test('the key lies in a file of its owner; without it the endpoints are closed', async () => {
    const file = join(server.platform.directory, 'server.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain(server.url);
    if (https) return;
    for (const headers of [
      {},
      { 'x-gamekeeper-key': 'guess' },
      { authorization: `Bearer ${(await client.token()).access_token}` },
    ]) {
      const response = await fetch(`${server.url}/local/token`, {
        method: 'POST',
        headers: headers as Record<string, string>,
      });
      expect(response.status).toBe(401);
    }
  });
});

test('after a shutdown nobody answers and nothing is announced', async () => {
  const server = await startTestServer();
  const { directory } = server.platform;
  await server.platform.close();
  expect(await readLocalEndpoint(directory)).toBeNull();
  expect(await connectLocal(directory)).toBeNull();
  await server.close();
});
