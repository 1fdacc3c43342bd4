// A fault found before the endpoint is known; the wire of the path words it.

import type { HttpFault } from '../wire/wire.js';

/** Thrown by hooks and body parsers. */
export class RequestFault extends Error {
  override readonly name = 'RequestFault';
  constructor(readonly fault: HttpFault) {
    super(fault.kind);
  }
}
