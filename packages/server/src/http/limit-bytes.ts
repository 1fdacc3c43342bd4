// Stops a streamed body that grows past its limit.

import type { Readable } from 'node:stream';

/** A streamed body was larger than allowed. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  constructor(readonly limit: number) {
    super(`body: expected at most ${limit} bytes, found more`);
  }
}

/**
 * The parts of a body; fails with `BodyTooLargeError` past the limit. The body itself is left alive, so that the
 * refusal can still be sent over its connection.
 */
export async function* limitBytes(body: Readable, limit: number): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const part of body.iterator({ destroyOnReturn: false })) {
    seen += part.length;
    if (seen > limit) throw new BodyTooLargeError(limit);
    yield part;
  }
}
