// Where the rows of `externaldata` come from: nowhere unless the operator allows it, files on the internet, or empty tables.

import type { ExternalRead } from '@gamekeeper/kql';
import { HuntError } from '../hunting-service.js';

/** What became of reading one external table. */
export interface ExternalReading {
  /** Rows, each the JSON text of an array with a text per field; they reject with a `HuntError`. */
  readonly rows: AsyncIterable<readonly string[]>;
  /** After the rows were read to their end: what whoever asked should know. */
  warnings(): readonly string[];
  /** Characters of the rows so far. */
  characters(): number;
}

/** Reads external tables. */
export interface ExternalSource {
  /** Milliseconds for which what was read is good. */
  readonly keepMs: number;
  /** Characters that one table may have. */
  readonly maxCharacters: number;
  /** @throws HuntError `unsupported` when the table may not be read; nothing was called by then */
  check(read: ExternalRead): void;
  read(read: ExternalRead, signal: AbortSignal): ExternalReading;
}

/** Refuses every external table: what holds unless the operator allows some. */
export const noExternalData: ExternalSource = {
  keepMs: 0,
  maxCharacters: 0,
  check({ urls: [url = ''], position }) {
    const advice = `start with --external-data ${hostOf(url)} to allow that host`;
    throw new HuntError('unsupported', `externaldata is off: ${advice}`, position);
  },
  read: () => empty(() => []),
};

/** External tables without rows, for hunts over nothing but empty tables: no network is reached. */
export const emptyExternalData: ExternalSource = {
  keepMs: 0,
  maxCharacters: 0,
  check: () => undefined,
  read: ({ urls }) =>
    empty(() => [
      `externaldata: nothing was fetched from ${hostsOf(urls)}; without a data directory its table is empty`,
    ]),
};

function empty(warnings: () => readonly string[]): ExternalReading {
  return { rows: none(), warnings, characters: () => 0 };
}

async function* none(): AsyncGenerator<readonly string[]> {}

/** The host of a URL: all of it that may be told, for its path and query can hold secrets. */
export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'unknown');

const hostsOf = (urls: readonly string[]): string => [...new Set(urls.map(hostOf))].join(', ');
