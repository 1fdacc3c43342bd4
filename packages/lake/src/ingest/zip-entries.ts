// Walks through a zip by its directory; when a truncated one has lost it, by the entries' own headers.

import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  openPromise,
  RandomAccessReader,
  type ZipFile,
} from 'yauzl';
import { metered } from './byte-source.js';
import { DamagedContent } from './damaged-content.js';
import { ExpansionGuard } from './expansion-guard.js';
import { isSystemError, messageOf } from './failure.js';
import { inflate } from './inflate.js';
import { MAX_ARCHIVE_ENTRIES } from './limits.js';

/**
 * An entry, to be read to its end before the next is asked for; or what is wrong with one, or with the rest of the zip.
 * `archive` weighs what all entries expand to, and whatever is compressed within them.
 */
export type ZipPart =
  | { readonly name: string; readonly bytes: AsyncIterable<Buffer>; readonly archive: ExpansionGuard }
  | { readonly name?: string; readonly fault: string };

const [STORED, DEFLATED] = [0, 8];
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_LENGTH = 30;
const END_RECORD = Buffer.from('PK\x05\x06', 'latin1');
const END_RECORD_LENGTH = 22;
const MAX_COMMENT_LENGTH = 0xffff;

export interface ZipOptions {
  /** Bytes of the zip. */
  readonly size: number;
  /** Told of the bytes read from it. */
  readonly onRead?: (bytes: number) => void;
}

/** The files in a zip, in the order of its directory. */
export async function* zipEntries(path: string, { size, onRead }: ZipOptions): AsyncGenerator<ZipPart> {
  let zip: ZipFile;
  try {
    zip = await openZip(path, size);
  } catch (error) {
    if (isSystemError(error)) throw error;
    yield* salvage(path, size, messageOf(error));
    return;
  }
  const archive = new ExpansionGuard(size);
  let count = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
      if (name.endsWith('/')) continue;
      if (++count > MAX_ARCHIVE_ENTRIES) {
        yield { fault: `expected a zip of at most ${MAX_ARCHIVE_ENTRIES} entries, found more` };
        return;
      }
      const fault = whyUnreadable(entry);
      yield fault === undefined ? { name, bytes: entryBytes(zip, entry, archive, onRead), archive } : { name, fault };
    }
  } catch (error) {
    if (isSystemError(error) || !(error instanceof Error)) throw error;
    yield { fault: `the zip's directory is damaged: ${error.message}` };
  } finally {
    zip.close();
  }
}

/** Opens a zip, whatever follows its end record: some tools let a line break slip in there. */
async function openZip(path: string, size: number): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
  const end = await endOfZip(path, size);
  return end === size ? openPromise(path, options) : fromRandomAccessReaderPromise(new FileReader(path), end, options);
}

/** Where the end record ends; the file's size when there is none. */
async function endOfZip(path: string, size: number): Promise<number> {
  const file = await open(path, 'r');
  try {
    const from = Math.max(0, size - END_RECORD_LENGTH - MAX_COMMENT_LENGTH);
    const tail = await readAt(file, from, size - from);
    const at = tail.lastIndexOf(END_RECORD);
    if (at < 0 || at + END_RECORD_LENGTH > tail.length) return size;
    const end = from + at + END_RECORD_LENGTH + tail.readUInt16LE(at + END_RECORD_LENGTH - 2);
    return Math.min(end, size);
  } finally {
    await file.close();
  }
}

class FileReader extends RandomAccessReader {
  constructor(readonly path: string) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return createReadStream(this.path, { start, end: end - 1 });
  }
}

function whyUnreadable(entry: Entry): string | undefined {
  if (entry.isEncrypted()) return 'expected an entry without a password, found an encrypted one';
  const { compressionMethod: method } = entry;
  if (method !== STORED && method !== DEFLATED)
    return `expected an entry that is stored or deflated, found compression method ${method}`;
  try {
    new ExpansionGuard(entry.compressedSize).expanded(entry.uncompressedSize);
  } catch (error) {
    return messageOf(error);
  }
  return undefined;
}

async function* entryBytes(
  zip: ZipFile,
  entry: Entry,
  archive: ExpansionGuard,
  onRead?: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let raw: Readable;
  try {
    raw = await zip.openReadStreamPromise(entry, { decodeFileData: false });
  } catch (error) {
    if (isSystemError(error)) throw error;
    throw new DamagedContent(`the zip entry is damaged: ${messageOf(error)}`);
  }
  let sum = 0;
  for await (const chunk of expand(metered<Buffer>(raw, onRead), entry.compressionMethod, archive)) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== entry.crc32) throw new DamagedContent('the zip entry is damaged: its checksum does not match');
}

async function* expand(
  raw: AsyncIterable<Buffer>,
  method: number,
  archive: ExpansionGuard,
  onEnd?: (compressed: number) => void,
): AsyncGenerator<Buffer> {
  if (method === DEFLATED) {
    const guards = [new ExpansionGuard(), archive];
    yield* inflate(raw, { format: 'deflate', guards, name: 'the zip entry', ...(onEnd && { onEnd }) });
    return;
  }
  for await (const chunk of raw) {
    archive.expanded(chunk.length);
    yield chunk;
  }
}

/** What the headers before each entry still lead to, in a zip whose directory is missing. */
async function* salvage(path: string, size: number, why: string): AsyncGenerator<ZipPart> {
  const file = await open(path, 'r');
  const archive = new ExpansionGuard(size);
  let count = 0;
  try {
    for (let at = 0; count < MAX_ARCHIVE_ENTRIES; count++) {
      const header = await readLocalHeader(file, at);
      if (!header) break;
      const { name, dataStart, method, encrypted, compressed } = header;
      if (encrypted || (method !== DEFLATED && (method !== STORED || compressed === undefined))) break;
      let length = method === STORED ? compressed : undefined;
      const raw =
        length === 0
          ? Readable.from([])
          : createReadStream(path, { start: dataStart, ...(length && { end: dataStart + length - 1 }) });
      const bytes = expand(raw, method, archive, (taken) => {
        length = taken;
      });
      yield { name, bytes, archive };
      raw.destroy();
      if (length === undefined) break;
      at = await nextHeader(file, dataStart + length);
    }
    yield { fault: `the zip is damaged or truncated (${why}): ${count} whole entries were found by their own headers` };
  } finally {
    await file.close();
  }
}

interface LocalHeader {
  readonly name: string;
  readonly dataStart: number;
  readonly method: number;
  readonly encrypted: boolean;
  /** Unknown when it is written after the data. */
  readonly compressed: number | undefined;
}

async function readLocalHeader(file: FileHandle, at: number): Promise<LocalHeader | undefined> {
  const header = await readAt(file, at, LOCAL_HEADER_LENGTH);
  if (header.length < LOCAL_HEADER_LENGTH || header.readUInt32LE(0) !== LOCAL_HEADER) return undefined;
  const flags = header.readUInt16LE(6);
  const nameLength = header.readUInt16LE(26);
  const compressed = header.readUInt32LE(18);
  const name = await readAt(file, at + LOCAL_HEADER_LENGTH, nameLength);
  return {
    name: name.toString('utf8'),
    dataStart: at + LOCAL_HEADER_LENGTH + nameLength + header.readUInt16LE(28),
    method: header.readUInt16LE(8),
    encrypted: (flags & 1) !== 0,
    compressed: (flags & 8) !== 0 || compressed === 0xffffffff ? undefined : compressed,
  };
}

/** The next header after an entry's data: at once, or behind the sizes that some writers put there. */
async function nextHeader(file: FileHandle, at: number): Promise<number> {
  const after = await readAt(file, at, 28);
  for (let skip = 0; skip + 4 <= after.length; skip += 4)
    if (after.readUInt32LE(skip) === LOCAL_HEADER) return at + skip;
  return at;
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}
