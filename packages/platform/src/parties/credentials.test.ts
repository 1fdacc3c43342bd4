import 'reflect-metadata';

import { randomUUID } from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { secretHint, verifyClientSecret } from '../identity/client-secret.js';
import { by, codeOf, day, openPartiesFixture, type PartiesFixture } from './parties.fixture.js';

let fixture: PartiesFixture;
beforeAll(async () => {
  fixture = await openPartiesFixture();
});
afterAll(() => fixture.close());

const live = async (applicationId: string) => {
  const { credentials } = fixture.parties;
  const all = await credentials.list(applicationId);
  const flags = await Promise.all(all.map(({ id }) => credentials.lives(id, fixture.clock())));
  return all
    .filter((_, index) => flags[index])
    .map(({ displayName }) => displayName)
    .sort();
};

describe('secrets', () => {
  test('have at least 256 random bits, are kept as a hash only, and never told again', async () => {
    const { id: applicationId } = await fixture.register();
    const { secret, credential } = await fixture.parties.credentials.addSecret({ applicationId, displayName: 's' }, by);
    expect(Buffer.from(secret.replace(/^gks_/, ''), 'base64url').length * 8).toBeGreaterThanOrEqual(256);
    const row = await fixture.records.db
      .selectFrom('credential')
      .selectAll()
      .where('id', '=', credential.id)
      .executeTakeFirstOrThrow();
    expect(row.secret_hash).toMatch(/^scrypt\$/);
    expect(await verifyClientSecret(secret, row.secret_hash ?? '')).toBe(true);
    expect(credential).toMatchObject({ hint: secretHint(secret), expiresAt: fixture.clock() + 180 * day });
    const told = JSON.stringify([
      row,
      await fixture.records.events.list(),
      await fixture.parties.credentials.list(applicationId),
    ]);
    expect(told).not.toContain(secret.slice(8));
  });

  test('are at most two at a time, also when asked for at once, and live a year at most', async () => {
    const { id: applicationId } = await fixture.register();
    const add = (lifetime?: number) =>
      codeOf(
        fixture.parties.credentials.addSecret(
          { applicationId, displayName: 's', ...(lifetime !== undefined && { lifetime }) },
          by,
        ),
      );
    expect(await add(365 * day + 1)).toBe('registration-invalid');
    expect(await add(0)).toBe('registration-invalid');
    const answers = await Promise.all([add(365 * day), add(), add()]);
    expect(answers.sort()).toEqual(['accepted', 'accepted', 'registration-invalid']);
  });

  test('rotate: the new one counts at once, the previous one for the overlap, an older one no longer', async () => {
    const { credentials } = fixture.parties;
    const { id: applicationId } = await fixture.register();
    await credentials.addSecret({ applicationId, displayName: 'first' }, by);
    fixture.advance(1000);
    await credentials.rotate({ applicationId, displayName: 'second', overlap: 3 * day }, by);
    expect(await live(applicationId)).toEqual(['first', 'second']);
    fixture.advance(1000);
    await credentials.rotate({ applicationId, displayName: 'third' }, by);
    expect(await live(applicationId)).toEqual(['second', 'third']);
    fixture.advance(day - 1);
    expect(await live(applicationId)).toEqual(['second', 'third']);
    fixture.advance(1);
    expect(await live(applicationId)).toEqual(['third']);
    await credentials.rotate({ applicationId, displayName: 'fourth', overlap: 0 }, by);
    expect(await live(applicationId)).toEqual(['fourth']);
    expect(await credentials.list(applicationId)).toHaveLength(4);
    expect(await codeOf(credentials.rotate({ applicationId, displayName: 'x', overlap: -1 }, by))).toBe(
      'registration-invalid',
    );
  });

  test('never live longer by a rotation', async () => {
    const { credentials } = fixture.parties;
    const { id: applicationId } = await fixture.register();
    const { credential } = await credentials.addSecret({ applicationId, displayName: 'short', lifetime: 1000 }, by);
    await credentials.rotate({ applicationId, displayName: 'new', overlap: day }, by);
    expect((await credentials.list(applicationId)).find(({ id }) => id === credential.id)?.expiresAt).toBe(
      credential.expiresAt,
    );
  });

  test('that were revoked stay on record and do not live; unknown ones never did', async () => {
    const { credentials } = fixture.parties;
    const { id: applicationId } = await fixture.register();
    const { credential } = await credentials.addSecret({ applicationId, displayName: 's' }, by);
    await credentials.revoke(credential.id, { actor: 'operator', reason: 'leaked' });
    expect((await fixture.records.events.list()).at(-1)).toMatchObject({
      ...{ kind: 'credential.revoked', subject: applicationId },
      detail: { credentialId: credential.id, reason: 'leaked' },
    });
    expect(await credentials.list(applicationId)).toEqual([{ ...credential, revokedAt: fixture.clock() }]);
    expect(await credentials.lives(credential.id, fixture.clock())).toBe(false);
    expect(await codeOf(credentials.revoke(credential.id, by))).toBe('state-invalid');
    expect(await codeOf(credentials.revoke(randomUUID(), by))).toBe('credential-unknown');
    expect(await credentials.lives('nonsense', 0)).toBe(false);
  });

  test('of a terminated application are not made', async () => {
    const { id: applicationId } = await fixture.register();
    await fixture.parties.applications.terminate(applicationId, by);
    expect(await codeOf(fixture.parties.credentials.addSecret({ applicationId, displayName: 's' }, by))).toBe(
      'state-invalid',
    );
  });

  test('are told before they expire', async () => {
    const { credentials } = fixture.parties;
    const { id: applicationId } = await fixture.register();
    const { credential } = await credentials.addSecret({ applicationId, displayName: 's', lifetime: 10 * day }, by);
    const expiring = async (within: number) => (await credentials.expiringWithin(within)).map(({ id }) => id);
    expect(await expiring(10 * day - 1)).not.toContain(credential.id);
    expect(await expiring(10 * day)).toContain(credential.id);
    fixture.advance(10 * day);
    expect(await expiring(10 * day)).not.toContain(credential.id);
  });
});

describe('certificates', () => {
  const algorithm = (modulusLength: number) => ({
    ...{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength, publicExponent: new Uint8Array([1, 0, 1]) },
  });
  async function makeCertificate({ bits = 2048, from = -day, to = 30 * day } = {}): Promise<string> {
    const signingAlgorithm = algorithm(bits);
    const keys = await crypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
    const [notBefore, notAfter] = [new Date(fixture.clock() + from), new Date(fixture.clock() + to)];
    const options = { name: 'CN=client', notBefore, notAfter, signingAlgorithm, keys };
    return (await X509CertificateGenerator.createSelfSigned(options)).toString('pem');
  }

  test('roll over: several live, each until the certificate itself expires', async () => {
    const { credentials } = fixture.parties;
    const { id: applicationId } = await fixture.register();
    const [first, second] = [await makeCertificate(), await makeCertificate({ to: 60 * day })];
    const add = (certificate: string, displayName: string) =>
      credentials.addCertificate({ applicationId, displayName, certificate }, by);
    expect((await add(first, 'first')).expiresAt).toBe(fixture.clock() + 30 * day);
    await add(second, 'second');
    expect(await live(applicationId)).toEqual(['first', 'second']);
    expect(await codeOf(add(first, 'again'))).toBe('registration-invalid');
    fixture.advance(30 * day);
    expect(await live(applicationId)).toEqual(['second']);
  });

  test('that are short, expired, not yet valid or no certificate at all are refused', async () => {
    const { id: applicationId } = await fixture.register();
    const add = (certificate: string) =>
      codeOf(fixture.parties.credentials.addCertificate({ applicationId, displayName: 'c', certificate }, by));
    expect(await add(await makeCertificate())).toBe('accepted');
    expect(await add(await makeCertificate({ bits: 1024 }))).toBe('registration-invalid');
    expect(await add(await makeCertificate({ to: -1000 }))).toBe('registration-invalid');
    expect(await add(await makeCertificate({ from: 1000 }))).toBe('registration-invalid');
    expect(await add('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toBe('registration-invalid');
  });
});
