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
  | 'token-revoked'
  | 'registration-invalid'
  | 'owner-unknown'
  | 'person-unknown'
  | 'credential-unknown'
  | 'agreement-unknown'
  | 'state-invalid'
  | 'tenant-inactive'
  | 'application-inactive'
  | 'licence-inactive'
  | 'attestation-lapsed';

/** One field of a registration that was refused. */
export interface FieldFault {
  readonly field: string;
  readonly expected: string;
  /** Short, and without anything that may be a password. */
  readonly found: string;
}

export interface IdentityErrorOptions extends ErrorOptions {
  readonly faults?: readonly FieldFault[];
}

/** A refusal; `message` names no secret and is fit to be shown to the caller. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
  /** With `registration-invalid`: every field at fault, where the fault lies in fields. */
  readonly faults: readonly FieldFault[];
  constructor(
    readonly code: IdentityErrorCode,
    message: string,
    options: IdentityErrorOptions = {},
  ) {
    super(message, options);
    this.faults = options.faults ?? [];
  }
}
