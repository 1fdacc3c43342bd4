// A certificate's thumbprints in the form that assertion headers carry.

import { createHash } from 'node:crypto';

/** Base64url SHA-1 and SHA-256 of a certificate's DER bytes, without padding. */
export function certificateThumbprints(der: Uint8Array): { readonly x5t: string; readonly x5tS256: string } {
  return {
    x5t: createHash('sha1').update(der).digest('base64url'),
    x5tS256: createHash('sha256').update(der).digest('base64url'),
  };
}
