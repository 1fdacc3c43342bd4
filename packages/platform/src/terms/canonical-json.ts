// One text for one value, so that what is hashed today can be hashed again by anybody (RFC 8785).

import { createHash } from 'node:crypto';
import canonicalizer from 'canonicalize';

// The package is CommonJS: its types describe a default member, at run time the function is the module itself.
const canonicalize = canonicalizer as unknown as (value: unknown) => string | undefined;

/** The value as canonical JSON: sorted names, no blanks. */
export function canonicalJson(value: object): string {
  return canonicalize(value) ?? '';
}

/** Hex SHA-256 of a text's UTF-8 bytes. */
export function hashText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
