// The keys that sign access tokens: one signs at a time, each is published until its last token has expired.

// The certificate library asks for this before it is loaded.
import 'reflect-metadata';

import { createHash, webcrypto } from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';
import { type CryptoKey, exportJWK, importJWK, type JWK } from 'jose';
import type { Clock } from '../clock.js';
import type { Records } from '../records/open-records.js';
import type { Sealer } from './sealing-key.js';

const day = 86_400_000;
const created = 'signing-key.created';
const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

export interface SigningKeysOptions {
  readonly records: Records;
  readonly sealer: Sealer;
  readonly clock: Clock;
  /** Milliseconds that a key signs; 30 days unless told. */
  readonly rotateAfter?: number;
  /** Milliseconds that the longest token lives. */
  readonly tokenLifetime: number;
}

export interface SigningKey {
  /** Base64url SHA-1 of the key's certificate, as the wire has it. */
  readonly kid: string;
  readonly key: CryptoKey;
}

export interface SigningKeys {
  /** The key that signs now; makes one when there is none or the last has served its time. */
  current(): Promise<SigningKey>;
  /** The public key of a kid that is still published, or null. */
  find(kid: string): Promise<CryptoKey | null>;
  /** Public keys to publish, newest first. */
  published(): Promise<readonly JWK[]>;
}

export function createSigningKeys(options: SigningKeysOptions): SigningKeys {
  const { records, sealer, clock, tokenLifetime, rotateAfter = 30 * day } = options;
  const { db } = records;
  let signing: (SigningKey & { readonly retiresAt: number }) | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  // A key may stay here past its publication: every token that it signed has expired by then.
  const imported = new Map<string, CryptoKey>();

  // Another node may have made the next one.
  records.onChange(({ kind }) => {
    if (kind === created) signing = null;
  });

  async function load(): Promise<SigningKey> {
    const now = clock();
    if (signing !== null && now < signing.retiresAt) return signing;
    // Nodes that find none at once must not make two: the second would end the first one's publication.
    const key =
      (await findSigning(now)) ?? (await records.alone(created, async () => (await findSigning(now)) ?? rotate(now)));
    signing = key;
    return key;
  }

  async function findSigning(now: number): Promise<(SigningKey & { readonly retiresAt: number }) | null> {
    const stored = await db
      .selectFrom('signing_key')
      .selectAll()
      .where('sealed_private_key', 'is not', null)
      .where('retires_at', '>', now)
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (stored?.sealed_private_key == null) return null;
    const key = await importRsa(JSON.parse(await sealer.unseal(stored.sealed_private_key)));
    return { kid: stored.kid, key, retiresAt: stored.retires_at };
  }

  async function rotate(now: number): Promise<SigningKey & { readonly retiresAt: number }> {
    const made = await makeKey(now, now + rotateAfter + tokenLifetime);
    const sealed = await sealer.seal(JSON.stringify(made.privateJwk));
    const retiresAt = now + rotateAfter;
    const change = {
      by: { actor: 'system', reason: 'the signing key before it retires' },
      kind: created,
      subject: made.kid,
      detail: { retiresAt },
    };
    await records.change(change, async (transaction) => {
      await transaction
        .updateTable('signing_key')
        .set({ sealed_private_key: null, published_until: now + tokenLifetime })
        .where('published_until', 'is', null)
        .execute();
      await transaction
        .insertInto('signing_key')
        .values({
          kid: made.kid,
          sealed_private_key: sealed,
          public_key: JSON.stringify(made.publicJwk),
          created_at: now,
          retires_at: retiresAt,
          published_until: null,
        })
        .execute();
    });
    return { kid: made.kid, key: await importRsa(made.privateJwk), retiresAt };
  }

  const publishedRows = () =>
    db
      .selectFrom('signing_key')
      .selectAll()
      .where((eb) => eb.or([eb('published_until', 'is', null), eb('published_until', '>', clock())]))
      .orderBy('created_at', 'desc');

  const current = () => {
    const next = turn.then(load, load);
    turn = next.catch(() => {});
    return next;
  };
  return {
    current,
    async find(kid) {
      const known = imported.get(kid);
      if (known !== undefined) return known;
      const row = await publishedRows().where('kid', '=', kid).executeTakeFirst();
      if (row === undefined) return null;
      const key = await importRsa(JSON.parse(row.public_key));
      imported.set(kid, key);
      return key;
    },
    async published() {
      await current();
      return (await publishedRows().execute()).map((row) => JSON.parse(row.public_key));
    },
  };
}

async function importRsa(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, 'RS256');
  if (key instanceof Uint8Array)
    throw new TypeError(`signing key ${jwk.kid}: expected an RSA key, found a symmetric one`);
  return key;
}

/** A fresh RSA key with the self-signed certificate that the published form carries. */
async function makeKey(notBefore: number, notAfter: number) {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Gamekeeper token signing',
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    signingAlgorithm: algorithm,
    keys,
  });
  const der = Buffer.from(certificate.rawData);
  const kid = createHash('sha1').update(der).digest('base64url');
  const { n, e, kty } = await exportJWK(keys.publicKey);
  const publicJwk = { kty, use: 'sig', kid, x5t: kid, n, e, x5c: [der.toString('base64')] };
  return { kid, publicJwk, privateJwk: { ...(await exportJWK(keys.privateKey)), kid } };
}
