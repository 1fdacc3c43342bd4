// Takes content out of gzip and zip, guarded against bombs, down to the files that hold records.

import { stat } from 'node:fs/promises';
import { metered, type Peeked, peek } from './byte-source.js';
import { DamagedContent } from './damaged-content.js';
import { ExpansionGuard } from './expansion-guard.js';
import { formatOf } from './format.js';
import { inflate } from './inflate.js';
import { HEAD_BYTES } from './limits.js';
import { spool } from './spool.js';
import { zipEntries } from './zip-entries.js';

/** Where records come from, as people know it. */
export interface Origin {
  /** The path as it was given or found; a stream's name. */
  readonly file: string;
  /** The name within a zip. */
  readonly entry?: string;
}

export interface Content {
  readonly origin: Origin;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The file that holds exactly these bytes, for formats that need random access. */
  readonly path?: string;
  /** Told of the bytes read, as they lie in the input. */
  readonly onRead?: (bytes: number) => void;
  /** Guards of the archives that this content lies in. */
  readonly guards?: readonly ExpansionGuard[];
}

/** A file that is no archive, to be read before the next is asked for; or why there is none. */
export type Unpacked = UnpackedFile | { readonly origin: Origin; readonly fault: string };

export interface UnpackedFile extends Pick<Peeked, 'head' | 'bytes'> {
  readonly origin: Origin;
  /** See `Content`. */
  readonly path?: string;
}

/** The files of one input, in order. */
export async function* unpack(content: Content): AsyncGenerator<Unpacked> {
  const { origin, path, guards = [] } = content;
  const { head, bytes, close } = await peek(metered(content.bytes, content.onRead), HEAD_BYTES);
  try {
    const format = formatOf(head);
    if (format === 'gzip') yield* unpackGzip(content, bytes);
    else if (format !== 'zip') yield { origin, head, bytes, ...(path !== undefined && { path }) };
    else if (guards.length > 0) yield { origin, fault: 'expected a file of events, found a zip within an archive' };
    else yield* withFile({ origin, bytes, ...(path !== undefined && { path }) }, (file) => unpackZip(content, file));
  } finally {
    await close();
  }
}

/** Gives a reader the content as a file, for as long as it reads. */
export async function* withFile<Part>(
  { origin, bytes, path }: Pick<UnpackedFile, 'origin' | 'bytes' | 'path'>,
  read: (path: string) => AsyncIterable<Part>,
): AsyncGenerator<Part | { readonly origin: Origin; readonly fault: string }> {
  if (path !== undefined) {
    yield* read(path);
    return;
  }
  let file: Awaited<ReturnType<typeof spool>>;
  try {
    file = await spool(bytes);
  } catch (error) {
    if (!(error instanceof DamagedContent)) throw error;
    yield { origin, fault: error.message };
    return;
  }
  try {
    yield* read(file.path);
  } finally {
    await file.remove();
  }
}

async function* unpackGzip({ origin, guards = [] }: Content, bytes: AsyncIterable<Buffer>): AsyncGenerator<Unpacked> {
  if (guards.length > 2) {
    yield { origin, fault: 'expected a file of events, found gzip within gzip within gzip' };
    return;
  }
  const all = [...guards, new ExpansionGuard()];
  yield* unpack({
    origin,
    bytes: inflate(bytes, { format: 'gzip', guards: all, name: 'the gzip file' }),
    guards: all,
  });
}

async function* unpackZip({ origin, onRead }: Content, path: string): AsyncGenerator<Unpacked> {
  const { size } = await stat(path);
  for await (const part of zipEntries(path, { size, ...(onRead && { onRead }) })) {
    const inner = part.name === undefined ? origin : { ...origin, entry: part.name };
    if ('fault' in part) yield { origin: inner, fault: part.fault };
    else yield* unpack({ origin: inner, bytes: part.bytes, guards: [part.archive] });
  }
}
