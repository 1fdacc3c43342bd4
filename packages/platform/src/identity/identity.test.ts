import 'reflect-metadata';

import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509CertificateGenerator } from '@peculiar/x509';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRecords, type Records } from '../records/index.js';
import { createTerms, seedSampleTerms, type Terms } from '../terms/index.js';
import { certificateThumbprints } from './certificate-thumbprints.js';
import { createIdentity, type Identity } from './create-identity.js';
import { openSealer, type Sealer } from './sealing-key.js';
import { type Sample, sampleRegistration, seedSample } from './seed-sample.js';

const day = 86_400_000;
const start = Date.parse('2026-01-01T00:00:00Z');
const by = { actor: 'test', reason: 'test' };
const origin = 'https://localhost:7071';
const tokenUrl = 'https://localhost:7071/t/oauth2/token';

let directory: string;
let now = start;
let records: Records;
let sealer: Sealer;
let identity: Identity;
let sample: Sample;
let terms: Terms;

const build = (options = {}) =>
  createIdentity({ records, clock: () => now, sealer, isOwnHost: (host) => host === 'localhost', ...options });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gamekeeper-identity-'));
  const blank = process.env.GAMEKEEPER_BLANK_DIRECTORY;
  if (blank !== undefined) await cp(blank, directory, { recursive: true });
  records = await openRecords({ directory, clock: () => now });
  sealer = await openSealer(directory);
  identity = build();
  sample = await seedSample(identity);
  terms = createTerms({ records, clock: () => now });
  await seedSampleTerms(terms, { records, clock: () => now }, sample);
});

afterAll(async () => {
  await records.close();
  await rm(directory, { recursive: true, force: true });
});

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'accepted',
    (error) => error.code,
  );

/** Another application of the sample tenant, licensed there. */
async function register(displayName: string) {
  const { tenant, owner } = sample;
  const { applications, licences } = identity.parties;
  const registration = { ...sampleRegistration, tenantId: tenant.id, ownerId: owner.id, displayName };
  const application = await applications.register(registration, by);
  await licences.grant({ tenantId: tenant.id, applicationId: application.id }, by);
  return application;
}

async function issue(requested: string, from = identity) {
  const audience = from.resolveAudience(requested);
  if (audience === null) throw new Error(`no resource ${requested}`);
  return from.issueToken({ application: sample.application, credentialId: null, proof: 'secret', audience, origin });
}

describe('client secrets', () => {
  test('the secret that was shown is accepted, any other is refused', async () => {
    const request = { clientId: sample.application.id, assertionAudiences: [] };
    const client = await identity.authenticateClient({ ...request, secret: sample.secret });
    expect(client.application).toEqual(sample.application);
    const last = sample.secret.at(-1) === 'A' ? 'B' : 'A';
    expect(await codeOf(identity.authenticateClient({ ...request, secret: sample.secret.slice(0, -1) + last }))).toBe(
      'secret-wrong',
    );
    expect(await codeOf(identity.authenticateClient({ ...request, secret: '' }))).toBe('secret-wrong');
    expect(await codeOf(identity.authenticateClient(request))).toBe('credential-missing');
    expect(await codeOf(identity.authenticateClient({ ...request, clientId: randomUUID() }))).toBe(
      'application-unknown',
    );
    expect(await codeOf(identity.authenticateClient({ ...request, clientId: "' or 1=1 --" }))).toBe(
      'application-unknown',
    );
    expect(
      await codeOf(identity.authenticateClient({ ...request, secret: sample.secret, tenantId: randomUUID() })),
    ).toBe('application-unknown');
  });

  test('a secret expires, and a third live one is refused', async () => {
    const { credentials } = identity.parties;
    const application = await register('x');
    const add = () => credentials.addSecret({ applicationId: application.id, displayName: 's', lifetime: day }, by);
    const first = await add();
    await add();
    expect(await codeOf(add())).toBe('registration-invalid');
    const request = { clientId: application.id, secret: first.secret, assertionAudiences: [] };
    now += day - 1;
    expect((await identity.authenticateClient(request)).credentialId).toBe(first.credential.id);
    now += 1;
    expect(await codeOf(identity.authenticateClient(request))).toBe('secret-expired');
    expect(await codeOf(add())).toBe('accepted');
  });

  test('no secret and no private key lies in clear in any file of the state', async () => {
    const application = await register('marker-app');
    const { secret } = await identity.parties.credentials.addSecret(
      { applicationId: application.id, displayName: 'y' },
      by,
    );
    await issue('https://graph.microsoft.com');
    const files = await readdir(join(directory, 'state'), { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    expect(contents.some((text) => text.includes('marker-app'))).toBe(true);
    expect(contents.some((text) => text.includes(secret) || text.includes(sample.secret))).toBe(false);
    expect(contents.some((text) => text.includes('"dp":'))).toBe(false);
  });
});

describe('tokens', () => {
  test('carry the roles of the resource that was asked for, and its name as it was written', async () => {
    const claims = decodeJwt((await issue('https://graph.microsoft.com/')).token);
    expect(claims).toMatchObject({
      aud: 'https://graph.microsoft.com/',
      iss: `${origin}/${sample.tenant.id}/`,
      appid: sample.application.id,
      appidacr: '1',
      tid: sample.tenant.id,
      ver: '1.0',
      roles: ['ThreatHunting.Read.All'],
    });
    expect(claims.exp).toBe((claims.iat ?? 0) + 3600);
    const own = decodeJwt((await issue('http://localhost:9999')).token);
    expect(own.roles).toEqual([
      'AdvancedHunting.Read.All',
      'AdvancedQuery.Read.All',
      'Incident.Read.All',
      'Ingest.Write',
      'ThreatHunting.Read.All',
    ]);
    expect(identity.resolveAudience('https://evil.example')).toBeNull();
  });

  test('an application without grants gets a token without roles', async () => {
    const application = await register('n');
    const audience = identity.resolveAudience('https://graph.microsoft.com');
    if (audience === null) throw new Error('graph is unknown');
    const { token } = await identity.issueToken({ application, credentialId: null, proof: 'secret', audience, origin });
    expect(decodeJwt(token)).not.toHaveProperty('roles');
    expect((await identity.verifyToken(token, ['graph'])).roles).toEqual([]);
  });

  test('carry what the operator granted and the tenant consented to, nothing else', async () => {
    const { permissions } = identity.parties;
    const application = await register('consents');
    const [between, graph] = [{ tenantId: sample.tenant.id, applicationId: application.id }, 'graph' as const];
    const roles = async () => {
      const audience = identity.resolveAudience('https://graph.microsoft.com');
      if (audience === null) throw new Error('graph is unknown');
      const request = { application, credentialId: null, proof: 'secret', audience, origin } as const;
      return decodeJwt((await identity.issueToken(request)).token).roles;
    };
    const hunting = { resource: graph, permission: 'ThreatHunting.Read.All' };
    const alerts = { resource: graph, permission: 'SecurityAlert.Read.All' };
    await permissions.grant({ applicationId: application.id, ...hunting }, by);
    await permissions.grant({ applicationId: application.id, ...alerts }, by);
    expect(await roles()).toBeUndefined();
    const consent = { ...between, givenBy: 'test', method: 'first-start' } as const;
    await terms.consents.give({ ...consent, permissions: [hunting], validUntil: now + 1000 }, by);
    expect(await roles()).toEqual(['ThreatHunting.Read.All']);
    now += 1000;
    expect(await roles()).toBeUndefined();
    await terms.consents.give({ ...consent, permissions: [hunting, alerts] }, by);
    expect(await roles()).toEqual(['SecurityAlert.Read.All', 'ThreatHunting.Read.All']);
    await terms.consents.withdraw({ ...between, ...alerts }, by);
    expect(await roles()).toEqual(['ThreatHunting.Read.All']);
    await permissions.revoke({ applicationId: application.id, ...hunting }, by);
    expect(await roles()).toBeUndefined();
  });

  test('delegated permissions are no application roles', async () => {
    const application = await register('delegated');
    const permission = { resource: 'defender-xdr', permission: 'Incident.Read' } as const;
    const held = { tenantId: sample.tenant.id, applicationId: application.id, resources: ['defender-xdr'] } as const;
    await identity.parties.permissions.grant({ applicationId: application.id, ...permission }, by);
    const consent = { ...held, permissions: [permission], givenBy: 'test', method: 'first-start' } as const;
    await terms.consents.give(consent, by);
    expect(await identity.parties.permissions.held({ ...held, kind: 'application' })).toEqual([]);
    expect(await identity.parties.permissions.held({ ...held, kind: 'delegated' })).toEqual(['Incident.Read']);
  });

  test('name the tenant they are for; another tenant must license the application first', async () => {
    const { tenants, licences } = identity.parties;
    const other = await tenants.create({ displayName: 'Other', domain: 'other.example' }, by);
    const between = { tenantId: other.id, applicationId: sample.application.id };
    const request = { clientId: sample.application.id, secret: sample.secret, assertionAudiences: [] };
    const authenticate = () => identity.authenticateClient({ ...request, tenantId: other.id });
    expect(await codeOf(authenticate())).toBe('application-unknown');
    await licences.grant(between, by);
    const client = await authenticate();
    const audience = identity.resolveAudience('https://graph.microsoft.com');
    if (audience === null) throw new Error('graph is unknown');
    const claims = decodeJwt((await identity.issueToken({ ...client, audience, origin })).token);
    expect(claims).toMatchObject({ tid: other.id, iss: `${origin}/${other.id}/`, appid: sample.application.id });
    expect(claims).not.toHaveProperty('roles');
    await licences.suspend(between, by);
    expect(await codeOf(identity.issueToken({ ...client, audience, origin }))).toBe('licence-inactive');
    await licences.revoke(between, by);
    expect(await codeOf(authenticate())).toBe('application-unknown');
    expect(await codeOf(issue('https://graph.microsoft.com'))).toBe('accepted');
  });

  test('are refused at issue to whoever may not act; what was withdrawn proves nothing', async () => {
    const { applications, credentials } = identity.parties;
    const application = await register('ended');
    const { secret, credential } = await credentials.addSecret({ applicationId: application.id, displayName: 's' }, by);
    const request = { clientId: application.id, secret, assertionAudiences: [] };
    const audience = identity.resolveAudience('https://graph.microsoft.com');
    if (audience === null) throw new Error('graph is unknown');
    const attempt = async () =>
      codeOf(
        identity.authenticateClient(request).then((client) => identity.issueToken({ ...client, audience, origin })),
      );
    expect(await attempt()).toBe('accepted');
    await applications.suspend(application.id, by);
    expect(await attempt()).toBe('application-inactive');
    await applications.resume(application.id, by);
    expect(await attempt()).toBe('accepted');
    await credentials.revoke(credential.id, by);
    expect(await attempt()).toBe('secret-wrong');
  });

  test('live an hour, for their own resource only', async () => {
    const { token } = await issue('https://api.security.microsoft.com');
    expect((await identity.verifyToken(token, ['defender-xdr'])).applicationId).toBe(sample.application.id);
    expect(await codeOf(identity.verifyToken(token, ['graph']))).toBe('token-audience');
    now += 3_599_000;
    expect(await codeOf(identity.verifyToken(token, ['defender-xdr']))).toBe('accepted');
    now += 1_000;
    expect(await codeOf(identity.verifyToken(token, ['defender-xdr']))).toBe('token-expired');
  });

  test('altered, unsigned and foreign tokens are refused', async () => {
    const { token } = await issue('https://graph.microsoft.com');
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = { ...decodeJwt(token), roles: ['Everything'] };
    const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
    expect(await codeOf(identity.verifyToken(`${header}.${forged}.${signature}`, ['graph']))).toBe('token-signature');
    const { kid } = decodeProtectedHeader(token);
    const none = Buffer.from(JSON.stringify({ alg: 'none', kid })).toString('base64url');
    expect(await codeOf(identity.verifyToken(`${none}.${payload}.`, ['graph']))).toBe('token-malformed');
    expect(await codeOf(identity.verifyToken('nonsense', ['graph']))).toBe('token-malformed');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const sign = (protectedKid: string) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: protectedKid }).sign(privateKey);
    expect(await codeOf(identity.verifyToken(await sign(kid ?? ''), ['graph']))).toBe('token-signature');
    expect(await codeOf(identity.verifyToken(await sign('other'), ['graph']))).toBe('token-signature');
    const hmac = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: kid ?? '' })
      .sign(Buffer.from(JSON.stringify(await identity.publishedKeys())));
    expect(await codeOf(identity.verifyToken(hmac, ['graph']))).toBe('token-malformed');
  });

  test('keys rotate after 30 days; the old one is published until its last token has expired', async () => {
    now += 60 * day;
    const old = await issue('https://graph.microsoft.com');
    const [oldKey] = await identity.publishedKeys();
    now += 30 * day - 1000;
    const last = await issue('https://graph.microsoft.com');
    expect(decodeProtectedHeader(last.token).kid).toBe(decodeProtectedHeader(old.token).kid);
    now += 30 * day;
    const fresh = await issue('https://graph.microsoft.com');
    expect(decodeProtectedHeader(fresh.token).kid).not.toBe(decodeProtectedHeader(last.token).kid);
    const published = await identity.publishedKeys();
    expect(published.map((key) => key.kid)).toEqual([decodeProtectedHeader(fresh.token).kid, oldKey?.kid]);
    now += 3_600_000;
    expect((await identity.publishedKeys()).map((key) => key.kid)).toEqual([decodeProtectedHeader(fresh.token).kid]);
  });

  test('survive a restart of the platform', async () => {
    const { token } = await issue('https://graph.microsoft.com');
    expect((await build().verifyToken(token, ['graph'])).tenantId).toBe(sample.tenant.id);
  });
});

describe('client assertions', () => {
  const alg = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  let privateKey: Parameters<SignJWT['sign']>[0];
  let pem: string;
  let x5t: string;
  let x5tS256: string;

  beforeAll(async () => {
    const keys = await crypto.subtle.generateKey(alg, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: 'CN=client',
      notBefore: new Date(now - day),
      notAfter: new Date(now + 3650 * day),
      signingAlgorithm: alg,
      keys,
    });
    ({ x5t, x5tS256 } = certificateThumbprints(Buffer.from(certificate.rawData)));
    const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
    privateKey = (await import('node:crypto')).createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    pem = certificate.toString('pem');
    await addCertificate();
  });

  const addCertificate = () =>
    identity.parties.credentials.addCertificate(
      { applicationId: sample.application.id, displayName: 'c', certificate: pem },
      by,
    );

  const assertion = (claims = {}, header: Record<string, unknown> = {}, key = privateKey) => {
    const seconds = Math.floor(now / 1000);
    const id = sample.application.id;
    const payload = { iss: id, sub: id, aud: tokenUrl, jti: randomUUID(), nbf: seconds, exp: seconds + 600, ...claims };
    return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', typ: 'JWT', x5t, ...header }).sign(key);
  };
  const attempt = async (jwt: string | Promise<string>, from = identity) =>
    codeOf(
      from.authenticateClient({
        clientId: sample.application.id,
        assertion: await jwt,
        assertionAudiences: [tokenUrl],
      }),
    );

  test('RS256 with SHA-1 and PS256 with SHA-256 thumbprints are accepted, padded or not', async () => {
    expect(await attempt(assertion())).toBe('accepted');
    expect(await attempt(assertion({}, { x5t: `${x5t}=` }))).toBe('accepted');
    expect(await attempt(assertion({}, { alg: 'PS256', x5t: undefined, 'x5t#S256': x5tS256 }))).toBe('accepted');
  });

  test.each([
    ['another subject', { sub: randomUUID() }, 'assertion-subject'],
    ['another audience', { aud: 'https://elsewhere.example/token' }, 'assertion-audience'],
    ['no audience', { aud: undefined }, 'assertion-audience'],
    ['an expired one', { exp: start / 1000 }, 'assertion-lifetime'],
    ['one without expiry', { exp: undefined }, 'assertion-lifetime'],
    ['a day of life', { exp: start / 1000 + 10 * 365 * 86_400 }, 'assertion-lifetime'],
  ])('refused: %s', async (_, claims, code) => {
    expect(await attempt(assertion(claims))).toBe(code);
  });

  test('refused: another key, an unknown thumbprint, another client, no thumbprint, another algorithm', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    expect(await attempt(assertion({}, {}, other))).toBe('assertion-signature');
    expect(await attempt(assertion({}, { x5t: 'AAAA' }))).toBe('assertion-signature');
    const stranger = randomUUID();
    expect(await attempt(assertion({ iss: stranger, sub: stranger }))).toBe('assertion-client');
    expect(await attempt(assertion({}, { x5t: undefined }))).toBe('assertion-malformed');
    expect(await attempt(assertion({}, { alg: 'RS512' }))).toBe('assertion-malformed');
    expect(await attempt('not.a.jwt')).toBe('assertion-malformed');
  });

  test('a certificate that was revoked proves nothing any more, and may be registered again', async () => {
    const { credentials } = identity.parties;
    const [registered] = (await credentials.list(sample.application.id)).filter(({ kind }) => kind === 'certificate');
    await credentials.revoke(registered?.id ?? '', by);
    expect(await attempt(assertion())).toBe('assertion-signature');
    await addCertificate();
    expect(await attempt(assertion())).toBe('accepted');
  });

  test('a repeated assertion is accepted by default and refused where each counts once', async () => {
    const jwt = await assertion();
    expect(await attempt(jwt)).toBe('accepted');
    expect(await attempt(jwt)).toBe('accepted');
    const strict = build({ singleUseAssertions: true });
    expect(await attempt(jwt, strict)).toBe('accepted');
    expect(await attempt(jwt, strict)).toBe('assertion-replayed');
  });
});

test('every change is in the event log, which cannot be rewritten', async () => {
  const before = await records.events.list();
  expect(before.map((event) => event.kind)).toContain('application.created');
  await expect(records.db.deleteFrom('event').execute()).rejects.toThrow('append-only');
  await expect(records.db.updateTable('event').set({ actor: 'nobody' }).execute()).rejects.toThrow('append-only');
  expect(await records.events.list()).toEqual(before);
});
