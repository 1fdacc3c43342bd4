// The ways in which the platform's state can be unusable, told apart by code.

/** Codes of `RecordsError`; a retired code is never reused. */
export type RecordsErrorCode =
  | 'directory-foreign'
  | 'directory-unwritable'
  | 'directory-in-use'
  | 'state-unusable'
  | 'state-unreachable'
  | 'state-address-invalid'
  | 'sealing-key-malformed'
  | 'sealing-key-wrong'
  | 'events-unreadable';

/** A failure to open or read the state; `message` is one line, fit for a terminal. */
export class RecordsError extends Error {
  override readonly name = 'RecordsError';
  constructor(
    readonly code: RecordsErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
