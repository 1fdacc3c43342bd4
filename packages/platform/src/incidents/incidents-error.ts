// What the service of incidents refuses.

/** Codes of `IncidentsError`; a retired code is never reused. */
export type IncidentsErrorCode = 'incident-unknown' | 'alert-unknown' | 'change-invalid';

/** A refusal; `message` is fit to be shown to the caller. */
export class IncidentsError extends Error {
  override readonly name = 'IncidentsError';
  constructor(
    readonly code: IncidentsErrorCode,
    message: string,
  ) {
    super(message);
  }
}
