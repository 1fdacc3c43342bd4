// Refusals of stored functions and saved hunts, told apart by code.

/** Codes of `LibraryError`; a retired code is never reused. */
export type LibraryErrorCode =
  | 'function-unknown'
  | 'function-malformed'
  | 'functions-too-many'
  | 'saved-hunt-unknown'
  | 'saved-hunt-foreign'
  | 'saved-hunts-too-many';

/** `message` is fit to be shown to the caller. */
export class LibraryError extends Error {
  override readonly name = 'LibraryError';
  constructor(
    readonly code: LibraryErrorCode,
    message: string,
  ) {
    super(message);
  }
}
