// A database of addresses in a MaxMind file, read again when the file changes: for countries at the gate and places in hunts.

import { type Stats, unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { Reader, type Response } from 'maxmind';

/** What is known of addresses. */
export interface AddressDatabase {
  /** The record of an IPv4 or IPv6 address, in whatever layout the file has; null for what it does not know and for other text. */
  recordOf(address: string): unknown;
  /** Stops following the file. */
  close(): void;
}

export interface AddressDatabaseOptions {
  /** Milliseconds between looks at the file; 5 s unless told. */
  readonly interval?: number;
  /** Told when the content has changed. */
  readonly onChange?: () => void;
  /** Told of a changed file that cannot be read; the former content goes on counting. */
  readonly onError?: (error: Error) => void;
}

/**
 * @throws Error when the file cannot be read as an MMDB file
 * @example (await openAddressDatabase('GeoLite2-City.mmdb')).recordOf('192.0.2.1')
 */
export async function openAddressDatabase(
  file: string,
  options: AddressDatabaseOptions = {},
): Promise<AddressDatabase> {
  const { interval = 5_000, onChange = () => {}, onError = () => {} } = options;
  let reader = await read(file);

  async function follow(current: Stats, former: Stats): Promise<void> {
    if (current.mtimeMs === former.mtimeMs) return;
    try {
      reader = await read(file);
      onChange();
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
  const listener = (current: Stats, former: Stats) => void follow(current, former);
  watchFile(file, { interval, persistent: false }, listener);
  return {
    recordOf(address) {
      const plain = /^::ffff:(?=[\d.]+$)/i.test(address) ? address.slice(7) : address;
      return isIP(plain) === 0 ? null : reader.get(plain);
    },
    close: () => unwatchFile(file, listener),
  };
}

async function read(file: string): Promise<Reader<Response>> {
  return new Reader<Response>(await readFile(file));
}
