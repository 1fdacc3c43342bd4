// Reads what `externaldata` names: the records of a file in the format that the query says, as rows of texts.

import type { ExternalTable } from '@gamekeeper/kql';
import { asUtf8 } from './byte-source.js';
import { DamagedContent } from './damaged-content.js';
import { readDelimited, readEscapedTabs, readLines, readWhole } from './delimited-records.js';
import { fieldText } from './external-fields.js';
import { formatOf } from './format.js';
import { IngestError } from './ingest-error.js';
import { wellFormed } from './json-exact.js';
import { readJsonRecords } from './json-records.js';
import { readParquetRecords } from './parquet-records.js';
import { isBad, type RecordStream } from './records.js';
import { type UnpackedFile, unpack, withFile } from './unpack.js';

/** A file that was found outside, archive or not. */
export interface ExternalContent {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What `SourceLocation` tells, and nothing that is secret. */
  readonly location: string;
}

export interface ExternalReadOptions {
  /** Bytes that the files may unpack to, and characters that the rows may have, each. */
  readonly maxBytes: number;
}

/** What could not be read, filled as rows are. */
export interface ExternalTally {
  rows: number;
  /** Characters of all rows. */
  characters: number;
  unreadable: number;
  /** Why the first of them could not be read. */
  reason: string | null;
}

type Values = AsyncIterable<readonly (readonly unknown[] | object)[]>;

const delimiters: ReadonlyMap<string, string> = new Map([
  ['csv', ','],
  ['tsv', '\t'],
  ['psv', '|'],
  ['scsv', ';'],
  ['sohsv', '\u0001'],
]);

/**
 * The rows of a file, of all files in it when it is a zip: each the JSON text of an array, a text per field of the table.
 * @throws IngestError `external-unreadable` when it is not what it should be, `external-too-large`
 * @example for await (const rows of readExternal({ bytes, location }, table, { maxBytes }, tally)) await keep(rows);
 */
export async function* readExternal(
  { bytes, location }: ExternalContent,
  table: Omit<ExternalTable, 'urls'>,
  { maxBytes }: ExternalReadOptions,
  tally: ExternalTally,
): AsyncGenerator<readonly string[]> {
  const budget = { left: maxBytes, maxBytes };
  try {
    for await (const file of unpack({ origin: { file: location }, bytes })) {
      if ('fault' in file) throw unreadable(file.fault);
      const { head } = file;
      if (formatOf(head) === 'apple-double') continue;
      const limited = { ...file, bytes: within(file.bytes, budget) };
      let line = 0;
      for await (const values of valuesOf(limited, table.format, tally)) {
        const rows: string[] = [];
        for (const value of values) {
          line++;
          if (line === 1 && table.ignoreFirstRecord) continue;
          const texts = table.fields.map((field) => fieldText(field, { value, line, location }));
          tally.characters += texts.reduce((sum, text) => sum + text.length, 0);
          rows.push(wellFormed(JSON.stringify(texts)));
        }
        if (tally.characters > maxBytes) throw tooLarge(maxBytes);
        tally.rows += rows.length;
        if (rows.length > 0) yield rows;
      }
    }
  } catch (error) {
    if (error instanceof DamagedContent) throw unreadable(error.message);
    throw error;
  }
}

function valuesOf(file: UnpackedFile, format: ExternalTable['format'], tally: ExternalTally): Values {
  const delimiter = delimiters.get(format);
  if (delimiter !== undefined) return readDelimited(text(file), delimiter);
  switch (format) {
    case 'tsve':
      return readEscapedTabs(text(file));
    case 'raw':
      return readWhole(text(file));
    case 'json':
    case 'multijson':
      return goodOf(readJsonRecords(text(file), { envelopes: false }), tally);
    case 'parquet':
      return goodOf(parquetRecords(file), tally);
    default:
      return readLines(text(file));
  }
}

/** @throws IngestError when the content cannot be text: it would be read as nonsense */
function text(file: UnpackedFile): AsyncIterable<Buffer> {
  const format = formatOf(file.head);
  if (format === 'parquet' || format === 'unknown') throw unreadable('expected text, found other bytes');
  return asUtf8(file);
}

async function* parquetRecords(file: UnpackedFile): RecordStream {
  for await (const part of withFile(file, (path) => readParquetRecords(path, { moments: 'text' }))) {
    if ('fault' in part) throw unreadable(part.fault);
    yield part;
  }
}

async function* goodOf(records: RecordStream, tally: ExternalTally): AsyncGenerator<readonly object[]> {
  for await (const batch of records) {
    const values: object[] = [];
    for (const record of batch) {
      if (!isBad(record)) values.push(record.value);
      else {
        tally.unreadable++;
        tally.reason ??= record.rejected;
      }
    }
    yield values;
  }
}

async function* within(
  bytes: AsyncIterable<Buffer>,
  budget: { left: number; maxBytes: number },
): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    budget.left -= chunk.length;
    if (budget.left < 0) throw tooLarge(budget.maxBytes);
    yield chunk;
  }
}

const unreadable = (reason: string): IngestError => new IngestError('external-unreadable', reason);

const tooLarge = (maxBytes: number): IngestError =>
  new IngestError('external-too-large', `expected at most ${maxBytes} bytes, found more`);
