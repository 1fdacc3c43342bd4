// Turns parts of a body into a stream whose first part is known before any status is sent, so that early failures keep theirs.

import { Readable } from 'node:stream';

/**
 * Waits for the first `ready` parts and gives back a stream of all. A later failure destroys the stream, and with it
 * the connection: the client sees a broken answer, never a shorter one.
 */
export async function streamAnswer(parts: AsyncGenerator<Uint8Array>, ready: number): Promise<Readable> {
  const first: Uint8Array[] = [];
  for (let count = 0; count < ready; count += 1) {
    const next = await parts.next();
    if (next.done === true) break;
    first.push(next.value);
  }
  return Readable.from(all(first, parts), { objectMode: false });
}

async function* all(first: readonly Uint8Array[], rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
