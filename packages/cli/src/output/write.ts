// Writes to a stream at the reader's pace.

import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** A writer that waits when the stream is full; a reader that went away ends the program quietly, as pipes do. */
export function writerTo(stream: Writable): (text: string) => Promise<void> {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return async (text) => {
    if (!stream.write(text)) await once(stream, 'drain');
  };
}
