// Stops a streamed body that grows past its limit.

import { Transform } from 'node:stream';

/** A streamed body was larger than allowed. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  constructor(readonly limit: number) {
    super(`body: expected at most ${limit} bytes, found more`);
  }
}

/** Passes bytes on and fails with `BodyTooLargeError` past the limit. */
export function limitBytes(limit: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      seen += chunk.length;
      if (seen > limit) done(new BodyTooLargeError(limit));
      else done(null, chunk);
    },
  });
}
