// `hash` and its kin: text by its UTF-8, longs, datetimes and timespans by their eight bytes (kql-semantics §2.6).

import { hashes as hosts } from '../dialects/duckdb/host-functions/hashes.js';
import type { ScalarType } from '../types.js';
import { type Arg, defineFamily, type ScalarFunction, unsupported } from './function.js';
import { hosted } from './hosted.js';

const rows = hosted(hosts);

const rowNames: Partial<Record<ScalarType, string>> = {
  string: 'hash_of_text',
  long: 'hash_of_long',
  datetime: 'hash_of_long',
  timespan: 'hash_of_long',
  real: 'hash_of_real',
};

const hash: ScalarFunction = {
  takes: ['any', 'long?'],
  returns: 'long',
  sql: (value: Arg, modulus?: Arg) => {
    const row = rows[rowNames[value.type] ?? ''];
    return row ? row.sql(value, modulus) : unsupported(`the hash of a value of type ${value.type}`);
  },
};

/** Hashes that are no digests. */
export const hashes = defineFamily({ hash, hash_xxhash64: hash });
