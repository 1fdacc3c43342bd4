// Client secrets: made at random, shown once, kept only as a salted memory-hard hash.

import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

const prefix = 'gks_';
const cost = { N: 16_384, r: 8, p: 1 } as const;
const hashLength = 32;

/** A new secret of 288 random bits, URL-safe, recognisable by its prefix. */
export function createClientSecret(): string {
  return prefix + randomBytes(36).toString('base64url');
}

/** The first characters of a secret, by which people tell secrets apart. */
export function secretHint(secret: string): string {
  return secret.slice(0, prefix.length + 3);
}

/** The text to store: `scrypt$N$r$p$salt$hash`. */
export async function hashClientSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(secret, salt, hashLength, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Whether a secret is the one that was hashed; takes the same time for any wrong secret. */
export async function verifyClientSecret(secret: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64url');
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await derive(secret, Buffer.from(salt, 'base64url'), expected.length, options);
  return timingSafeEqual(actual, expected);
}

function derive(secret: string, salt: Buffer, length: number, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, length, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
