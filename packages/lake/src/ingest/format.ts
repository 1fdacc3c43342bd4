// Tells what an input is made of by its first bytes; names and content types are not asked.

import { utf16Of } from './byte-source.js';
import { looksLikeCsv } from './csv-header.js';

/** What the readers take, and `apple-double` for the resource forks that macOS lays beside files in a zip. */
export type Format = 'empty' | 'json' | 'csv' | 'parquet' | 'gzip' | 'zip' | 'apple-double' | 'unknown';

const MAGIC: readonly (readonly [string, Format])[] = [
  ['1f8b', 'gzip'],
  ['504b0304', 'zip'],
  ['504b0506', 'zip'],
  ['50415231', 'parquet'],
  ['00051607', 'apple-double'],
];

/** The format of content that starts with `head` (up to 64 KiB of it). */
export function formatOf(head: Buffer): Format {
  if (head.length === 0) return 'empty';
  const magic = head.toString('hex', 0, 4);
  const known = MAGIC.find(([prefix]) => magic.startsWith(prefix));
  if (known) return known[1];
  const text = textOf(head);
  if (text === undefined) return 'unknown';
  return looksLikeCsv(text) ? 'csv' : 'json';
}

/** The head as text, undefined when it is none. */
function textOf(head: Buffer): string | undefined {
  const encoding = utf16Of(head);
  if (encoding) return new TextDecoder(encoding).decode(head);
  if (head.includes(0)) return undefined;
  const text = head.toString('utf8');
  const foreign = text.split('\ufffd').length - 1;
  return foreign * 20 > text.length ? undefined : text.replace(/^\ufeff/, '');
}
