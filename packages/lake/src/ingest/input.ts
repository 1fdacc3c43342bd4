// What an ingest is given, and the files that it comes down to.

import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from './failure.js';

/** Standard input, the body of a request: something that can be read once. */
export interface InputStream {
  readonly stream: AsyncIterable<Uint8Array>;
  /** What it is called in messages and rejects. */
  readonly name: string;
  /** Two streams with the same key are taken for the same rows, so that a sender may repeat. */
  readonly idempotencyKey?: string;
}

/** A file or folder by its path, or a stream. */
export type IngestInput = { readonly path: string } | InputStream;

/** A file as it was when the ingest began: what is appended to it later is left for another time. */
export interface InputFile {
  readonly path: string;
  readonly realPath: string;
  readonly size: number;
  /** Milliseconds since the Unix epoch. */
  readonly modified: number;
}

/** A path that leads to no file, with the reason. */
export interface InputFault {
  readonly path: string;
  readonly fault: string;
}

/** The files under a path, folders recursively, in the order of their names. */
export async function* listFiles(path: string): AsyncGenerator<InputFile | InputFault> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) {
      const entries = await readdir(path, { withFileTypes: true });
      entries.sort((one, other) => (one.name < other.name ? -1 : 1));
      for (const entry of entries) {
        const inner = join(path, entry.name);
        // A link may lead back to a folder above: only links to files are followed.
        if (entry.isSymbolicLink() && (await stat(inner).catch(() => undefined))?.isDirectory())
          yield { path: inner, fault: 'expected a file or folder, found a link to a folder' };
        else yield* listFiles(inner);
      }
    } else if (found.isFile()) {
      yield { path, realPath: await realpath(path), size: found.size, modified: found.mtimeMs };
    } else {
      yield { path, fault: 'expected a file or folder, found something else' };
    }
  } catch (error) {
    yield { path, fault: `cannot be read: ${messageOf(error)}` };
  }
}

/** The bytes of a file, up to the size that it had. */
export async function* fileBytes({ path, size }: InputFile): AsyncGenerator<Buffer> {
  if (size > 0) yield* createReadStream(path, { end: size - 1, highWaterMark: 1024 * 1024 });
}
