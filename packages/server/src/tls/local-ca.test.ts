import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLocalCertificate } from './local-ca.js';

const day = 86_400_000;
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gamekeeper-tls-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const open = (now: string, hosts: string[] = []) =>
  openLocalCertificate({ directory, hosts, clock: () => Date.parse(now) });

test('a certificate for this machine under an authority of its own, keys private', async () => {
  const { cert, authority, authorityFile } = await open('2026-01-01', ['lab.example', '10.0.0.7']);
  const leaf = new X509Certificate(cert);
  const issuer = new X509Certificate(authority);
  expect(leaf.verify(issuer.publicKey)).toBe(true);
  expect(leaf.checkIssued(issuer)).toBe(true);
  expect([issuer.ca, leaf.ca]).toEqual([true, false]);
  expect(['localhost', 'lab.example'].map((name) => leaf.checkHost(name))).toEqual(['localhost', 'lab.example']);
  expect(['127.0.0.1', '::1', '10.0.0.7'].every((name) => leaf.checkIP(name) !== undefined)).toBe(true);
  expect(leaf.checkHost('elsewhere.example')).toBeUndefined();
  for (const name of ['ca.key', 'server.key']) {
    expect((await stat(join(directory, 'tls', name))).mode & 0o777).toBe(0o600);
  }
  expect(authorityFile).toBe(join(directory, 'tls', 'ca.pem'));
});

test('is kept, and made anew near its end or for another host, under the same authority', async () => {
  const first = await open('2026-01-01');
  expect(await open('2026-06-01')).toEqual(first);
  const later = await open(new Date(Date.parse('2026-01-01') + 340 * day).toISOString());
  expect(later.cert).not.toBe(first.cert);
  expect(later.authority).toBe(first.authority);
  const other = await open('2026-01-01', ['lab.example']);
  expect(other.cert).not.toBe(later.cert);
  expect(other.authority).toBe(first.authority);
});
