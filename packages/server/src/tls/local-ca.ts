// Keeps a certificate authority of this data directory's own and a server certificate under it, so that clients that insist on https can be served.

// The certificate library asks for this before it is loaded.
import 'reflect-metadata';

import { type webcrypto, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '@gamekeeper/platform';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate as X509,
  X509CertificateGenerator,
} from '@peculiar/x509';

const day = 86_400_000;
const authorityLife = 3650 * day;
const serverLife = 397 * day;
/** A server certificate with less than this left is made anew. */
const renewBefore = 60 * day;
/** Tolerance for machines whose clock is behind. */
const backdate = day;

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export interface LocalCertificateOptions {
  /** The data directory; files lie in its `tls` folder. */
  readonly directory: string;
  /** Names and addresses besides localhost, 127.0.0.1 and ::1. */
  readonly hosts?: readonly string[];
  /** The machine's clock: certificates are checked against real time. */
  readonly clock: Clock;
}

export interface LocalCertificate {
  /** PEM, server certificate first. */
  readonly cert: string;
  /** PEM of the server's private key. */
  readonly key: string;
  /** PEM of the authority, and the file that it lies in. */
  readonly authority: string;
  readonly authorityFile: string;
}

interface KeptPair {
  readonly cert: string;
  readonly key: string;
}

/**
 * Opens the certificate, making or renewing what is missing, near its end or for other hosts.
 * @example const { cert, key } = await openLocalCertificate({ directory, clock: systemClock });
 */
export async function openLocalCertificate(options: LocalCertificateOptions): Promise<LocalCertificate> {
  const { directory, hosts = [], clock } = options;
  const folder = join(directory, 'tls');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const now = clock();
  const authorityFile = join(folder, 'ca.pem');
  const authority = await kept(
    folder,
    'ca',
    ({ cert }) => validFor(cert, now, renewBefore),
    () => makeAuthority(now),
  );
  const names = [...new Set(['localhost', '127.0.0.1', '::1', ...hosts])];
  const issuer = new X509Certificate(authority.cert);
  const server = await kept(
    folder,
    'server',
    ({ cert }) =>
      validFor(cert, now, renewBefore) && covers(cert, names) && new X509Certificate(cert).verify(issuer.publicKey),
    () => makeServer(authority, names, now),
  );
  return { cert: server.cert + authority.cert, key: server.key, authority: authority.cert, authorityFile };
}

/** The pair on disk if it is still good, else a new one, written before it is used. */
async function kept(
  folder: string,
  name: string,
  good: (pair: KeptPair) => boolean,
  make: () => Promise<KeptPair>,
): Promise<KeptPair> {
  const certFile = join(folder, `${name}.pem`);
  const keyFile = join(folder, `${name}.key`);
  try {
    const pair = { cert: await readFile(certFile, 'utf8'), key: await readFile(keyFile, 'utf8') };
    if (good(pair)) return pair;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const made = await make();
  await replace(keyFile, made.key, 0o600);
  await replace(certFile, made.cert, 0o644);
  return made;
}

async function replace(file: string, content: string, mode: number): Promise<void> {
  await writeFile(`${file}.new`, content, { mode });
  await rename(`${file}.new`, file);
}

function validFor(cert: string, now: number, left: number): boolean {
  const { validFrom, validTo } = new X509Certificate(cert);
  return Date.parse(validFrom) <= now && now + left < Date.parse(validTo);
}

function covers(cert: string, names: readonly string[]): boolean {
  const parsed = new X509Certificate(cert);
  return names.every((name) => (isIP(name) ? parsed.checkIP(name) : parsed.checkHost(name)) !== undefined);
}

async function makeAuthority(now: number): Promise<KeptPair> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Gamekeeper local authority',
    notBefore: new Date(now - backdate),
    notAfter: new Date(now + authorityLife),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pem(certificate), key: await privatePem(keys.privateKey) };
}

async function makeServer(authority: KeptPair, names: readonly string[], now: number): Promise<KeptPair> {
  const issuer = new X509(authority.cert);
  const pkcs8 = PemConverter.decodeFirst(authority.key);
  const signingKey = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    subject: 'CN=Gamekeeper',
    issuer: issuer.subject,
    notBefore: new Date(now - backdate),
    notAfter: new Date(now + serverLife - backdate),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }))),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pem(certificate), key: await privatePem(keys.privateKey) };
}

function pem(certificate: X509): string {
  return `${certificate.toString('pem')}\n`;
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}
