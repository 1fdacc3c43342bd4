// Seals private keys before they enter the state, so that a copy of the database alone signs nothing.

import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CompactEncrypt, compactDecrypt } from 'jose';

const fileName = 'sealing.key';
const header = { alg: 'dir', enc: 'A256GCM' } as const;

/** Encrypts and decrypts small secrets under one key. */
export interface Sealer {
  seal(text: string): Promise<string>;
  /** @throws when the text was sealed under another key or altered. */
  unseal(sealed: string): Promise<string>;
}

/** A sealer under 32 random bytes kept in `<directory>/sealing.key` (mode 0600), made at first use. */
export async function openSealer(directory: string): Promise<Sealer> {
  const file = join(directory, fileName);
  try {
    await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const key = Buffer.from(await readFile(file, 'utf8'), 'base64url');
  if (key.length !== 32) throw new Error(`${file}: expected a key of 32 bytes, found ${key.length}`);
  return createSealer(key);
}

/** A sealer under a given key of 32 bytes. */
export function createSealer(key: Uint8Array): Sealer {
  return {
    seal: (text) => new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader(header).encrypt(key),
    async unseal(sealed) {
      const { plaintext } = await compactDecrypt(sealed, key);
      return new TextDecoder().decode(plaintext);
    },
  };
}
