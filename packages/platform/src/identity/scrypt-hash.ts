// Hashes what somebody could guess (secrets, passwords) with scrypt (RFC 7914), so that a stolen database is slow to search.

import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

const hashLength = 32;

/** Cost of a hash: memory is `128 * N * r` bytes. */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** The text to store: `scrypt$N$r$p$salt$hash`. */
export async function hashWithScrypt(text: string, cost: ScryptCost): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(text, salt, hashLength, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Whether a text is the one that was hashed; takes the same time for any wrong text. */
export async function verifyScryptHash(text: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64url');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await derive(text, Buffer.from(salt, 'base64url'), expected.length, cost);
  return timingSafeEqual(actual, expected);
}

function derive(text: string, salt: Buffer, length: number, cost: ScryptCost): Promise<Buffer> {
  const options: ScryptOptions = { ...cost, maxmem: 2 * 128 * cost.N * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(text, salt, length, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
