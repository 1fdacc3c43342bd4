import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/start-test-server.js';

let server: TestServer;
let tenant: string;
let client: { client_id: string; client_secret: string };

beforeAll(async () => {
  server = await startTestServer();
  tenant = server.sample.tenant.id;
  client = { client_id: server.sample.application.id, client_secret: server.sample.secret };
});
afterAll(() => server.close());

type Form = Record<string, string>;
interface Body {
  access_token: string;
  error: string;
  error_codes: number[];
  error_description: string;
  trace_id: string;
  correlation_id: string;
}
const graph = 'https://graph.microsoft.com';

async function post(path: string, form: Form | string, headers: Form = {}) {
  const body = Buffer.from(typeof form === 'string' ? form : new URLSearchParams(form).toString());
  const response = await fetch(server.url + path, { method: 'POST', body, headers });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}
const v2 = (form: Form, segment = tenant) =>
  post(`/${segment}/oauth2/v2.0/token`, {
    ...{ grant_type: 'client_credentials', scope: `${graph}/.default`, ...client, ...form },
  });
const v1 = (form: Form, segment = tenant) =>
  post(`/${segment}/oauth2/token`, { grant_type: 'client_credentials', resource: graph, ...client, ...form });
const get = async <T = Record<string, unknown>>(path: string) => (await (await fetch(server.url + path)).json()) as T;

describe('client credentials', () => {
  test('v2: numbers are numbers, and a body without content type is read', async () => {
    const { status, headers, body } = await v2({});
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      token_type: 'Bearer',
      expires_in: 3599,
      ext_expires_in: 3599,
      access_token: expect.any(String),
    });
    expect(decodeJwt(body.access_token)).toMatchObject({ aud: graph, roles: ['ThreatHunting.Read.All'], ver: '1.0' });
  });

  test('v1: numbers are strings', async () => {
    const { body } = await v1({ scope: 'ignored' });
    const seconds = Date.parse('2026-01-01T00:00:00Z') / 1000;
    expect(body).toEqual({
      token_type: 'Bearer',
      expires_in: '3599',
      ext_expires_in: '3599',
      expires_on: String(seconds + 3600),
      not_before: String(seconds),
      resource: graph,
      access_token: expect.any(String),
    });
  });

  test.each([
    ['the domain', () => 'sample.example'],
    ['the domain in capitals', () => 'SAMPLE.example'],
    ['the id in capitals', () => tenant.toUpperCase()],
    ['common', () => 'common'],
    ['organizations', () => 'organizations'],
  ])('the tenant may be named by %s', async (_, segment) => {
    expect((await v2({}, segment())).status).toBe(200);
  });

  test.each([
    ['https://graph.microsoft.com/.default', 'https://graph.microsoft.com'],
    ['https://graph.microsoft.com//.default', 'https://graph.microsoft.com/'],
    ['00000003-0000-0000-c000-000000000000/.default', '00000003-0000-0000-c000-000000000000'],
    ['https://api.securitycenter.windows.com/.default', 'https://api.securitycenter.windows.com'],
    [
      'https://securitycenter.onmicrosoft.com/windowsatpservice/.default',
      'https://securitycenter.onmicrosoft.com/windowsatpservice',
    ],
    ['http://localhost:1/.default', 'http://localhost:1'],
  ])('scope %s gives audience %s', async (scope, audience) => {
    expect(decodeJwt((await v2({ scope })).body.access_token).aud).toBe(audience);
  });

  test('HTTP Basic is accepted, its halves form-encoded', async () => {
    const basic = Buffer.from(`${client.client_id}:${encodeURIComponent(client.client_secret)}`).toString('base64');
    const form = { grant_type: 'client_credentials', resource: graph };
    const send = (more: Form) =>
      post(`/${tenant}/oauth2/token`, { ...form, ...more }, { authorization: `Basic ${basic}` });
    expect((await send({})).status).toBe(200);
    expect((await send({ client_id: randomUUID() })).body.error_codes).toEqual([90014]);
  });

  test('any content type and unknown fields are accepted', async () => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      resource: graph,
      ...client,
      'x-client-SKU': 'x',
    });
    for (const type of ['application/json', 'text/plain', 'nonsense']) {
      const { status } = await post(`/${tenant}/oauth2/token`, form.toString(), { 'content-type': type });
      expect(status).toBe(200);
    }
  });
});

describe('refusals', () => {
  const noClient = { client_id: '' };
  const rows: [
    string,
    () => Promise<{ status: number; body: { error: string; error_codes: number[] } }>,
    number,
    string,
    number,
  ][] = [
    ['unknown tenant', () => v2({}, randomUUID()), 400, 'invalid_request', 90002],
    ['unknown domain', () => v2({}, 'other.example'), 400, 'invalid_request', 90002],
    ['tenant neither GUID nor domain', () => v2({}, 'nonsense'), 400, 'invalid_request', 900023],
    ['consumers', () => v2({}, 'consumers'), 400, 'invalid_request', 50059],
    ['unknown client id', () => v2({ client_id: randomUUID() }), 400, 'unauthorized_client', 700016],
    ['client id that is no GUID', () => v2({ client_id: "x' or 1=1" }), 400, 'unauthorized_client', 700016],
    ['bad secret', () => v2({ client_secret: 'wrong' }), 401, 'invalid_client', 7000215],
    ['no secret', () => v2({ client_secret: '' }), 401, 'invalid_client', 7000216],
    ['no client id', () => v2(noClient), 400, 'invalid_request', 900144],
    ['no grant type', () => v2({ grant_type: '' }), 400, 'invalid_request', 900144],
    ['no scope', () => v2({ scope: '' }), 400, 'invalid_request', 900144],
    ['no resource', () => v1({ resource: '' }), 400, 'invalid_request', 900144],
    ['no body', () => post(`/${tenant}/oauth2/v2.0/token`, ''), 400, 'invalid_request', 900144],
    ['resource not installed', () => v1({ resource: 'https://vault.example' }), 400, 'invalid_resource', 500011],
    ['scope without .default', () => v2({ scope: `${graph}/User.Read` }), 400, 'invalid_scope', 70011],
    ['scope mixed with .default', () => v2({ scope: `${graph}/.default openid` }), 400, 'invalid_scope', 70011],
    ['bare .default', () => v2({ scope: '/.default' }), 400, 'invalid_scope', 70011],
    ['password grant', () => v2({ grant_type: 'password' }), 400, 'unsupported_grant_type', 70003],
    ['authorization code without code', () => v2({ grant_type: 'authorization_code' }), 400, 'invalid_request', 900144],
    ['unknown device code', () => v2({ grant_type: 'device_code', code: 'x' }), 400, 'bad_verification_code', 70018],
    [
      'unknown refresh token',
      () => v1({ grant_type: 'refresh_token', refresh_token: 'x' }),
      400,
      'invalid_grant',
      9002313,
    ],
    ['unknown grant', () => v1({ grant_type: 'magic' }), 400, 'unsupported_grant_type', 70003],
    [
      'assertion of unknown type',
      () => v2({ client_assertion: 'x', client_assertion_type: 'saml' }),
      401,
      'invalid_client',
      50027,
    ],
    ['assertion that is no JWT', () => withAssertion('x'), 401, 'invalid_client', 50027],
    ['assertion signed with a foreign key', () => withAssertion(foreignAssertion()), 401, 'invalid_client', 700027],
  ];
  test.each(rows)('%s', async (_, send, status, error, number) => {
    const answer = await send();
    expect([answer.status, answer.body.error, answer.body.error_codes]).toEqual([status, error, [number]]);
  });

  const withAssertion = async (assertion: string | Promise<string>) =>
    v2({
      client_secret: '',
      client_assertion: await assertion,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
  const foreignAssertion = () =>
    new SignJWT({ iss: client.client_id, sub: client.client_id })
      .setProtectedHeader({ alg: 'RS256', x5t: 'abc' })
      .sign(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);

  test('an expired secret has a code of its own', async () => {
    server.advance(200 * 86_400_000);
    const { status, body } = await v2({});
    server.advance(-200 * 86_400_000);
    expect([status, body.error, body.error_codes]).toEqual([401, 'invalid_client', [7000222]]);
  });

  test('a suspended application, and one whose licence was revoked, get no token', async () => {
    const { applications, licences } = server.platform.identity.parties;
    const by = { actor: 'test', reason: 'test' };
    const between = { tenantId: tenant, applicationId: client.client_id };
    const answer = async () => {
      const { status, body } = await v2({});
      return [status, body.error, body.error_codes?.[0]];
    };
    await applications.suspend(client.client_id, by);
    expect(await answer()).toEqual([400, 'unauthorized_client', 7000112]);
    await applications.resume(client.client_id, by);
    await licences.revoke(between, by);
    expect(await answer()).toEqual([400, 'unauthorized_client', 700016]);
    await licences.grant(between, by);
    expect((await answer())[0]).toBe(200);
  });

  test('the body is complete, and echoes the correlation id of header or form', async () => {
    const id = randomUUID();
    const { body, headers } = await v2({ client_secret: 'wrong', 'client-request-id': id });
    expect(body).toEqual({
      error: 'invalid_client',
      error_description: expect.stringMatching(
        new RegExp(
          `^AADSTS7000215: .+\r\nTrace ID: ${body.trace_id}\r\nCorrelation ID: ${id}\r\nTimestamp: 2026-01-01 00:00:00Z$`,
        ),
      ),
      error_codes: [7000215],
      timestamp: '2026-01-01 00:00:00Z',
      trace_id: headers.get('request-id'),
      correlation_id: id,
      error_uri: `${server.url}/error?code=7000215`,
    });
    expect(body.error_description).not.toContain(client.client_secret);
    const other = randomUUID();
    const again = await post(`/${tenant}/oauth2/token`, 'grant_type=x', { 'client-request-id': other });
    expect(again.body.correlation_id).toBe(other);
  });

  test('an unknown path below a tenant answers in this form too', async () => {
    expect(await get(`/${tenant}/oauth2/nothing`)).toMatchObject({ error: 'invalid_request', error_codes: [900144] });
  });
});

describe('discovery', () => {
  test('names our own endpoints under the host by which the client came', async () => {
    const document = await get(`/${tenant}/v2.0/.well-known/openid-configuration`);
    expect(document).toMatchObject({
      issuer: `${server.url}/${tenant}/v2.0`,
      token_endpoint: `${server.url}/${tenant}/oauth2/v2.0/token`,
      authorization_endpoint: `${server.url}/${tenant}/oauth2/v2.0/authorize`,
      jwks_uri: `${server.url}/${tenant}/discovery/v2.0/keys`,
    });
    const local = server.url.replace('127.0.0.1', 'localhost');
    const other = await (await fetch(`${local}/sample.example/.well-known/openid-configuration`)).json();
    expect(other).toMatchObject({ issuer: `${local}/${tenant}/`, token_endpoint: `${local}/${tenant}/oauth2/token` });
    expect((await get('/common/v2.0/.well-known/openid-configuration')).issuer).toBe(`${server.url}/{tenantid}/v2.0`);
  });

  test('an unknown tenant is invalid_tenant here', async () => {
    const response = await fetch(`${server.url}/${randomUUID()}/v2.0/.well-known/openid-configuration`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_tenant', error_codes: [90002] });
  });

  test('tokens verify against the published keys, also while keys rotate', async () => {
    const { body } = await v2({});
    const keys = (path: string) => get<JSONWebKeySet>(path);
    const verify = async (token: string, set: JSONWebKeySet, currentDate: Date) =>
      (await jwtVerify(token, createLocalJWKSet(set), { currentDate })).payload.appid;
    const start = new Date('2026-01-01T00:00:01Z');
    const path = `/${tenant}/discovery/v2.0/keys`;
    const before = await keys(path);
    expect(before.keys[0]).toMatchObject({ kty: 'RSA', use: 'sig', e: 'AQAB', issuer: `${server.url}/${tenant}/v2.0` });
    expect(before.keys[0]?.x5t).toBe(before.keys[0]?.kid);
    expect(await verify(body.access_token, before, start)).toBe(client.client_id);
    server.advance(30 * 86_400_000);
    const fresh = await v2({});
    const after = await keys('/common/discovery/keys');
    expect(after.keys).toHaveLength(2);
    expect(after.keys[0]).not.toHaveProperty('issuer');
    expect(await verify(body.access_token, after, start)).toBe(client.client_id);
    expect(await verify(fresh.body.access_token, after, new Date(start.getTime() + 30 * 86_400_000))).toBe(
      client.client_id,
    );
    server.advance(-30 * 86_400_000);
  });

  test('instance discovery knows our hosts only', async () => {
    const ask = async (host: string) => {
      const endpoint = encodeURIComponent(`${host}/${tenant}/oauth2/v2.0/authorize`);
      return get(`/common/discovery/instance?api-version=1.1&authorization_endpoint=${endpoint}`);
    };
    expect(await ask(server.url)).toMatchObject({
      tenant_discovery_endpoint: `${server.url}/${tenant}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
    });
    expect(await ask('https://evil.example')).toMatchObject({ error: 'invalid_instance', error_codes: [50049] });
  });
});
