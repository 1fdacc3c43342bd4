import { createHash, randomBytes } from 'node:crypto';
import type { Application } from '@gamekeeper/platform';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  graphPermission,
  redirectUri,
  registerApplication,
  signInAdministrator,
  signInUser,
} from '../testing/sign-in.fixture.js';
import { startTestServer, type TestServer } from '../testing/start-test-server.js';
import { createTestBrowser, type TestBrowser } from '../testing/test-browser.js';

const graph = 'https://graph.microsoft.com';
const scope = `${graph}/ThreatHunting.Read.All openid offline_access`;
const verifier = randomBytes(32).toString('base64url');
const code_challenge = createHash('sha256').update(verifier).digest('base64url');

let server: TestServer;
let application: Application;
let admin: TestBrowser;
let user: TestBrowser;
beforeAll(async () => {
  server = await startTestServer();
  application = await registerApplication(server);
  admin = await signInAdministrator(server);
  user = await signInUser(server);
});
afterAll(() => server.close());
beforeEach(() => server.advance(1000));

type Fields = Record<string, string>;
const usual = () => ({
  ...{ client_id: application.id, response_type: 'code', redirect_uri: redirectUri, scope, state: 's&1' },
  ...{ code_challenge, code_challenge_method: 'S256' },
});
const authorizePath = (fields: Fields = {}, version = '/v2.0', tenant = server.sample.tenant.id) =>
  `/${tenant}/oauth2${version}/authorize?${new URLSearchParams({ ...usual(), ...fields })}`;
const without = (name: string) => {
  const { [name]: _, ...rest } = usual() as Fields;
  return `/${server.sample.tenant.id}/oauth2/v2.0/authorize?${new URLSearchParams(rest)}`;
};

async function post(form: Fields, version = '/v2.0', endpoint = 'token') {
  const path = `/${server.sample.tenant.id}/oauth2${version}/${endpoint}`;
  const body = new URLSearchParams({ client_id: application.id, ...form }).toString();
  const response = await fetch(server.url + path, { method: 'POST', body });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown> & { error_codes: number[] },
  };
}
const redeem = (code: string | null | undefined, more: Fields = {}, version?: string) =>
  post(
    { grant_type: 'authorization_code', code: code ?? '', redirect_uri: redirectUri, code_verifier: verifier, ...more },
    version,
  );
async function consentGiven() {
  const { consents } = server.platform.terms;
  const tenantId = server.sample.tenant.id;
  await consents.give(
    {
      tenantId,
      applicationId: application.id,
      permissions: [graphPermission],
      givenBy: 'operator',
      method: 'command-line',
    },
    { actor: 'operator', reason: 'test' },
  );
}
const codeFor = async (browser: TestBrowser, fields: Fields = {}, version?: string) =>
  (await browser.open(authorizePath(fields, version))).leftFor?.searchParams.get('code');

describe('consent', () => {
  test('is asked of an administrator with everything that it reaches, and may be declined', async () => {
    const page = await admin.open(authorizePath());
    for (const text of [
      'Hunting console asks for access',
      'ThreatHunting.Read.All',
      'Privacy statement',
      'Testing:',
      'Sample owner',
    ]) {
      expect(page.text).toContain(text);
    }
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://app.example");
    const declined = await admin.submit('/consent', {}, 'decision=decline');
    expect(declined.leftFor?.searchParams.get('error')).toBe('access_denied');
    expect(declined.leftFor?.searchParams.get('state')).toBe('s&1');
    expect(await server.platform.terms.consents.live(server.sample.tenant.id, application.id)).toEqual([]);
  });

  test('a user cannot give it: told so, and prompt=none answers the client', async () => {
    const page = await user.open(authorizePath());
    expect([page.status, page.text.includes('administrator must consent')]).toEqual([403, true]);
    const { leftFor } = await user.open(authorizePath({ prompt: 'none' }));
    expect(leftFor?.searchParams.get('error')).toBe('interaction_required');
    expect(leftFor?.searchParams.get('error_description')).toContain('AADSTS65001');
    await admin.open(authorizePath());
    const { form_token } = { form_token: user.form('/consent')?.get('form_token') ?? '' };
    const forged = await user.post('/consent', { form_token, request: authorizePath(), decision: 'approve' });
    expect(forged.status).toBe(403);
  });

  test('to an application that changed meanwhile is refused; given, it leads on and leaves a receipt with the address', async () => {
    await admin.open(authorizePath());
    const { applications } = server.platform.identity.parties;
    const by = { actor: 'test', reason: 'test' };
    await applications.update(application.id, { purpose: 'reporting' }, by);
    expect((await admin.submit('/consent', {}, 'decision=approve')).status).toBe(409);
    await admin.open(authorizePath());
    const { leftFor } = await admin.submit('/consent', {}, 'decision=approve');
    expect(leftFor?.origin).toBe('https://app.example');
    expect(leftFor?.searchParams.get('code')).toMatch(/^[\w-]{43}$/);
    const [consent] = await server.platform.terms.consents.live(server.sample.tenant.id, application.id);
    expect(consent).toMatchObject({ ...graphPermission, method: 'consent-page', sourceAddress: '127.0.0.1' });
  });

  test('prompt=consent asks an administrator again', async () => {
    await consentGiven();
    expect((await admin.open(authorizePath({ prompt: 'consent' }))).text).toContain('asks for access');
    expect((await admin.submit('/consent', {}, 'decision=approve')).leftFor?.searchParams.has('code')).toBe(true);
  });
});

describe('with consent', () => {
  beforeAll(consentGiven);

  test('v2: a person gets delegated permissions, with refresh and id token, and hunts as themselves', async () => {
    const { status, body } = await redeem(await codeFor(user, { nonce: 'n1' }), { client_info: '1' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3599,
      scope: `${graph}/ThreatHunting.Read.All openid`,
    });
    const claims = decodeJwt(String(body.access_token));
    expect(claims).toMatchObject({
      ...{
        scp: 'ThreatHunting.Read.All',
        idtyp: 'user',
        upn: 'ada@sample.example',
        amr: ['pwd'],
        appidacr: '0',
        aud: graph,
      },
    });
    expect(claims).not.toHaveProperty('roles');
    const id = decodeJwt(String(body.id_token));
    expect(id).toMatchObject({
      aud: application.id,
      nonce: 'n1',
      preferred_username: 'ada@sample.example',
      ver: '2.0',
    });
    expect(id.iss).toBe(`${server.url}/${server.sample.tenant.id}/v2.0`);
    const info = JSON.parse(Buffer.from(String(body.client_info), 'base64url').toString());
    expect(info).toEqual({ uid: claims.oid, utid: server.sample.tenant.id });
    const hunt = (path: string) =>
      fetch(server.url + path, {
        method: 'POST',
        body: '{"Query":"T"}',
        headers: { authorization: `Bearer ${body.access_token}` },
      });
    expect((await hunt('/v1.0/security/runHuntingQuery')).status).toBe(200);
    expect(server.hunts.at(-1)?.caller).toMatchObject({ userId: claims.oid, scopes: ['ThreatHunting.Read.All'] });
    expect((await hunt('/api/advancedhunting/run')).status).toBe(401);
  });

  test('v1: resource in, numbers as strings out', async () => {
    const code = await codeFor(user, { resource: graph }, '');
    const { body } = await redeem(code, { resource: graph }, '');
    expect(body).toMatchObject({ expires_in: '3599', resource: graph, refresh_token: expect.any(String) });
    expect(decodeJwt(String(body.id_token))).toMatchObject({ ver: '1.0', upn: 'ada@sample.example' });
  });

  test('the code is good once; its second use ends the first one’s tokens, those issued included', async () => {
    const code = await codeFor(user);
    const { body } = await redeem(code);
    const hunt = () =>
      fetch(`${server.url}/v1.0/security/runHuntingQuery`, {
        method: 'POST',
        body: '{"Query":"T"}',
        headers: { authorization: `Bearer ${body.access_token}` },
      });
    expect((await hunt()).status).toBe(200);
    expect((await redeem(code)).body).toMatchObject({ error: 'invalid_grant', error_codes: [54005] });
    expect((await hunt()).status).toBe(401);
    const refresh = await post({ grant_type: 'refresh_token', refresh_token: String(body.refresh_token) });
    expect(refresh.body).toMatchObject({ error: 'invalid_grant', error_codes: [50173] });
  });

  test('refreshing replaces the token, reaches what is consented to, and a refusal costs nothing', async () => {
    const { body } = await redeem(await codeFor(user));
    const token = String(body.refresh_token);
    const refresh = (refresh_token: string, more = {}) => post({ grant_type: 'refresh_token', refresh_token, ...more });
    expect((await refresh(token, { scope: `${graph}/SecurityAlert.Read.All` })).body.error_codes).toEqual([70011]);
    const next = await refresh(token);
    expect(next.body).toMatchObject({ scope: `${graph}/ThreatHunting.Read.All openid`, id_token: expect.any(String) });
    expect(next.body.refresh_token).not.toBe(token);
    await server.platform.terms.consents.withdraw(
      { tenantId: server.sample.tenant.id, applicationId: application.id },
      { actor: 'operator', reason: 'test' },
    );
    expect((await refresh(String(next.body.refresh_token))).body.error_codes).toEqual([65001]);
    await consentGiven();
    expect((await refresh(String(next.body.refresh_token))).status).toBe(200);
    expect((await refresh(token)).body.error_codes).toEqual([50173]);
  });

  test('fragment and form_post', async () => {
    const { leftFor } = await user.open(authorizePath({ response_mode: 'fragment' }));
    expect(new URLSearchParams(leftFor?.hash.slice(1)).get('state')).toBe('s&1');
    expect(leftFor?.search).toBe('');
    const page = await user.open(authorizePath({ response_mode: 'form_post' }));
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://app.example");
    expect(user.form(redirectUri)?.get('state')).toBe('s&1');
    expect((await redeem(user.form(redirectUri)?.get('code'))).status).toBe(200);
  });

  test.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }, [501481]],
    ['no verifier', { code_verifier: '' }, [501481]],
    ['another address', { redirect_uri: `${redirectUri}/` }, [500112]],
    ['a secret', { client_secret: 'x' }, [700025]],
  ])('%s does not redeem the code', async (_, more, codes) => {
    expect((await redeem(await codeFor(user), more)).body.error_codes).toEqual(codes);
  });

  test('an application with a secret must prove it; so must nobody else’s code be redeemed by it', async () => {
    const secretive = await registerApplication(server, { isPublic: false, displayName: 'Server' });
    const { secret } = await server.platform.identity.parties.credentials.addSecret(
      { applicationId: secretive.id, displayName: 'x' },
      { actor: 'test', reason: 'test' },
    );
    const code = await codeFor(user, { client_id: secretive.id, scope: 'openid' });
    const client = { client_id: secretive.id };
    expect((await redeem(code, client)).body.error_codes).toEqual([7000216]);
    const stolen = await codeFor(user);
    expect((await redeem(stolen, { ...client, client_secret: secret })).body.error_codes).toEqual([70000]);
    expect((await redeem(code, { ...client, client_secret: secret })).status).toBe(200);
  });

  test('prompt=none without a session, and prompt=login with one', async () => {
    const nobody = await createTestBrowser(server.url).open(authorizePath({ prompt: 'none' }));
    expect(nobody.leftFor?.searchParams.get('error')).toBe('login_required');
    const browser = await signInUser(server, 'grace@sample.example');
    expect((await browser.open(authorizePath({ prompt: 'login', login_hint: 'grace@sample.example' }))).text).toContain(
      'value="grace@sample.example"',
    );
    expect((await browser.open('/account')).text).toContain('<h1>Sign in</h1>');
  });

  test('an old sign-in does not satisfy max_age', async () => {
    const browser = await signInUser(server, 'grace@sample.example');
    server.advance(61_000);
    expect((await browser.open(authorizePath({ max_age: '3600' }))).leftFor).not.toBeNull();
    expect((await browser.open(authorizePath({ max_age: '60' }))).text).toContain('<h1>Sign in</h1>');
  });
});

describe('requests that are wrong', () => {
  test.each([
    ['an address that is not registered', { redirect_uri: 'https://evil.example/back' }],
    ['a registered one with more behind it', { redirect_uri: `${redirectUri}/../evil` }],
    ['a registered one with another query', { redirect_uri: `${redirectUri}?x=1` }],
    ['a registered one with user information', { redirect_uri: 'https://app.example@evil.example/back' }],
    ['loopback by another path', { redirect_uri: 'http://localhost:5000/evil' }],
    ['loopback with user information', { redirect_uri: 'http://evil@localhost:5000/back' }],
    ['another scheme', { redirect_uri: 'javascript:alert(1)' }],
    ['an unknown application', { client_id: '00000000-0000-4000-8000-000000000000' }],
    ['an unknown response mode', { response_mode: 'web_message' }],
  ])('%s: told to the person, nobody is sent anywhere', async (_, fields) => {
    const { status, leftFor } = await user.open(authorizePath(fields));
    expect([status, leftFor]).toEqual([400, null]);
  });

  test('a field that is sent twice is refused', async () => {
    const { status, leftFor } = await user.open(`${authorizePath()}&redirect_uri=https://evil.example`);
    expect([status, leftFor]).toEqual([400, null]);
  });

  test('loopback addresses may have any port (RFC 8252)', async () => {
    const { leftFor } = await user.open(authorizePath({ redirect_uri: 'http://localhost:49152/back' }));
    expect(leftFor?.port).toBe('49152');
  });

  const faults: [string, () => string, string][] = [
    ['no response type', () => without('response_type'), 'invalid_request'],
    ['a token at once', () => authorizePath({ response_type: 'token' }), 'unsupported_response_type'],
    ['no challenge from a public client', () => without('code_challenge'), 'invalid_request'],
    ['the plain method', () => authorizePath({ code_challenge_method: 'plain' }), 'invalid_request'],
    ['a method left out, which means plain', () => without('code_challenge_method'), 'invalid_request'],
    ['no scope', () => without('scope'), 'invalid_request'],
    ['two resources', () => authorizePath({ scope: `${graph}/a api://gamekeeper/b` }), 'invalid_scope'],
    ['a permission nobody allowed', () => authorizePath({ scope: `${graph}/SecurityAlert.Read.All` }), 'invalid_scope'],
    ['an unknown resource', () => authorizePath({ scope: 'https://vault.example/x' }), 'invalid_resource'],
    ['an unknown prompt', () => authorizePath({ prompt: 'create' }), 'invalid_request'],
    ['a request object', () => authorizePath({ request: 'x.y.z' }), 'request_not_supported'],
  ];
  test.each(faults)('%s: told to the client', async (_, path, error) => {
    const { leftFor } = await user.open(path());
    expect(leftFor?.origin).toBe('https://app.example');
    expect([leftFor?.searchParams.get('error'), leftFor?.searchParams.get('state')]).toEqual([error, 's&1']);
    expect(leftFor?.searchParams.get('error_description')).toMatch(/^AADSTS\d+: /);
  });

  test('an application that may not act in the tenant gets nobody', async () => {
    const { licences } = server.platform.identity.parties;
    const between = { tenantId: server.sample.tenant.id, applicationId: application.id };
    const by = { actor: 'operator', reason: 'test' };
    const code = await codeFor(user);
    await licences.suspend(between, by);
    expect((await user.open(authorizePath())).leftFor?.searchParams.get('error')).toBe('unauthorized_client');
    expect((await redeem(code)).body.error).toBe('unauthorized_client');
    await licences.grant(between, by);
  });
});

describe('device code', () => {
  const ask = () => post({ scope }, '/v2.0', 'devicecode');
  const poll = (code: unknown, more: Fields = {}) =>
    post({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: String(code), ...more });

  test('pending, looked at, allowed, redeemed once, by either name of grant and field', async () => {
    const { body } = await ask();
    expect(body).toMatchObject({ expires_in: 900, interval: 5, verification_uri: `${server.url}/device` });
    expect((await poll(body.device_code)).body).toMatchObject({ error: 'authorization_pending', error_codes: [70016] });
    await user.open('/device');
    const page = await user.submit('/device', { user_code: String(body.user_code).toLowerCase() });
    expect(page.text).toContain('Sign in to Hunting console?');
    expect((await user.submit('/device/decision', {}, 'decision=approve')).text).toContain('Signed in');
    const granted = await post({ grant_type: 'device_code', code: String(body.device_code) });
    expect(decodeJwt(String(granted.body.access_token))).toMatchObject({ upn: 'ada@sample.example' });
    expect((await poll(body.device_code)).body.error).toBe('bad_verification_code');
  });

  test('declined and expired', async () => {
    const first = (await ask()).body;
    await user.open('/device');
    await user.submit('/device', { user_code: String(first.user_code) });
    await user.submit('/device/decision', {}, 'decision=decline');
    expect((await poll(first.device_code)).body.error).toBe('authorization_declined');
    const late = (await ask()).body;
    server.advance(900_000);
    expect((await poll(late.device_code)).body.error).toBe('expired_token');
  });

  test('guesses at codes are slowed down', async () => {
    server.advance(7_200_000);
    await user.open('/device');
    const guess = () => user.submit('/device', { user_code: 'BBBB-BBBB' });
    for (let count = 0; count < 20; count += 1) expect((await guess()).status).toBe(400);
    expect((await guess()).status).toBe(429);
  });
});
