import { sampleRegistration } from '@gamekeeper/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectLocal, type LocalClient } from '../../local/local-client.js';
import { startTestServer, type TestServer } from '../../testing/start-test-server.js';

let server: TestServer;
let operator: LocalClient;
const day = 86_400_000;
beforeAll(async () => {
  server = await startTestServer();
  const connected = await connectLocal(server.platform.directory);
  if (connected === null) throw new Error('expected a server');
  operator = connected;
});
afterAll(() => server.close());

interface Value {
  readonly value: readonly Readonly<Record<string, unknown>>[];
}
/** Members of all answers that the tests look at. */
interface Answered extends Value {
  readonly inForce: readonly { readonly path: string }[];
  readonly toCome: readonly object[];
  readonly version: string;
  readonly body: string;
  readonly code: string;
  readonly from: string;
  readonly to: string;
  readonly clauses: readonly { readonly id: string }[];
}
const read = async (answer: Response | Promise<Response>) => (await (await answer).json()) as Answered;
const get = (path: string, accept = 'application/json') => fetch(`${server.url}${path}`, { headers: { accept } });

describe('documents', () => {
  test('the first start has its terms, for everybody to read', async () => {
    const { inForce, toCome } = await read(get('/terms'));
    expect(inForce.map((one) => one.path)).toEqual([
      ...['/terms/acceptable-use/1', '/terms/api-terms/1', '/terms/privacy-statement/1'],
    ]);
    expect(toCome).toEqual([]);
  });

  test('a document comes as markdown, as JSON when asked for, as a page with anchors in a browser', async () => {
    const markdown = await get('/terms/api-terms', '*/*');
    expect(markdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(await markdown.text()).toMatch(/^# API terms\n[\s\S]*\{#API-3b-17c\}/);
    const json = await read(get('/terms/api-terms/1'));
    expect(json).toMatchObject({ document: 'api-terms', version: '1', acceptance: 'explicit' });
    expect(json.body).toContain('# API terms');
    const browser = 'text/html,application/xhtml+xml,*/*;q=0.8';
    const page = await get('/terms/api-terms', browser);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toMatch(
      /<p>These terms govern[\s\S]*<h2 id="API-3b-17c">Export and sanctions<\/h2><p>No use/,
    );
    expect(await (await get('/terms', browser)).text()).toContain('<a href="/terms/api-terms/1">API terms</a>');
  });

  test('DAT-6: the platform has a privacy statement of its own', async () => {
    expect(await (await get('/privacy', '*/*')).text()).toMatch(/^# Privacy statement\n/);
  });

  test('what is not there is refused by name', async () => {
    for (const [path, code] of [
      ['/terms/nothing', 'document-unknown'],
      ['/terms/nothing/1', 'document-unknown'],
      ['/terms/api-terms/9', 'version-unknown'],
      ['/terms/api-terms/diff', 'version-unknown'],
      ['/terms/__proto__/constructor', 'document-unknown'],
      ["/terms/api-terms'%20or%20true--", 'document-unknown'],
    ]) {
      const answer = await get(path ?? '');
      expect(answer.status, path).toBe(404);
      expect((await read(answer)).code, path).toBe(code);
    }
  });

  test('CHG-2: a published version is announced, compared, and in force from its date', async () => {
    const text = await (await get('/terms/acceptable-use', '*/*')).text();
    const now = Date.parse('2026-01-01T00:00:00.250Z');
    const version2 = { document: 'acceptable-use', version: '2', acceptance: 'explicit' };
    const body = text.replace('against what', 'against').replace('The policy is reviewed', 'This policy is reviewed');
    await operator.request('POST', '/local/terms/documents', { ...version2, body, effectiveAt: now + day });
    expect((await read(get('/terms'))).toCome).toMatchObject([{ document: 'acceptable-use', version: '2' }]);
    const { from, to, clauses } = await read(get('/terms/acceptable-use/diff'));
    expect([from, to, clauses.map(({ id }) => id)]).toEqual(['1', '2', ['AUP-review']]);
    expect(await (await get('/terms/acceptable-use', '*/*')).text()).toBe(text);
    server.advance(day);
    expect((await read(get('/terms/acceptable-use'))).version).toBe('2');
    const { value } = await operator.request<Value>('GET', '/local/terms/documents?document=acceptable-use');
    expect(value.map((one) => [one.version, one.inForce])).toEqual([
      ['1', false],
      ['2', true],
    ]);
    for (const [fault, code] of [
      [{}, 'version-taken'],
      [{ version: '3', effectiveAt: 0 }, 'effective-past'],
      [{ version: '3', body: '# Title\n' }, 'document-malformed'],
      [{ acceptance: 'perhaps' }, 'body-unreadable'],
    ] as const) {
      const options = { ...version2, body, effectiveAt: now + 3 * day, ...fault };
      await expect(operator.request('POST', '/local/terms/documents', options)).rejects.toMatchObject({ code });
    }
  });
});

test('what a document holds is text on its page, never markup', async () => {
  const body = '# <script>alert(1)</script>\n\n<img src=x>\n\n## "><b>One {#H-1}\n\n<script>alert(2)</script>\n';
  const effectiveAt = Date.parse('2026-06-01T00:00:00Z');
  const hostile = { document: 'house-rules', version: '1', acceptance: 'none', body, effectiveAt };
  await operator.request('POST', '/local/terms/documents', hostile);
  const text = await (await get('/terms/house-rules/1', 'text/html')).text();
  expect(text).not.toMatch(/<script>|<img|<b>/);
  expect(text).toContain('<p>&lt;script&gt;alert(2)&lt;/script&gt;</p>');
});

describe('acceptance', () => {
  test('an application with the permission accepts for its tenant, and for no other', async () => {
    const { parties } = server.platform.identity;
    const by = { actor: 'operator', reason: 'test' };
    const { application, tenant, owner } = server.sample;
    const token = async () => server.token('api://gamekeeper');
    const accept = async (body: object) =>
      fetch(`${server.url}/terms/acceptances`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await token()}` },
        body: JSON.stringify(body),
      });
    const wanted = { applicationId: application.id, document: 'acceptable-use' };
    expect((await accept(wanted)).status).toBe(403);
    await parties.permissions.grant(
      { applicationId: application.id, resource: 'gamekeeper', permission: 'Terms.ReadWrite.All' },
      by,
    );
    await operator.request('POST', '/local/consents', { application: application.id });
    const accepted = await read(accept(wanted));
    expect(accepted).toMatchObject({ version: '2', acceptedBy: `application:${application.id}`, method: 'explicit' });
    expect((await accept({ ...wanted, hash: '00' })).status).toBe(409);

    const elsewhere = await parties.tenants.create({ displayName: 'Other', domain: 'other.example' }, by);
    const foreign = await parties.applications.register(
      { ...sampleRegistration, displayName: 'Foreign', tenantId: elsewhere.id, ownerId: owner.id },
      by,
    );
    for (const applicationId of [foreign.id, tenant.id, 'no id']) {
      const refused = await accept({ ...wanted, applicationId });
      expect([refused.status, (await read(refused)).code]).toEqual([404, 'application-unknown']);
    }
    const controls = await fetch(`${server.url}/api/terms/controls`, {
      headers: { authorization: `Bearer ${await token()}` },
    });
    const { value } = await read(controls);
    expect(value).toHaveLength(55);
    expect(value[0]).not.toHaveProperty('evidence');
  });

  test('the operator accepts everything that an application has not', async () => {
    const { application } = server.sample;
    await operator.request('POST', '/local/terms/acceptances', { application: application.displayName });
    const again = await operator.request<Value>('POST', '/local/terms/acceptances', { application: application.id });
    expect(again.value).toEqual([]);
    const { value } = await operator.request<Value>('GET', `/local/terms/acceptances?application=${application.id}`);
    expect(value.map((one) => `${one.document} ${one.version}`).sort()).toEqual([
      ...['acceptable-use 1', 'acceptable-use 2', 'api-terms 1'],
    ]);
  });
});

describe('consents of the operator', () => {
  test('the sample application works from the first start on; withdrawing and giving again are on record', async () => {
    const { application, tenant } = server.sample;
    const list = async () =>
      (await operator.request<Value>('GET', `/local/consents?application=${application.id}&tenant=sample.example`))
        .value;
    expect((await list()).filter(({ method }) => method === 'first-start').length).toBeGreaterThan(0);
    const selection = { application: application.id, resource: 'graph', permission: 'ThreatHunting.Read.All' };
    const { value } = await operator.request<Value>('POST', '/local/consents/withdrawals', selection);
    expect(value).toMatchObject([{ tenantId: tenant.id, withdrawnBy: 'operator' }]);
    await expect(operator.request('POST', '/local/consents/withdrawals', selection)).rejects.toMatchObject({
      code: 'consent-unknown',
    });
    const receipt = await operator.request<{ receipt: { event: unknown[] } }>(
      'GET',
      `/local/consents/${value[0]?.id}/receipt`,
    );
    expect(receipt.receipt.event).toHaveLength(2);
    const permissions = [{ resource: 'graph', permission: 'ThreatHunting.Read.All' }];
    await operator.request('POST', '/local/consents', { application: application.id, tenant: tenant.id, permissions });
    await expect(
      operator.request('POST', '/local/consents', { application: application.id, tenant: 'nowhere.example' }),
    ).rejects.toMatchObject({ code: 'tenant-unknown' });
  });
});

describe('controls of the operator', () => {
  test('all of them, or one, with evidence; strangers get neither', async () => {
    const { value } = await operator.request<Value>('GET', '/local/terms/controls');
    expect(value).toHaveLength(55);
    const one = await operator.request<{ id: string; evidence: { count: number } }>(
      'GET',
      '/local/terms/controls/dat-1',
    );
    expect(one.id).toBe('DAT-1');
    expect(one.evidence.count).toBeGreaterThan(0);
    await expect(operator.request('GET', '/local/terms/controls/x')).rejects.toMatchObject({ code: 'control-unknown' });
    for (const path of ['/local/terms/controls', '/local/consents', '/local/terms/documents', '/api/terms/controls']) {
      expect((await get(path)).status, path).toBe(401);
    }
  });
});
