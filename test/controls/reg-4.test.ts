// REG-4: secrets are strong, shown once, two at most, and end; a token does not outlive the credential that obtained it.

import { expect, test } from 'vitest';
import { by, day, minute, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { identity, records } = gamekeeper.platform;
const { credentials } = identity.parties;
const { application } = await gamekeeper.addClient();
const applicationId = application.id;
const add = (lifetime?: number) =>
  credentials.addSecret({ applicationId, displayName: 'another', ...(lifetime !== undefined && { lifetime }) }, by);
const obtain = async (secret: string) =>
  (await gamekeeper.requestToken({ id: applicationId, secret })).body.access_token as string;

test('REG-4: when a secret is revoked, the token that it obtained is refused, and that of the other secret is not', async () => {
  const { credential, secret } = await add();
  const token = await obtain(secret);
  expect((await gamekeeper.hunt('print 1', { token })).status).toBe(200);
  await credentials.revoke(credential.id, by);
  expect(await gamekeeper.hunt('print 1', { token })).toMatchObject({ status: 401, reason: 'credential-revoked' });
  expect((await gamekeeper.requestToken({ id: applicationId, secret })).body).toMatchObject({
    error: 'invalid_client',
  });
  const other = await add();
  expect((await gamekeeper.hunt('print 1', { token: await obtain(other.secret) })).status).toBe(200);
  await credentials.revoke(other.credential.id, by);
});

test('REG-4: a token ends with the secret that obtained it', async () => {
  const { secret, credential } = await add(30 * minute);
  const token = await obtain(secret);
  gamekeeper.advance(30 * minute - 1);
  expect((await gamekeeper.hunt('print 1', { token })).status).toBe(200);
  gamekeeper.advance(1);
  expect(await gamekeeper.hunt('print 1', { token })).toMatchObject({ status: 401, reason: 'credential-expired' });
  expect((await credentials.list(applicationId)).find(({ id }) => id === credential.id)?.revokedAt).toBeNull();
});

test('REG-4: a secret has 256 random bits and is kept as a scrypt hash only; a third live one is refused', async () => {
  const { secret } = await add();
  expect(new Set([secret, (await credentials.rotate({ applicationId, displayName: 'new' }, by)).secret]).size).toBe(2);
  expect(/[\w-]{43,}/.test(secret)).toBe(true);
  const rows = await records.db.selectFrom('credential').selectAll().execute();
  const events = await records.db.selectFrom('event').selectAll().execute();
  expect(JSON.stringify([rows, events])).not.toContain(secret);
  expect(rows.every(({ secret_hash }) => secret_hash === null || secret_hash.startsWith('scrypt'))).toBe(true);
  await expect(add()).rejects.toMatchObject({ code: 'registration-invalid' });
});

test('REG-4: no secret lives for longer than a year', async () => {
  const fresh = await gamekeeper.addClient();
  const secret = { applicationId: fresh.application.id, displayName: 'long' };
  await expect(credentials.addSecret({ ...secret, lifetime: 366 * day }, by)).rejects.toMatchObject({
    code: 'registration-invalid',
  });
  expect((await credentials.addSecret({ ...secret, lifetime: 365 * day }, by)).credential.expiresAt).toBe(
    gamekeeper.now() + 365 * day,
  );
});
