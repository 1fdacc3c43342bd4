// Why a test control did nothing, told apart by code.

/** Codes of `TestingError`; a retired code is never reused. */
export type TestingErrorCode =
  | 'clock-invalid'
  | 'clock-shared'
  | 'tenant-unknown'
  | 'sandbox-only'
  | 'fault-invalid'
  | 'fault-unknown'
  | 'application-unknown'
  | 'snapshot-unknown'
  | 'snapshot-too-many'
  | 'rows-rejected'
  | 'resource-unknown';

/** A test control that was refused; `message` names what was expected and what was found. */
export class TestingError extends Error {
  override readonly name = 'TestingError';
  constructor(
    readonly code: TestingErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
