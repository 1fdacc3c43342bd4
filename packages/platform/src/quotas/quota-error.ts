// The ways in which a quota cannot be kept as it was asked, told apart by code.

/** Codes of `QuotaError`; a retired code is never reused. */
export type QuotaErrorCode =
  | 'profile-invalid'
  | 'profile-unknown'
  | 'sandbox-only'
  | 'limit-unknown'
  | 'amount-invalid'
  | 'journal-unusable'
  | 'state-unusable'
  | 'running-time-ended';

/** A quota that could not be applied; `message` names what was expected and what was found, and holds no secret. */
export class QuotaError extends Error {
  override readonly name = 'QuotaError';
  constructor(
    readonly code: QuotaErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
