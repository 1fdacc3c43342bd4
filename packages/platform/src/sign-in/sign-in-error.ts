// The ways in which a person's sign-in, or a code or token that stems from it, can be refused, told apart by code.

/** Codes of `SignInError`; a retired code is never reused. */
export type SignInErrorCode =
  | 'credentials-wrong'
  | 'throttled'
  | 'password-weak'
  | 'one-time-code-wrong'
  | 'enrolment-invalid'
  | 'link-invalid'
  | 'account-unknown'
  | 'provider-failed';

/** A refusal that a person reads; `message` holds no secret and does not tell whether an account exists. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  constructor(
    readonly code: SignInErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Codes of `GrantError`; a retired code is never reused. */
export type GrantErrorCode =
  | 'code-unknown'
  | 'code-expired'
  | 'code-redeemed'
  | 'redirect-different'
  | 'verifier-wrong'
  | 'refresh-unknown'
  | 'refresh-expired'
  | 'refresh-reused'
  | 'family-revoked'
  | 'device-pending'
  | 'device-declined'
  | 'device-expired'
  | 'device-unknown'
  | 'consent-missing'
  | 'permission-unknown';

/** Why a code or refresh token yields no tokens; `message` holds no secret. */
export class GrantError extends Error {
  override readonly name = 'GrantError';
  constructor(
    readonly code: GrantErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
