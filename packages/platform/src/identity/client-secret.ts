// Client secrets: made at random, shown once, kept only as a salted memory-hard hash.

import { randomBytes } from 'node:crypto';
import { hashWithScrypt, verifyScryptHash } from './scrypt-hash.js';

const prefix = 'gks_';
const cost = { N: 16_384, r: 8, p: 1 } as const;

/** A new secret of 288 random bits, URL-safe, recognisable by its prefix. */
export function createClientSecret(): string {
  return prefix + randomBytes(36).toString('base64url');
}

/** The first characters of a secret, by which people tell secrets apart. */
export function secretHint(secret: string): string {
  return secret.slice(0, prefix.length + 3);
}

/** The text to store. */
export function hashClientSecret(secret: string): Promise<string> {
  return hashWithScrypt(secret, cost);
}

/** Whether a secret is the one that was hashed; takes the same time for any wrong secret. */
export function verifyClientSecret(secret: string, stored: string): Promise<boolean> {
  return verifyScryptHash(secret, stored);
}
