// A query option that cannot be followed: which one, where in it, and why.

/** Worded by each wire as 400; `message` is fit to be shown to the caller. */
export class ODataError extends Error {
  override readonly name = 'ODataError';
  constructor(
    /** As `$filter`; null where the sentence names it. */
    readonly option: string | null,
    reason: string,
    /** Characters before the fault, where the option has parts. */
    readonly position?: number,
  ) {
    const place = position === undefined ? '' : ` at position ${position}`;
    super(`The query specified in the URI is not valid. ${option === null ? '' : `${option}${place}: `}${reason}`);
  }
}
