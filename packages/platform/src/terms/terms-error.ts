// The ways in which a change of the terms can be refused, told apart by code.

/** Codes of `TermsError`; a retired code is never reused. */
export type TermsErrorCode =
  | 'application-unknown'
  | 'tenant-unknown'
  | 'permission-not-granted'
  | 'validity-past'
  | 'notice-changed'
  | 'consent-unknown'
  | 'document-unknown'
  | 'document-malformed'
  | 'version-unknown'
  | 'version-taken'
  | 'effective-past'
  | 'document-superseded'
  | 'hash-mismatch'
  | 'control-unknown';

/** A refusal; `message` names what was expected and found, holds no secret and is fit to be shown. */
export class TermsError extends Error {
  override readonly name = 'TermsError';
  constructor(
    readonly code: TermsErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
