// People sign in to an unmodified public client (@azure/msal-node) over https, in a browser without scripts.

import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Application } from '@gamekeeper/platform';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetchTrusting } from '../testing/fetch-trusting.js';
import { registerApplication, signInAdministrator } from '../testing/sign-in.fixture.js';
import { startTestServer, type TestServer } from '../testing/start-test-server.js';
import { createTestBrowser, type TestBrowser } from '../testing/test-browser.js';

const script = fileURLToPath(new URL('../../../../test/clients/msal-user.mjs', import.meta.url));
const scope = 'https://graph.microsoft.com/ThreatHunting.Read.All';

let server: TestServer;
let authority: string;
let application: Application;
let admin: TestBrowser;
beforeAll(async () => {
  server = await startTestServer({ https: true });
  authority = server.url.replace('127.0.0.1', 'localhost');
  application = await registerApplication(server);
  const trusting = fetchTrusting(await readFile(server.platform.authorityFile ?? '', 'utf8'));
  admin = await signInAdministrator(server, undefined, createTestBrowser(authority, trusting));
});
afterAll(() => server.close());

/** Starts the client; `next` gives what it prints, `tell` writes a line to it. */
function startClient(flow: 'code' | 'device') {
  const child = spawn(process.execPath, [script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...{ PATH: process.env.PATH, AUTHORITY: authority, TENANT: server.sample.tenant.id, CLIENT_ID: application.id },
      ...{ REDIRECT_URI: 'http://localhost:49152/back', SCOPE: scope, FLOW: flow },
      NODE_EXTRA_CA_CERTS: server.platform.authorityFile ?? '',
    },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    next: async (): Promise<Record<string, string>> => JSON.parse((await lines.next()).value ?? '{}'),
    tell: (line: string) => child.stdin.end(`${line}\n`),
  };
}

test('authorization code with PKCE, then silently from the cache and by refresh token', async () => {
  const client = startClient('code');
  const { open = '' } = await client.next();
  await admin.open(open);
  const { leftFor } = await admin.submit('/consent', {}, 'decision=approve');
  client.tell(leftFor?.searchParams.get('code') ?? '');
  const result = await client.next();
  expect(result).toMatchObject({ cached: true, userName: 'admin@sample.example' });
  expect(result.scopes).toContain(scope);
  for (const token of [result.token, result.refreshed]) {
    expect(decodeJwt(token ?? '')).toMatchObject({ scp: 'ThreatHunting.Read.All', upn: 'admin@sample.example' });
  }
  expect(result.refreshed).not.toBe(result.token);
});

test('device code', async () => {
  const client = startClient('device');
  const { userCode = '', verificationUri = '' } = await client.next();
  await admin.open(verificationUri);
  await admin.submit('/device', { user_code: userCode });
  await admin.submit('/device/decision', {}, 'decision=approve');
  expect(await client.next()).toMatchObject({ cached: true, userName: 'admin@sample.example' });
});

test('over https the cookies are bound to the host and sent over https only', async () => {
  const fresh = createTestBrowser(
    authority,
    fetchTrusting(await readFile(server.platform.authorityFile ?? '', 'utf8')),
  );
  await fresh.open('/sign-in');
  expect(fresh.setCookies).toEqual([
    expect.stringMatching(/^__Host-gk-browser=.+; Path=\/; HttpOnly; SameSite=Lax; Secure$/),
  ]);
});
