// Opens content of any format down to the parts that hold records: unpacks archives, chooses the reader.

import { stat } from 'node:fs/promises';
import { asUtf8, metered, peek } from './byte-source.js';
import { readCsvRecords } from './csv-records.js';
import { DamagedContent } from './damaged-content.js';
import { ExpansionGuard } from './expansion-guard.js';
import { formatOf } from './format.js';
import { inflate } from './inflate.js';
import { readJsonRecords } from './json-records.js';
import { HEAD_BYTES } from './limits.js';
import { readParquetRecords } from './parquet-records.js';
import type { RecordStream } from './records.js';
import { spool } from './spool.js';
import { zipEntries } from './zip-entries.js';

/** Where records come from, as people know it. */
export interface Origin {
  /** The path as it was given or found; a stream's name. */
  readonly file: string;
  /** The name within a zip. */
  readonly entry?: string;
}

/** Records to be read to their end before the next part is asked for; or why there are none. */
export type Part =
  | { readonly origin: Origin; readonly records: RecordStream }
  | { readonly origin: Origin; readonly fault: string }
  | { readonly origin: Origin; readonly skipped: string };

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

/** The parts of one input, in order. */
export async function* openContent(content: Content): AsyncGenerator<Part> {
  const { origin, guards = [] } = content;
  const peeked = await peek(metered(content.bytes, content.onRead), HEAD_BYTES);
  const format = formatOf(peeked.head);
  const bytes = format === 'json' || format === 'csv' ? asUtf8(peeked) : peeked.bytes;
  try {
    switch (format) {
      case 'json':
      case 'empty': // By damage, perhaps, which its reader tells.
        yield { origin, records: readJsonRecords(bytes) };
        break;
      case 'csv':
        yield { origin, records: readCsvRecords(bytes) };
        break;
      case 'gzip':
        yield* openGzip(content, bytes);
        break;
      case 'zip':
        if (guards.length > 0) yield { origin, fault: 'expected a file of events, found a zip within an archive' };
        else yield* withFile(content, bytes, (path) => openZip(content, path));
        break;
      case 'parquet':
        yield* withFile(content, bytes, async function* (path) {
          yield { origin, records: readParquetRecords(path) };
        });
        break;
      case 'apple-double':
        yield { origin, skipped: 'a resource fork of macOS holds no events' };
        break;
      default:
        yield { origin, fault: `expected JSON, CSV, Parquet, gzip or zip, found ${describe(peeked.head)}` };
    }
  } finally {
    await peeked.close();
  }
}

async function* openGzip({ origin, guards = [] }: Content, bytes: AsyncIterable<Buffer>): AsyncGenerator<Part> {
  if (guards.length > 2) {
    yield { origin, fault: 'expected a file of events, found gzip within gzip within gzip' };
    return;
  }
  const all = [...guards, new ExpansionGuard()];
  yield* openContent({
    origin,
    bytes: inflate(bytes, { format: 'gzip', guards: all, name: 'the gzip file' }),
    guards: all,
  });
}

async function* openZip({ origin, onRead }: Content, path: string): AsyncGenerator<Part> {
  const { size } = await stat(path);
  for await (const part of zipEntries(path, { size, ...(onRead && { onRead }) })) {
    const inner = part.name === undefined ? origin : { ...origin, entry: part.name };
    if ('fault' in part) yield { origin: inner, fault: part.fault };
    else yield* openContent({ origin: inner, bytes: part.bytes, guards: [part.archive] });
  }
}

/** Gives a reader the content as a file, for as long as it reads. */
async function* withFile(
  { origin, path }: Content,
  bytes: AsyncIterable<Buffer>,
  read: (path: string) => AsyncGenerator<Part>,
): AsyncGenerator<Part> {
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

function describe(head: Buffer): string {
  return `bytes that start with ${head.toString('hex', 0, 8).replace(/..(?=.)/g, '$& ')}`;
}
