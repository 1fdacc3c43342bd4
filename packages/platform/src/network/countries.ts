// Tells from which country a request comes, by the operator's address database or by a trusted proxy's word (USE-11).

import { openAddressDatabase } from '@gamekeeper/lake';
import { formatAddress, parseAddress } from './address.js';
import { NetworkError } from './network-error.js';
import type { TrustedProxies } from './trusted-proxies.js';

/** Facts of a request that tell its country. */
export interface RequestOrigin {
  /** Of the client, as the trusted proxies tell it. */
  readonly address: string;
  /** Of whoever opened the connection. */
  readonly peer: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Countries of requests. */
export interface Countries {
  /**
   * ISO 3166-1 alpha-2 code in capitals; null where nobody knows.
   * @throws NetworkError `address-malformed`.
   */
  countryOf(origin: RequestOrigin): string | null;
  /** Stops following the database file. */
  close(): void;
}

export interface CountriesOptions {
  /** MMDB file with `country.iso_code`, `country_code` or a two-letter `country`; read again when it changes. */
  readonly databaseFile?: string;
  /** Header in which trusted proxies name the country, which counts before the database: `cf-ipcountry`. */
  readonly trustedHeader?: string;
  readonly proxies: TrustedProxies;
  /** Milliseconds between looks at the file; 5 s unless told. */
  readonly interval?: number;
  /** Told of a changed file that cannot be read; the former content goes on counting. */
  readonly onError?: (error: NetworkError) => void;
}

/**
 * @throws NetworkError `country-database-unreadable`.
 * @example
 * const countries = await createCountries({ databaseFile: 'country.mmdb', proxies });
 * countries.countryOf({ address: '192.0.2.1', peer: '192.0.2.1', headers: {} }); // 'NL'
 */
export async function createCountries(options: CountriesOptions): Promise<Countries> {
  const { databaseFile: file, trustedHeader, proxies, interval = 5_000, onError = () => {} } = options;
  const database =
    file === undefined
      ? null
      : await openAddressDatabase(file, { interval, onError: (error) => onError(unreadable(file, error)) }).catch(
          (error: unknown) => {
            throw unreadable(file, error);
          },
        );

  return {
    countryOf({ address, peer, headers }) {
      const plain = formatAddress(parseAddress(address));
      if (trustedHeader !== undefined && proxies.trusts(peer)) {
        const told = readCountry(headers[trustedHeader.toLowerCase()]);
        if (told !== null) return told;
      }
      return database === null ? null : countryOfRecord(database.recordOf(plain));
    },
    close: () => database?.close(),
  };
}

function unreadable(file: string, error: unknown): NetworkError {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `country database ${file}: expected an MMDB file, found that it cannot be read: ${reason}`;
  return new NetworkError('country-database-unreadable', message, { cause: error });
}

/** Databases differ in where they keep the code. */
function countryOfRecord(record: unknown): string | null {
  if (typeof record !== 'object' || record === null) return null;
  const { country, country_code: flat } = record as { country?: unknown; country_code?: unknown };
  const nested =
    typeof country === 'object' && country !== null ? (country as { iso_code?: unknown }).iso_code : country;
  return readCountry(nested) ?? readCountry(flat);
}

/** XX and the like stand for unknown. */
function readCountry(sent: unknown): string | null {
  if (typeof sent !== 'string' || !/^[A-Za-z]{2}$/.test(sent)) return null;
  const code = sent.toUpperCase();
  return isCountry(code) ? code : null;
}

const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
/** Region codes that name no country: unknown, the United Nations, the European Union and the euro area. */
const noCountries = new Set(['ZZ', 'XX', 'UN', 'EU', 'EZ', 'XA', 'XB', 'QO']);

/** Whether a code in capitals names a country. */
export function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !noCountries.has(code) && regionNames.of(code) !== undefined;
}
