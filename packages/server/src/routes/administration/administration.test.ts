import { generateKeyPairSync } from 'node:crypto';
import { sampleRegistration } from '@gamekeeper/platform';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLocalEndpoint } from '../../local/local-endpoint.js';
import { startTestServer, type TestServer } from '../../testing/start-test-server.js';
import { administrationRoutes } from './index.js';

/** A party as far as the tests look into it. */
interface Party {
  readonly id: string;
  readonly [member: string]: unknown;
}
interface Answered {
  readonly status: number;
  readonly type: string | null;
  readonly body: Party & {
    readonly value: readonly Party[];
    readonly missing: readonly { readonly step: string }[];
    readonly faults?: readonly { readonly field: string; readonly expected: string; readonly found: string }[];
    readonly credential: Party;
    readonly next: number | null;
  };
}
type Sender = (method: string, path: string, body?: unknown) => Promise<Answered>;

let server: TestServer;
let operator: Sender;
/** The administrator application of a tenant, by its token. */
let own: Sender;
/** The same, on behalf of a person who signed in. */
let asPerson: (personId: string) => Promise<Sender>;
let reader: Sender;
let elsewhere: { readonly tenant: Party; readonly owner: Party; readonly application: Party; readonly person: Party };
const by = { actor: 'operator', reason: 'test' };

const sender =
  (headers: () => Promise<Record<string, string>>): Sender =>
  async (method, path, body) => {
    const answer = await fetch(`${server.url}/administration${path}`, {
      method,
      headers: await headers(),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, type: answer.headers.get('content-type'), body: JSON.parse(text || 'null') };
  };

/** An application of a tenant that holds one administration permission, with everything that its calls need. */
async function administrator(tenantId: string, ownerId: string, permission: string) {
  const { identity, terms } = server.platform;
  const { parties } = identity;
  const application = await parties.applications.register(
    { ...sampleRegistration, displayName: `${permission} of ${tenantId}`, tenantId, ownerId },
    by,
  );
  const permissions = [{ resource: 'gamekeeper', permission }] as const;
  await parties.permissions.grant({ applicationId: application.id, ...permissions[0] }, by);
  await parties.licences.grant({ tenantId, applicationId: application.id }, by);
  await terms.consents.give(
    { tenantId, applicationId: application.id, permissions, givenBy: 'operator', method: 'command-line' },
    by,
  );
  for (const { document, hash } of await terms.acceptances.unaccepted(application.id, server.now())) {
    await terms.acceptances.accept({ applicationId: application.id, document, hash, acceptedBy: 'operator' }, by);
  }
  const audience = identity.resolveAudience('api://gamekeeper');
  if (audience === null) throw new Error('expected a resource');
  const request = { application, credentialId: null, proof: 'secret', audience, origin: server.url } as const;
  const bearer = (token: string) => sender(async () => ({ authorization: `Bearer ${token}` }));
  return {
    itself: bearer((await identity.issueToken(request)).token),
    async asPerson(personId: string) {
      const signIn = { applicationId: application.id, personId, tenantId, methods: ['pwd'], signedInAt: server.now() };
      const family = await server.platform.records.change({ by, kind: 'session.started', subject: personId }, (t) =>
        identity.families.add(t, signIn),
      );
      const user = { family, userName: 'someone@sample.example', displayName: 'Someone' };
      return bearer((await identity.issueUserToken({ ...request, user, scopes: [permission] })).token);
    },
  };
}

beforeAll(async () => {
  server = await startTestServer();
  const key = (await readLocalEndpoint(server.platform.directory))?.key ?? '';
  operator = sender(async () => ({ 'x-gamekeeper-key': key }));
  const { tenant, owner } = server.sample;
  ({ itself: own, asPerson } = await administrator(tenant.id, owner.id, 'Admin.ReadWrite.All'));
  reader = (await administrator(tenant.id, owner.id, 'Admin.Read.All')).itself;
  const other = (await operator('POST', '/tenants', { displayName: 'Elsewhere', domain: 'elsewhere.example' })).body;
  const stranger = (await operator('POST', '/owners', { displayName: 'Stranger', email: 'x@elsewhere.example' })).body;
  const foreign = { ...sampleRegistration, displayName: 'Foreign', tenantId: other.id, ownerId: stranger.id };
  const application = (await operator('POST', '/applications', foreign)).body;
  const someone = { tenantId: other.id, userName: 'e@elsewhere.example', displayName: 'E', role: 'administrator' };
  elsewhere = {
    tenant: other,
    owner: stranger,
    application,
    person: (await operator('POST', '/people', someone)).body,
  };
});
afterAll(() => server.close());

const registration = () => {
  const { tenant, owner } = server.sample;
  return { ...sampleRegistration, tenantId: tenant.id, ownerId: owner.id };
};
const register = async (displayName: string) =>
  (await operator('POST', '/applications', { ...registration(), displayName })).body;

describe('the operator', () => {
  test('REG-2: registers an application; every refused field is named at once', async () => {
    const { status, type, body } = await operator('POST', '/applications', {
      ...registration(),
      ...{ homePage: 'ftp://nowhere', purpose: 'fun', dataCategories: [], ownerId: 7, colour: 'blue' },
    });
    expect([status, type]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(body.code).toBe('registration-invalid');
    expect(body.faults?.map(({ field }) => field).sort()).toEqual(
      ['colour', 'dataCategories', 'homePage', 'ownerId', 'purpose'].sort(),
    );
    const registered = await operator('POST', '/applications', { ...registration(), displayName: 'Hunter' });
    expect(registered).toMatchObject({ status: 201, body: { displayName: 'Hunter', state: 'active' } });
  });

  test('what an application lacks is told step by step, until its token opens the endpoint', async () => {
    const { id, tenantId } = await register('Steps');
    const missing = async () =>
      (await operator('GET', `/applications/${id}/readiness`)).body.missing.map(({ step }) => step);
    expect(await missing()).toEqual(['permission', 'licence', 'consent', 'terms', 'credential']);
    const granted = { resource: 'graph', permission: 'ThreatHunting.Read.All' };
    await operator('POST', `/applications/${id}/permissions`, granted);
    await operator('POST', `/tenants/${tenantId}/applications/${id}/licence/grant`, {});
    const { secret } = (await operator('POST', `/applications/${id}/credentials/secrets`, {})).body;
    expect(await missing()).toEqual(['consent', 'terms']);
    const { terms } = server.platform;
    const who = { tenantId: String(tenantId), applicationId: id };
    await terms.consents.give(
      { ...who, permissions: [granted], givenBy: 'operator', method: 'command-line' } as never,
      by,
    );
    for (const { document, hash } of await terms.acceptances.unaccepted(id, server.now())) {
      await terms.acceptances.accept({ applicationId: id, document, hash, acceptedBy: 'operator' }, by);
    }
    expect((await operator('GET', `/applications/${id}/readiness`)).body).toEqual({ isReady: true, missing: [] });
    const form = { grant_type: 'client_credentials', client_id: id, client_secret: String(secret) };
    const token = await fetch(`${server.url}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, scope: 'https://graph.microsoft.com/.default' }),
    });
    expect(token.status).toBe(200);
    const { access_token } = (await token.json()) as { access_token: string };
    const hunt = async () =>
      (
        await fetch(`${server.url}/v1.0/security/runHuntingQuery`, {
          ...{ method: 'POST', headers: { authorization: `Bearer ${access_token}` } },
          body: JSON.stringify({ Query: 'DeviceInfo' }),
        })
      ).status;
    expect(await hunt()).toBe(200);
    const reason = { reason: 'leaked' };
    expect((await operator('POST', `/tenants/${tenantId}/applications/${id}/licence/suspend`, reason)).status).toBe(
      200,
    );
    expect(await hunt()).toBe(403);
    await operator('POST', `/tenants/${tenantId}/applications/${id}/licence/grant`, {});
    expect(await hunt()).toBe(200);
    await operator('POST', `/applications/${id}/suspend`, reason);
    expect(await hunt()).toBe(403);
  });

  test('END-1: suspends, resumes and terminates parties of every kind, each time with a reason', async () => {
    const tenant = (await operator('POST', '/tenants', { displayName: 'T', domain: 'ends.example' })).body;
    const owner = (await operator('POST', '/owners', { displayName: 'O', email: 'o@ends.example' })).body;
    const ended = { ...registration(), tenantId: tenant.id, ownerId: owner.id };
    const application = (await operator('POST', '/applications', ended)).body;
    const person = (
      await operator('POST', '/people', {
        tenantId: tenant.id,
        userName: 'p@ends.example',
        displayName: 'P',
        role: 'user',
      })
    ).body;
    const parties = { people: person.id, applications: application.id, owners: owner.id, tenants: tenant.id };
    for (const [kind, id] of Object.entries(parties)) {
      const unreasoned = await operator('POST', `/${kind}/${id}/suspend`, {});
      expect(unreasoned).toMatchObject({ status: 400, body: { faults: [{ field: 'reason' }] } });
      const act = (action: string) => operator('POST', `/${kind}/${id}/${action}`, { reason: `why ${action}` });
      expect(await act('suspend')).toMatchObject({ status: 200, body: { state: 'suspended' } });
      expect(await act('suspend')).toMatchObject({ status: 409, body: { code: 'state-invalid' } });
      expect(await act('resume')).toMatchObject({ status: 200, body: { state: 'active' } });
      expect(await act('terminate')).toMatchObject({ status: 200, body: { state: 'terminated' } });
      expect(await act('resume')).toMatchObject({ status: 409 });
    }
    const trail = await server.platform.records.events.list();
    const last = trail.findLast(({ subject }) => subject === application.id);
    expect(last).toMatchObject({
      actor: 'operator',
      kind: 'application.terminated',
      detail: { reason: 'why terminate' },
    });
  });

  test('REG-4: a secret is shown once, rotated, revoked; a third one and a bad certificate are refused', async () => {
    const { id } = await register('Secrets');
    const at = `/applications/${id}/credentials`;
    const first = (await operator('POST', `${at}/secrets`, { displayName: 'one' })).body;
    expect(first.secret).toMatch(/^gks_/);
    await operator('POST', `${at}/secrets`, {});
    expect(await operator('POST', `${at}/secrets`, {})).toMatchObject({ status: 400 });
    const rotated = await operator('POST', `${at}/rotate`, { overlap: 0 });
    expect(rotated.status).toBe(201);
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const certificate = publicKey.export({ type: 'spki', format: 'pem' });
    expect((await operator('POST', `${at}/certificates`, { certificate })).status).toBe(400);
    const revoke = (credential: string) => operator('POST', `${at}/${credential}/revoke`, { reason: 'spare' });
    expect((await revoke(rotated.body.credential.id)).body.revokedAt).toBe(server.now());
    expect((await revoke(rotated.body.credential.id)).status).toBe(409);
    const another = await register('Another');
    const apart = await operator('POST', `/applications/${another.id}/credentials/${first.credential.id}/revoke`, by);
    expect(apart.status).toBe(400);
    const foreign = `/applications/${another.id}/credentials/${first.credential.id}/revoke`;
    expect((await operator('POST', foreign, { reason: 'of another' })).status).toBe(404);
    const listed = await operator('GET', at);
    expect(JSON.stringify(listed.body)).not.toContain(String(first.secret));
    expect(listed.body.value).toHaveLength(3);
  });

  test('tables, products, agreements, labels, quota profiles and blocks are given and taken', async () => {
    const { id } = await register('Bounds');
    const tenant = (await operator('POST', '/tenants', { displayName: 'B', domain: 'bounds.example' })).body;
    const grants = `/tenants/${tenant.id}/applications/${id}/table-grants`;
    const granted = await operator('POST', grants, { table: 'DeviceInfo', columns: ['DeviceName'] });
    expect(granted).toMatchObject({ status: 200, body: { columns: ['DeviceName'] } });
    expect(await operator('POST', grants, { table: 'Nothing' })).toMatchObject({
      status: 400,
      body: { faults: [{ field: 'table' }] },
    });
    expect((await operator('POST', `${grants}/revoke`, { table: 'DeviceInfo', reason: 'r' })).status).toBe(409);
    expect((await operator('POST', `${grants}/clear`, { reason: 'r' })).body.value).toEqual([]);

    const products = `/tenants/${tenant.id}/entitlements`;
    await operator('POST', products, { product: 'defender-for-endpoint' });
    expect((await operator('POST', products, { product: 'defender-for-identity' })).body.value).toHaveLength(2);
    expect(
      (await operator('POST', `${products}/revoke`, { product: 'defender-for-identity', reason: 'r' })).body.value,
    ).toEqual(['defender-for-endpoint']);

    const agreement = {
      name: 'A',
      body: 'text',
      replacesTerms: true,
      quotaProfile: null,
      validFrom: 0,
      validUntil: null,
    };
    const { id: agreementId } = (await operator('POST', '/agreements', agreement)).body;
    await operator('POST', `/tenants/${tenant.id}/agreement`, { agreementId });
    expect((await operator('GET', '/tenants/bounds.example')).body.agreementId).toBe(agreementId);
    await operator('POST', `/tenants/${tenant.id}/agreement/detach`, { reason: 'ended' });
    expect((await operator('GET', '/tenants/bounds.example')).body.agreementId).toBeNull();

    const label = { kind: 'table', name: 'EmailEvents' };
    expect((await operator('POST', '/labels', label)).body.value).toContainEqual(label);
    expect((await operator('POST', '/labels/remove', { ...label, reason: 'public' })).body.value).toEqual([]);

    const profile = (quotaProfile: unknown) =>
      operator('POST', `/tenants/${tenant.id}/quota-profile`, { quotaProfile });
    expect((await profile('graph')).body.quotaProfile).toBe('graph');
    expect(await profile('no-such')).toMatchObject({ status: 400, body: { faults: [{ field: 'quotaProfile' }] } });
    expect((await profile('unlimited')).status).toBe(400);
    expect((await profile(null)).body.quotaProfile).toBeNull();

    const block = { kind: 'cidr', values: ['192.0.2.0/24'], reason: 'abuse' };
    const [blocked] = (await operator('POST', '/blocks', block)).body.value;
    expect((await operator('GET', '/blocks')).body.value).toMatchObject([{ value: '192.0.2.0/24' }]);
    expect((await operator('POST', `/blocks/${blocked?.id}/remove`, { reason: 'over' })).body).toEqual({ removed: 1 });
    expect((await operator('POST', `/blocks/${blocked?.id}/remove`, { reason: 'over' })).status).toBe(404);
    expect((await operator('POST', '/blocks', { ...block, values: ['nonsense/99'] })).status).toBe(400);
  });

  test('can still undo a block that was too wide', async () => {
    const block = { kind: 'cidr', values: ['127.0.0.0/8'], reason: 'a slip' };
    const [blocked] = (await operator('POST', '/blocks', block)).body.value;
    expect((await own('GET', '/tenants')).status).toBe(403);
    expect((await operator('POST', `/blocks/${blocked?.id}/remove`, { reason: 'a slip' })).status).toBe(200);
    expect((await own('GET', '/tenants')).status).toBe(200);
  });

  test('reads the trail page by page', async () => {
    const seen: unknown[] = [];
    let after: number | null = 0;
    while (after !== null) {
      const { body }: Answered = await operator('GET', `/events?after=${after}`);
      seen.push(...body.value.map(({ id }) => id));
      after = body.next;
    }
    expect(seen).toEqual((await server.platform.records.events.list()).map(({ id }) => id));
    expect((await operator('GET', '/events?after=-1')).status).toBe(400);
  });
});

describe("a tenant's administrator application", () => {
  test('reads and changes what is of its own tenant', async () => {
    const { tenant, owner } = server.sample;
    expect((await own('GET', '/tenants')).body.value.map(({ id }) => id)).toEqual([tenant.id]);
    expect((await own('GET', '/owners')).body.value.map(({ id }) => id)).toEqual([owner.id]);
    const { tenantId: _, ownerId: __, ...declared } = registration();
    const made = await own('POST', '/applications', { ...declared, displayName: 'Mine' });
    expect(made).toMatchObject({ status: 201, body: { tenantId: tenant.id, ownerId: owner.id } });
    const { id } = made.body;
    expect((await own('PATCH', `/applications/${id}`, { displayName: 'Ours' })).body.displayName).toBe('Ours');
    expect((await own('POST', `/applications/${id}/attest`, {})).body.attestedAt).toBe(server.now());
    expect((await own('POST', `/applications/${id}/credentials/secrets`, {})).status).toBe(201);
    const person = { userName: 'new@sample.example', displayName: 'New', role: 'user' };
    expect((await own('POST', '/people', person)).body.tenantId).toBe(tenant.id);
    expect((await own('POST', `/applications/${id}/terminate`, { reason: 'unused' })).body.state).toBe('terminated');
    const trail = await server.platform.records.events.list();
    expect(trail.findLast(({ subject }) => subject === id)?.actor).toMatch(/^application:[0-9a-f-]{36}$/);
  });

  test('sees nothing of another tenant, whatever it asks: what is there is refused like what is not', async () => {
    const { tenant, owner, application, person } = elsewhere;
    const home = server.sample.tenant.id;
    const licensed = server.platform.identity.parties.licences;
    await licensed.grant({ tenantId: tenant.id, applicationId: server.sample.application.id }, by);
    const reads = [
      ...['tenants', 'tenants?state=active', 'owners', 'people', 'applications', 'licences', 'agreements', 'events'],
      ...[`licences?application=${server.sample.application.id}`, `applications?owner=${owner.id}`],
    ];
    for (const path of reads) {
      const { status, body } = await own('GET', `/${path}`);
      expect(status, path).toBe(200);
      for (const { id } of [tenant, application, person]) expect(JSON.stringify(body), path).not.toContain(id);
      expect(JSON.stringify(body), path).not.toContain('elsewhere.example');
      expect(JSON.stringify(body.value.map((one) => one.id)), path).not.toContain(owner.id);
    }
    const reason = { reason: 'mischief' };
    const nobody = '00000000-0000-4000-8000-000000000000';
    const attempts: readonly (readonly [string, string, unknown?])[] = [
      ['GET', '/tenants/T'],
      ['GET', '/tenants/elsewhere.example'],
      ['GET', '/people?tenant=T'],
      ['GET', '/applications?tenant=T'],
      ['GET', '/licences?tenant=T'],
      ['GET', '/owners/O'],
      ['GET', '/people/P'],
      ['GET', '/people/e@elsewhere.example'],
      ['GET', '/applications/A'],
      ['GET', '/applications/A/credentials'],
      ['GET', '/applications/A/permissions'],
      ['GET', '/applications/A/readiness'],
      ['GET', `/tenants/T/applications/${server.sample.application.id}/table-grants`],
      ['GET', `/tenants/${home}/applications/A/table-grants`],
      ['GET', `/applications/${server.sample.application.id}/readiness?tenant=T`],
      ['GET', '/tenants/T/entitlements'],
      ['PATCH', '/tenants/T', { displayName: 'Taken' }],
      ['PATCH', '/people/P', { role: 'user' }],
      ['PATCH', '/applications/A', { displayName: 'Taken' }],
      ['PATCH', `/applications/${server.sample.application.id}`, { ownerId: owner.id }],
      ['POST', '/people/P/suspend', reason],
      ['POST', '/applications/A/attest', {}],
      ['POST', '/applications/A/suspend', reason],
      ['POST', '/applications/A/terminate', reason],
      ['POST', '/applications/A/credentials/secrets', {}],
      ['POST', '/applications/A/credentials/rotate', {}],
      [
        'POST',
        '/applications/A/permissions/revoke',
        { resource: 'graph', permission: 'ThreatHunting.Read.All', ...reason },
      ],
      ['POST', '/tenants/T/applications/A/table-grants', { table: 'DeviceInfo' }],
      ['POST', `/tenants/${home}/applications/A/table-grants`, { table: 'DeviceInfo' }],
      ['POST', '/applications', { ...registration(), ownerId: owner.id }],
    ];
    const name = (path: string, [t, o, a, p]: readonly string[]) =>
      path
        .replace(/(\/|=)T(?=\/|$)/, `$1${t}`)
        .replace(/\/O$/, `/${o}`)
        .replace(/\/A(?=\/|$)/, `/${a}`)
        .replace(/\/P(?=\/|$)/, `/${p}`);
    for (const [method, path, body] of attempts) {
      const there = await own(method, name(path, [tenant.id, owner.id, application.id, person.id]), body);
      expect([there.status, path]).toEqual([404, path]);
      const absent = await own(method, name(path, [nobody, nobody, nobody, nobody]), body);
      if (path.includes('elsewhere')) continue;
      expect([there.body.code, path]).toEqual([absent.body.code, path]);
    }
    for (const body of [
      { ...registration(), tenantId: tenant.id },
      { ...registration(), tenantId: null },
    ]) {
      expect((await own('POST', '/applications', body)).status).toBe(400);
    }
    for (const tenantId of [tenant.id, null]) {
      const body = { tenantId, userName: 'spy@sample.example', displayName: 'Spy', role: 'administrator' };
      expect(await own('POST', '/people', body)).toMatchObject({
        status: 400,
        body: { faults: [{ field: 'tenantId' }] },
      });
    }
  });

  test("what is the operator's is refused, its own sanctions included", async () => {
    const { tenant, owner, application } = server.sample;
    const reason = { reason: 'mischief' };
    const attempts: readonly (readonly [string, string, unknown?])[] = [
      ['POST', '/tenants', { displayName: 'X', domain: 'x.example' }],
      ['POST', `/tenants/${tenant.id}/resume`, {}],
      ['POST', `/tenants/${tenant.id}/suspend`, reason],
      ['POST', `/tenants/${tenant.id}/quota-profile`, { quotaProfile: 'graph' }],
      ['POST', `/tenants/${tenant.id}/entitlements`, { product: 'x' }],
      ['POST', `/tenants/${tenant.id}/applications/${application.id}/licence/grant`, {}],
      ['POST', `/applications/${application.id}/permissions`, { resource: 'gamekeeper', permission: 'Audit.Read.All' }],
      ['POST', `/applications/${application.id}/resume`, {}],
      ['POST', '/owners', { displayName: 'X', email: 'x@x.example' }],
      ['PATCH', `/owners/${owner.id}`, { email: 'x@x.example' }],
      ['POST', `/owners/${owner.id}/terminate`, reason],
      ['POST', '/agreements', {}],
      ['GET', '/labels'],
      ['GET', '/blocks'],
    ];
    for (const [method, path, body] of attempts) {
      expect(await own(method, path, body), path).toMatchObject({ status: 403, body: { code: 'operator-only' } });
    }
  });

  test('an application does not widen what it may itself read', async () => {
    const [me] = (await own('GET', '/applications')).body.value.filter(({ displayName }) =>
      String(displayName).startsWith('Admin.ReadWrite.All'),
    );
    const at = `/tenants/${server.sample.tenant.id}/applications/${me?.id}/table-grants`;
    expect(await own('POST', `${at}/clear`, { reason: 'more' })).toMatchObject({
      status: 403,
      body: { code: 'own-grants' },
    });
  });

  test('with Admin.Read.All reads and changes nothing', async () => {
    expect((await reader('GET', '/applications')).status).toBe(200);
    for (const { method, path } of administrationRoutes.filter((route) => route.method !== 'GET')) {
      const at = String(path).replace('/administration', '').replaceAll(/:\w+/g, server.sample.tenant.id);
      expect(await reader(method, at, {}), at).toMatchObject({ status: 403, body: { code: 'roles-missing' } });
    }
  });
});

test('on behalf of a person, only an administrator of the tenant; the trail names both', async () => {
  const { tenant, administrator: admin } = server.sample;
  const user = { tenantId: tenant.id, userName: 'user@sample.example', displayName: 'User', role: 'user' };
  const ordinary = await asPerson((await operator('POST', '/people', user)).body.id);
  for (const [method, path, body] of [
    ['GET', '/people'],
    ['PATCH', '/people/user@sample.example', { role: 'administrator' }],
  ] as const) {
    expect(await ordinary(method, path, body)).toMatchObject({ status: 403, body: { code: 'administrator-only' } });
  }
  const changed = await (await asPerson(admin.id))('PATCH', '/people/user@sample.example', { displayName: 'Changed' });
  expect(changed).toMatchObject({ status: 200, body: { displayName: 'Changed', role: 'user' } });
  const event = (await server.platform.records.events.list()).at(-1);
  expect(event?.actor).toMatch(new RegExp(`^person:${admin.id} through application:[0-9a-f-]{36}$`));
});

test('the manual tells every endpoint, with its body', async () => {
  const manual = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  };
  for (const { method, path } of administrationRoutes) {
    const told = manual.paths[String(path).replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    expect(told, `${method} ${path}`).toBeDefined();
    if (method !== 'GET') expect(told).toHaveProperty('requestBody');
  }
  expect(JSON.stringify(manual.paths['/administration/applications']?.post)).toContain('threat-hunting');
});

test('neither key nor token opens anything', async () => {
  const strangers = [sender(async () => ({})), sender(async () => ({ 'x-gamekeeper-key': 'guess' }))];
  const hunter = await server.token('https://graph.microsoft.com');
  strangers.push(sender(async () => ({ authorization: `Bearer ${hunter}` })));
  for (const { method, path } of administrationRoutes) {
    const at = String(path).replace('/administration', '').replaceAll(/:\w+/g, server.sample.tenant.id);
    for (const send of strangers)
      expect((await send(method, at, method === 'GET' ? undefined : {})).status, at).toBe(401);
  }
});

test('whatever is sent is answered with a refusal or a result, never with a failure of the server', async () => {
  const { tenant, application } = server.sample;
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('\u0000', "'; drop table tenant; --", '\ud800', '__proto__', '../..', '%00', '\u202e', ''),
    fc.constantFrom(null, 0, -1, 1e300, true, [], {}, [[]], { toString: 1 }),
    fc.constantFrom('DeviceInfo', 'graph', 'a\u0000@b.example', 'table', 'route', 'GET /\u0000', 'cidr'),
  );
  const names = [
    'displayName',
    'domain',
    'email',
    'userName',
    'role',
    'tenantId',
    'ownerId',
    'securityContact',
    'reason',
  ];
  const more = [
    'resource',
    'permission',
    'table',
    'columns',
    'product',
    'kind',
    'name',
    'values',
    'lifetime',
    'certificate',
  ];
  const body = fc.oneof(
    fc.dictionary(fc.oneof(fc.constantFrom(...names, ...more), fc.string()), hostile, { maxKeys: 12 }),
    hostile,
  );
  const part = fc.oneof(
    fc.constantFrom(tenant.id, application.id, tenant.domain, '\u0000', "'--", 'x'.repeat(300)),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  );
  const route = fc.constantFrom(
    ...administrationRoutes.filter(({ path }) => !/terminate|suspend|blocks/.test(String(path))),
  );
  await fc.assert(
    fc.asyncProperty(
      route,
      body,
      fc.array(part, { minLength: 2, maxLength: 2 }),
      async ({ method, path }, sent, parts) => {
        const left = [...parts];
        const at = String(path)
          .replace('/administration', '')
          .replaceAll(/:\w+/g, () => encodeURIComponent(Buffer.from(left.pop() ?? '').toString()));
        const answer = await operator(method, at, method === 'GET' ? undefined : JSON.stringify(sent));
        expect(answer.status, `${method} ${at} ${JSON.stringify(sent)}`).toBeLessThan(500);
        if (answer.status >= 400) expect(answer.body.code).toMatch(/^[a-z-]+$/);
      },
    ),
    { numRuns: 400 },
  );
});
