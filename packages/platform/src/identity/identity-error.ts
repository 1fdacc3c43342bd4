// The ways in which a registration, a client's proof or a token can be refused, told apart by code.

/** Codes of `IdentityError`; a retired code is never reused. */
export type IdentityErrorCode =
  | 'tenant-malformed'
  | 'tenant-unknown'
  | 'application-unknown'
  | 'credential-missing'
  | 'secret-wrong'
  | 'secret-expired'
  | 'certificate-expired'
  | 'assertion-malformed'
  | 'assertion-signature'
  | 'assertion-subject'
  | 'assertion-client'
  | 'assertion-audience'
  | 'assertion-lifetime'
  | 'assertion-replayed'
  | 'token-malformed'
  | 'token-signature'
  | 'token-expired'
  | 'token-audience'
  | 'registration-invalid';

/** A refusal; `message` names no secret and is fit to be shown to the caller. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
  constructor(
    readonly code: IdentityErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
