// Bytes as text and back: base64, hexadecimal, code points, compression, Punycode (kql-semantics §2.6).

import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { defineHostFamily } from './host-function.js';
import { isArray, type Json, JsonNumber, parseArray } from './json.js';
import { decodePunycode, encodePunycode } from './punycode.js';

/** The most that a compressed text may grow to. */
const MAX_INFLATED = 64 * 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function bytesOf(base64: string): Buffer | null {
  const compact = base64.replace(/[\r\n\t ]/g, '');
  if (compact === '' || compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return null;
  return Buffer.from(compact, 'base64');
}

const numbers = (bytes: Iterable<number>): string => `[${[...bytes].join(',')}]`;

function decodeToArray(base64: string): string | null {
  const bytes = bytesOf(base64);
  return bytes && numbers(bytes);
}

function encodeFromArray(array: string | null): string {
  const bytes = integers(parseArray(array));
  return bytes?.every((byte) => byte >= 0 && byte <= 255) ? Buffer.from(bytes).toString('base64') : '';
}

/** Whole numbers of an array, nested arrays taken apart; null when something else is among them. */
function integers(values: readonly Json[] | null): readonly number[] | null {
  const found: number[] = [];
  for (const value of values ?? []) {
    if (isArray(value)) {
      const inner = integers(value);
      if (!inner) return null;
      found.push(...inner);
    } else if (value instanceof JsonNumber && /^\d+$/.test(value.text)) found.push(Number(value.text));
    else return null;
  }
  return values && found;
}

// A guid's first three fields are stored with their lowest byte first.
const guidOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

function decodeToGuid(base64: string): string | null {
  const bytes = bytesOf(base64);
  if (bytes?.length !== 16) return null;
  const hex = guidOrder.map((at) => (bytes[at] ?? 0).toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function encodeFromGuid(guid: string): string {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex');
  return bytes.length === 16 ? Buffer.from(guidOrder.map((at) => bytes[at] ?? 0)).toString('base64') : '';
}

function codePointsToString(json: string): string {
  const points = integers(parseArray(json));
  if (!points?.every((point) => point <= 0x10ffff)) return '';
  return points.map((point) => String.fromCodePoint(point)).join('');
}

function toHex(value: bigint | null, minLength: bigint | null): string {
  if (value === null) return '';
  return BigInt.asUintN(64, value)
    .toString(16)
    .padStart(Math.min(Number(minLength ?? 0n), 1024), '0');
}

const inflated =
  (inflate: (bytes: Buffer, options: { maxOutputLength: number }) => Buffer) =>
  (base64: string): string => {
    const bytes = bytesOf(base64);
    if (!bytes) return '';
    try {
      return utf8.decode(inflate(bytes, { maxOutputLength: MAX_INFLATED }));
    } catch {
      return '';
    }
  };

// What does not shrink is stored as it is.
const deflated =
  (deflate: (bytes: Buffer, options: { level: number }) => Buffer) =>
  (text: string): string => {
    const bytes = Buffer.from(text);
    const [small, stored] = [deflate(bytes, { level: 6 }), deflate(bytes, { level: 0 })];
    return (small.length < stored.length && small.length < bytes.length ? small : stored).toString('base64');
  };

// Without a time and a system, so that the same text gives the same bytes everywhere.
const gzip = (bytes: Buffer, options: { level: number }): Buffer => {
  const out = gzipSync(bytes, options);
  out.set([0, 0xff], 8);
  return out;
};

const domainLabels = (domain: string): readonly string[] => domain.split(/[.\u3002\uff0e\uff61]/);

/** Functions on encoded text. */
export const encodings = defineHostFamily({
  base64_decode_toarray: { takes: ['string'], returns: 'dynamic', call: decodeToArray },
  base64_encode_fromarray: { takes: ['dynamic'], returns: 'string', call: encodeFromArray },
  base64_decode_toguid: { takes: ['string'], returns: 'guid', call: decodeToGuid },
  base64_encode_fromguid: { takes: ['guid'], returns: 'string', call: encodeFromGuid },
  tohex: { takes: ['long', 'long?'], returns: 'string', call: toHex },
  make_string: { takes: ['any*'], returns: 'string', call: codePointsToString },
  unicode_codepoints_to_string: { takes: ['any*'], returns: 'string', call: codePointsToString },
  unicode_codepoints_from_string: {
    takes: ['text'],
    returns: 'dynamic',
    call: (text: string) => numbers([...text].map((character) => character.codePointAt(0) ?? 0)),
  },
  to_utf8: {
    takes: ['text'],
    returns: 'dynamic',
    call: (text: string) => numbers([...text].map((character) => character.codePointAt(0) ?? 0)),
  },
  gzip_compress_to_base64_string: { takes: ['string'], returns: 'string', call: deflated(gzip) },
  gzip_decompress_from_base64_string: { takes: ['string'], returns: 'string', call: inflated(gunzipSync) },
  zlib_compress_to_base64_string: { takes: ['string'], returns: 'string', call: deflated(deflateSync) },
  zlib_decompress_from_base64_string: { takes: ['string'], returns: 'string', call: inflated(inflateSync) },
  punycode_from_string: { takes: ['string'], returns: 'string', call: encodePunycode },
  punycode_to_string: { takes: ['string'], returns: 'string', call: decodePunycode },
  // The binder's word order: `_to_string` writes a domain in ASCII, `_from_string` reads it back.
  punycode_domain_to_string: {
    takes: ['string'],
    returns: 'string',
    call: (domain: string) =>
      domainLabels(domain)
        .map((label) => (/^[\0-\x7f]*$/.test(label) ? label : `xn--${encodePunycode(label)}`))
        .join('.'),
  },
  punycode_domain_from_string: {
    takes: ['string'],
    returns: 'string',
    call: (domain: string) =>
      domainLabels(domain)
        .map((label) => (label.startsWith('xn--') ? decodePunycode(label.slice(4)) : label))
        .join('.'),
  },
});
