// The ways in which an address, a name, a country or a target can be refused, told apart by code.

/** Codes of `NetworkError`; a retired code is never reused. */
export type NetworkErrorCode =
  | 'address-malformed'
  | 'network-malformed'
  | 'domain-malformed'
  | 'country-unknown'
  | 'country-database-unreadable'
  | 'block-invalid'
  | 'block-unknown'
  | 'target-malformed'
  | 'target-forbidden'
  | 'target-unreachable';

/** A refusal; `message` says what was expected and what was found, and is fit to be shown. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  constructor(
    readonly code: NetworkErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
