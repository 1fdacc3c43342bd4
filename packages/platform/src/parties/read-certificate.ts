// Reads the certificate with which a client will prove itself, and refuses what could not be trusted.

import { X509Certificate } from 'node:crypto';
import { certificateThumbprints } from '../identity/certificate-thumbprints.js';
import { IdentityError } from '../identity/identity-error.js';

export interface ClientCertificate {
  /** SPKI as PEM. */
  readonly publicKey: string;
  readonly x5t: string;
  readonly x5tS256: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

/**
 * Reads a PEM certificate: RSA of at least 2048 bits, valid now. Chains are not followed; the certificate itself is registered.
 * @throws IdentityError `registration-invalid` for anything else.
 */
export function readCertificate(pem: string, now: number): ClientCertificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (error) {
    throw refusal('expected X.509 as PEM, found something else', error);
  }
  const { publicKey, raw, validFrom, validTo } = certificate;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (publicKey.asymmetricKeyType !== 'rsa' || bits < 2048) {
    throw refusal(`expected an RSA key of at least 2048 bits, found ${publicKey.asymmetricKeyType} of ${bits}`);
  }
  if (Date.parse(validFrom) > now || Date.parse(validTo) <= now) {
    throw refusal(`expected it to be valid now, found it valid from ${validFrom} to ${validTo}`);
  }
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    ...certificateThumbprints(raw),
    expiresAt: Date.parse(validTo),
  };
}

function refusal(detail: string, cause?: unknown): IdentityError {
  return new IdentityError('registration-invalid', `certificate: ${detail}`, { cause });
}
