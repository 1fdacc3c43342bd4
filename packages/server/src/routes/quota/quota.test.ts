import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectLocal, type LocalClient } from '../../local/local-client.js';
import { startTestServer, type TestServer } from '../../testing/start-test-server.js';

let server: TestServer;
let operator: LocalClient;
const minute = 60_000;
const by = { actor: 'operator', reason: 'test' };
beforeAll(async () => {
  server = await startTestServer();
  const connected = await connectLocal(server.platform.directory);
  if (connected === null) throw new Error('expected a server');
  operator = connected;
});
afterAll(() => server.close());
beforeEach(() => server.advance(24 * 60 * minute));

interface Limit {
  readonly name: string;
  readonly scope: string;
  readonly used: number;
  readonly remaining: number;
  readonly resetInMs: number;
  readonly source: string;
}
interface Quotas {
  readonly tenantId: string;
  readonly applicationId: string;
  readonly profile: { readonly name: string };
  readonly quotas: readonly { readonly quota: string; readonly limits: readonly Limit[] }[];
}
const get = async (path: string, resource = 'https://graph.microsoft.com') =>
  fetch(server.url + path, { headers: { authorization: `Bearer ${await server.token(resource)}` } });
const hunt = async (path = '/v1.0/security/runHuntingQuery', resource = 'https://graph.microsoft.com') =>
  fetch(server.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${await server.token(resource)}` },
    body: JSON.stringify({ Query: 'T' }),
  });
const limitsOf = ({ quotas }: Quotas, quota: string) => quotas.find((one) => one.quota === quota)?.limits ?? [];
const local = async (query = '') =>
  (await operator.request<{ value: readonly Quotas[] }>('GET', `/local/quota${query}`)).value;

describe('LIM-6: GET /quota', () => {
  test.each(['https://graph.microsoft.com', 'https://api.security.microsoft.com', 'http://localhost'])(
    'a token for %s shows its own quotas, and looking spends nothing',
    async (resource) => {
      await (await hunt()).text();
      server.advance(1000);
      await get('/quota', resource);
      const answer = await get('/quota', resource);
      expect(answer.status).toBe(200);
      const body = (await answer.json()) as Quotas;
      expect(body).toMatchObject({
        tenantId: server.sample.tenant.id,
        applicationId: server.sample.application.id,
        profile: { name: 'defender-2021' },
      });
      expect(body.quotas.map(({ quota }) => quota)).toEqual([
        ...['incidents', 'alerts', 'hunting', 'ingest', 'token', 'administration'],
      ]);
      expect(limitsOf(body, 'hunting')[0]).toMatchObject({
        ...{ name: 'calls-per-minute', scope: 'tenant', used: 1, remaining: 44, resetInMs: 59_000 },
        source: expect.stringContaining('45 calls per minute'),
      });
      expect(limitsOf(body, 'alerts')).toEqual([]);
    },
  );

  test('without a token it tells nothing', async () => {
    expect((await fetch(`${server.url}/quota`)).status).toBe(401);
  });
});

test('LIM-6: the fields of a counted answer name quota, limit and scope once each, policies and remainders alike', async () => {
  const { headers } = await hunt();
  expect(headers.get('ratelimit')).toBe(
    '"hunting-calls-per-minute-tenant";r=44;t=60, "hunting-calls-per-minute-owner";r=44;t=60, ' +
      '"hunting-running-time-per-hour-tenant";r=600000;t=0, "hunting-running-time-per-hour-owner";r=600000;t=0, ' +
      '"hunting-running-time-per-day-tenant";r=14400000;t=0, "hunting-running-time-per-day-owner";r=14400000;t=0',
  );
  const names = (field: string) => [...(headers.get(field) ?? '').matchAll(/"([^"]+)";[qr]=/g)].map(([, name]) => name);
  expect(names('ratelimit-policy')).toEqual(names('ratelimit'));
  expect(new Set(names('ratelimit')).size).toBe(6);
  expect(headers.get('ratelimit-policy')).toContain('"hunting-calls-per-minute-owner";q=45;w=60, ');
  expect(headers.get('ratelimit-policy')).toContain(
    '"hunting-running-time-per-day-tenant";q=14400000;qu="running-milliseconds";w=86400',
  );
});

describe('a refused call on the Defender wire', () => {
  // As three public scripts read the sentence: PowerShell, Python, PowerShell that expects two digits.
  const readings = [
    /You can send requests again in (\d+) seconds/i,
    /in (\d+) seconds/,
    /You can send requests again in (?<wait>[0-9]{2}) seconds/i,
  ];
  test.each([
    [59_999, '60', [60, 60, 60]],
    [52_000, '52', [52, 52, 52]],
    [8_000, '8', [8, 8, null]],
    [7_001, '8', [8, 8, null]],
  ])('with %i ms to wait it names them to every known reader, and the call then passes', async (wait, header, read) => {
    const call = () => hunt('/api/advancedhunting/run', 'https://api.security.microsoft.com');
    for (let count = 0; count < 45; count += 1) expect((await call()).status).toBe(200);
    server.advance(minute - wait);
    const refused = await call();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe(header);
    expect(refused.headers.get('x-ms-retry-after-ms')).toBe(String(wait));
    const { error } = (await refused.json()) as { error: { code: string; message: string; target: string } };
    expect(error).toMatchObject({ code: '429', target: server.sample.tenant.id });
    const seconds = readings.map((pattern) => pattern.exec(error.message)?.[1]);
    expect(seconds.map((text) => (text === undefined ? null : Number(text)))).toEqual(read);
    server.advance(wait - 1);
    expect((await call()).status).toBe(429);
    server.advance(1);
    expect((await call()).status).toBe(200);
  });
});

describe('for the operator', () => {
  test('quotas of every licensed application, or of one', async () => {
    const { application, tenant } = server.sample;
    await (await hunt()).text();
    const all = await local();
    expect(all.map(({ applicationId }) => applicationId)).toContain(application.id);
    const [one] = await local(`?application=${encodeURIComponent(application.displayName)}&tenant=${tenant.domain}`);
    expect(one && limitsOf(one, 'hunting')[0]?.used).toBe(1);
    await expect(local('?application=nobody')).rejects.toMatchObject({ code: 'application-unknown' });
  });

  test('REG-7: a profile of its own is kept, listed, and governs the tenant that is under it from the next call on', async () => {
    const limit = {
      ...{ name: 'calls-per-hour', unit: 'calls', amount: 2, windowMs: 60 * minute, scopes: ['application'] },
      source: 'contract 7, annex 2',
    };
    const profile = {
      name: 'partner',
      title: 'Partner',
      date: '2026-05-01',
      quotas: { hunting: [limit], token: [limit] },
    };
    const invalid = { profile: { ...profile, quotas: { hunting: [{ ...limit, amount: 0 }] } } };
    await expect(operator.request('POST', '/local/quota/profiles', invalid)).rejects.toMatchObject({
      code: 'profile-invalid',
      message: expect.stringContaining('quotas.hunting[0].amount'),
    });
    await operator.request('POST', '/local/quota/profiles', { profile, reason: 'contract 7' });
    const { value } = await operator.request<{ value: readonly { name: string }[] }>(
      'GET',
      '/administration/quota-profiles',
    );
    expect(value.map(({ name }) => name)).toContain('partner');

    const { tenants } = server.platform.identity.parties;
    await tenants.setQuotaProfile(server.sample.tenant.id, 'partner', by);
    try {
      const answers = [await hunt(), await hunt(), await hunt()];
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
      expect(answers[2]?.headers.get('retry-after')).toBe('3600');
      expect(answers[1]?.headers.get('ratelimit')).toBe('"hunting-calls-per-hour-application";r=0;t=3600');
      expect((await local())[0]).toMatchObject({ profile: { name: 'partner' } });

      const askToken = async () => {
        const { tenant, application, secret } = server.sample;
        const form = {
          client_id: application.id,
          client_secret: secret,
          scope: 'https://graph.microsoft.com/.default',
        };
        const body = new URLSearchParams({ ...form, grant_type: 'client_credentials' });
        return fetch(`${server.url}/${tenant.id}/oauth2/v2.0/token`, { method: 'POST', body });
      };
      const tokens = [await askToken(), await askToken(), await askToken()];
      expect(tokens.map(({ status }) => status)).toEqual([200, 200, 429]);
      expect(tokens[0]?.headers.get('ratelimit')).toBe('"token-calls-per-hour-application";r=1;t=3600');
      expect(tokens[2]?.headers.get('retry-after')).toBe('3600');
      expect(await tokens[2]?.json()).toMatchObject({ error: 'temporarily_unavailable', error_codes: [90055] });
    } finally {
      await tenants.setQuotaProfile(server.sample.tenant.id, null, by);
    }
  });
});
