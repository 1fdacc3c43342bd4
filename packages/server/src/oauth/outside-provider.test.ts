// People sign in at a real OpenID provider (oidc-provider) on loopback.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/start-test-server.js';
import { createTestBrowser } from '../testing/test-browser.js';

const clientId = 'gamekeeper';
const clientSecret = 'a-secret-of-the-test-only-0123456789';

let provider: Server;
let issuer: string;
let server: TestServer;
/** Who the provider says is there. */
let claims = { sub: 'subject-1', email: 'admin@sample.example', email_verified: true };

beforeAll(async () => {
  provider = createServer();
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  server = await startTestServer({ outsideProvider: { issuer, clientId, clientSecret, name: 'Example login' } });
  const oidc = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: clientId, client_secret: clientSecret, response_types: ['code'] },
        redirect_uris: [`${server.url}/sign-in/outside/callback`],
      },
    ],
    claims: { openid: ['sub', 'email', 'email_verified'] },
    conformIdTokenClaims: false,
    findAccount: (_, sub) => ({ accountId: sub, claims: () => claims }),
    cookies: { keys: ['test'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    // Whoever comes has signed in and agreed already.
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  });
  const handle = oidc.callback();
  provider.on('request', async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return handle(request, response);
    const { params } = await oidc.interactionDetails(request, response);
    const grant = new oidc.Grant({ accountId: claims.sub, clientId: String(params.client_id) });
    grant.addOIDCScope('openid email profile');
    const result = { login: { accountId: claims.sub }, consent: { grantId: await grant.save() } };
    await oidc.interactionFinished(request, response, result);
  });
});
afterAll(async () => {
  await server.close();
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});

/** Goes to the provider and back to our callback, which is returned unopened. */
async function visitProvider(start: URL): Promise<string> {
  const browser = createTestBrowser(issuer);
  const { leftFor } = await browser.open(start.href);
  if (leftFor === null) throw new Error('expected to be sent back');
  return leftFor.href;
}

test('the button leads there and back; verified mail links the person, who stays known by subject', async () => {
  const browser = createTestBrowser(server.url);
  expect((await browser.open('/sign-in?next=/device')).text).toContain('Sign in with Example login');
  const { leftFor } = await browser.open('/sign-in/outside?next=/device');
  if (leftFor === null) throw new Error('expected to be sent to the provider');
  expect(leftFor.searchParams.get('code_challenge_method')).toBe('S256');
  const callback = await visitProvider(leftFor);
  expect((await browser.open(callback)).text).toContain('Enter the code');
  expect((await browser.open('/account')).text).toContain('admin@sample.example');
  claims = { ...claims, email: 'other@sample.example' };
  const again = createTestBrowser(server.url);
  const second = (await again.open('/sign-in/outside')).leftFor;
  if (second === null) throw new Error('expected to be sent to the provider');
  expect((await again.open(await visitProvider(second))).text).toContain('admin@sample.example');
});

test('an answer that belongs to another attempt, is replayed or was tampered with signs nobody in', async () => {
  const browser = createTestBrowser(server.url);
  const first = (await browser.open('/sign-in/outside')).leftFor;
  if (first === null) throw new Error('expected to be sent to the provider');
  const callback = await visitProvider(first);
  const stranger = createTestBrowser(server.url);
  expect((await stranger.open(callback)).status).toBe(400);
  await stranger.open('/sign-in/outside');
  expect((await stranger.open(callback)).status).toBe(502);
  expect((await browser.open(callback.replace('state=', 'state=x'))).status).toBe(502);
  expect(browser.cookies.has('gk-session')).toBe(false);
  // A forged answer does not spoil the true one, and that counts once.
  expect((await browser.open(callback)).text).toContain('Your account');
  expect((await browser.open(callback)).status).toBe(400);
});

test('nobody is let in by unverified mail, nor made without being configured', async () => {
  for (const stranger of [
    { sub: 'subject-2', email: 'admin@sample.example', email_verified: false },
    { sub: 'subject-3', email: 'new@sample.example', email_verified: true },
  ]) {
    claims = stranger;
    const browser = createTestBrowser(server.url);
    const { leftFor } = await browser.open('/sign-in/outside');
    if (leftFor === null) throw new Error('expected to be sent to the provider');
    expect((await browser.open(await visitProvider(leftFor))).status).toBe(403);
  }
});
