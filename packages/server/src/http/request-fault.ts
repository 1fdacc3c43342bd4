// A fault of the request itself, whoever finds it; the wire of its path words it.

import type { HttpFault } from '../wire/wire.js';

/** Thrown by hooks, body parsers and endpoints alike. */
export class RequestFault extends Error {
  override readonly name = 'RequestFault';
  constructor(readonly fault: HttpFault) {
    super(fault.kind);
  }
}
