// The ways in which a notice or its address can be refused, told apart by code.

/** Codes of `NoticesError`; a retired code is never reused. */
export type NoticesErrorCode = 'owner-unknown' | 'webhook-missing' | 'webhook-unproven';

/** A refusal; `message` names no secret and is fit to be shown to the owner. */
export class NoticesError extends Error {
  override readonly name = 'NoticesError';
  constructor(
    readonly code: NoticesErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
