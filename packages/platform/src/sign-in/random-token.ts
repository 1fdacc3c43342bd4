// Tokens that stand for a sign-in: random, handed out once, kept as a hash.

import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as 43 URL-safe characters. */
export function createRandomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Hex SHA-256 to keep in its place; a token of 256 random bits needs no salt, and looking it up by hash leaks no time. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
