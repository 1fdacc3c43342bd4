// A request that is answered with an error: public facts only, which each wire prints in its own envelope.

/** Where a query is wrong, counted from 1. */
export interface RefusalPlace {
  readonly line: number;
  readonly column: number;
}

export interface RefusalOptions {
  readonly status: number;
  /** The wire's own error code: `BadRequest`, `invalid_client`. */
  readonly code: string;
  /** Sent to the caller as it is. */
  readonly message: string;
  /** The number in an AADSTS code; OAuth only. */
  readonly number?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly place?: RefusalPlace;
  /** For the log only. */
  readonly cause?: unknown;
}

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly number: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly place: RefusalPlace | undefined;
  constructor({ status, code, message, number, headers = {}, place, cause }: RefusalOptions) {
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.number = number;
    this.headers = headers;
    this.place = place;
  }
}
