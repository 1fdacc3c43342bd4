// Keeps a stream on disk for as long as a reader needs random access to it.

import { randomUUID } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DamagedContent } from './damaged-content.js';
import { MAX_SPOOL_BYTES } from './limits.js';

/** A stream as a file; `remove` deletes it. */
export interface SpooledFile {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Writes a stream to a new file that only this user can read.
 * @throws DamagedContent beyond 8 GiB, or when the stream does
 */
export async function spool(bytes: AsyncIterable<Buffer>): Promise<SpooledFile> {
  const folder = await mkdtemp(join(tmpdir(), 'gamekeeper-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const path = join(folder, randomUUID());
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      let size = 0;
      for await (const chunk of bytes) {
        size += chunk.length;
        if (size > MAX_SPOOL_BYTES)
          throw new DamagedContent(`expected a stream of at most ${MAX_SPOOL_BYTES} bytes, found a longer one`);
        await file.writeFile(chunk);
      }
    } finally {
      await file.close();
    }
    return { path, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
