// What an authorization request fails with, as its client reads it (wire contract 1.4).

/** The parts of an error redirect. */
export interface AuthorizeFault {
  /** `invalid_request`, `access_denied`, `login_required`, … */
  readonly error: string;
  /** Of its AADSTS code. */
  readonly number: number;
  readonly description: string;
}
