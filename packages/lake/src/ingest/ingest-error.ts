// The failures of an ingest as a whole; what is wrong with one record is a reject, not an error.

/** Codes of `IngestError`; a retired code is never reused. */
export type IngestErrorCode =
  | 'unknown-table'
  | 'shift-needs-files'
  | 'unsupported-encoding'
  | 'reject-file-unusable'
  | 'append-miscounted'
  | 'external-unreadable'
  | 'external-too-large';

/** An ingest that cannot start or go on, told apart by `code`; `message` is fit to be shown to the caller. */
export class IngestError extends Error {
  override readonly name = 'IngestError';
  constructor(
    readonly code: IngestErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
