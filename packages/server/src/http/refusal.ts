// A request that is answered with an error: public facts only, which each wire prints in its own envelope.

import type { FieldFault } from '@gamekeeper/platform';

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
  /** Fields at fault, each with what was expected and found. */
  readonly faults?: readonly FieldFault[];
  /** Why, for programs: a reason of the gates. */
  readonly reason?: string;
  /** Address that helps on. */
  readonly help?: string;
  /** Milliseconds after which the call passes. */
  readonly retryInMs?: number;
  /** What the Defender wire names as `target`, where that is not the request. */
  readonly target?: string;
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
  readonly reason: string | undefined;
  readonly help: string | undefined;
  readonly retryInMs: number | undefined;
  readonly target: string | undefined;
  readonly faults: readonly FieldFault[];
  constructor(options: RefusalOptions) {
    const { status, code, message, number, headers = {}, place, reason, help, retryInMs, target, cause } = options;
    const { faults = [] } = options;
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.number = number;
    this.headers = headers;
    this.place = place;
    this.reason = reason;
    this.help = help;
    this.retryInMs = retryInMs;
    this.target = target;
    this.faults = faults;
  }
}
