// Seals private keys before they enter the state, so that a copy of the database alone signs nothing.

import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { RecordsError } from '../records/records-error.js';

const fileName = 'sealing.key';
const keyBytes = 32;
const header = { alg: 'dir', enc: 'A256GCM' } as const;

/** Encrypts and decrypts small secrets under one key. */
export interface Sealer {
  seal(text: string): Promise<string>;
  /** @throws RecordsError `sealing-key-wrong` when the text was sealed under another key or altered. */
  unseal(sealed: string): Promise<string>;
}

/**
 * A sealer under the key that nodes of one state share, else under 32 random bytes kept in `<directory>/sealing.key`
 * (mode 0600), made at first use.
 * @param shared 32 bytes in base64url, as the file holds them.
 * @throws RecordsError `sealing-key-malformed`
 * @example const sealer = await openSealer(directory, process.env.GAMEKEEPER_SEALING_KEY);
 */
export async function openSealer(directory: string, shared?: string): Promise<Sealer> {
  if (shared !== undefined) return createSealer(readKey('the shared sealing key', shared));
  const file = join(directory, fileName);
  try {
    await writeFile(file, randomBytes(keyBytes).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return createSealer(readKey(file, await readFile(file, 'utf8')));
}

/** A sealer under a given key of 32 bytes. */
export function createSealer(key: Uint8Array): Sealer {
  return {
    seal: (text) => new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader(header).encrypt(key),
    async unseal(sealed) {
      try {
        const { plaintext } = await compactDecrypt(sealed, key);
        return new TextDecoder().decode(plaintext);
      } catch (error) {
        throw new RecordsError(
          'sealing-key-wrong',
          'the state holds secrets sealed under another key: expected the sealing key of the node that sealed them',
          { cause: error },
        );
      }
    },
  };
}

function readKey(place: string, text: string): Uint8Array {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, 'base64url');
  // Decoding skips what is no base64url, so only what comes out the same was a key.
  if (key.length === keyBytes && key.toString('base64url') === trimmed) return key;
  throw new RecordsError(
    'sealing-key-malformed',
    `${place}: expected ${keyBytes} bytes in base64url (43 characters), found ${trimmed.length} characters`,
  );
}
