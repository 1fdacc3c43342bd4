// Reads records from Parquet, a slice of a row group at a time.

import { type FileHandle, open } from 'node:fs/promises';
import { formatDatetime, UNIX_EPOCH_TICKS } from '@gamekeeper/kql';
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { isSystemError, messageOf } from './failure.js';
import { parseJson, stringifyJson } from './json-exact.js';
import { MAX_DATETIME_TICKS } from './parse-datetime.js';
import type { ReadRecord, RecordStream } from './records.js';

/** Bytes of decoded values held at a time, by the file's own account of its row groups. */
const SLICE_BYTES = 64 * 1024 * 1024;

/** What a decoded value costs beside its text. */
const CELL_BYTES = 48;

/** Bytes of one column's values in a row group at most: a column is decoded page by page, but fetched as one. */
const MAX_COLUMN_BYTES = 256 * 1024 * 1024;

/** Rows of a row group at most: compressed runs cost memory that the file's account does not show. */
const MAX_GROUP_ROWS = 4_000_000;

/** Rows handed on at a time. */
const ROWS_AT_ONCE = 1_000;

const TICKS_PER_DAY = 864_000_000_000n;

/** Times become ticks, so that no digit is lost. */
const tickParsers = {
  timestampFromMilliseconds: (value: bigint): bigint => value * 10_000n + UNIX_EPOCH_TICKS,
  timestampFromMicroseconds: (value: bigint): bigint => value * 10n + UNIX_EPOCH_TICKS,
  timestampFromNanoseconds: (value: bigint): bigint => value / 100n + UNIX_EPOCH_TICKS,
  dateFromDays: (value: number): bigint => BigInt(value) * TICKS_PER_DAY + UNIX_EPOCH_TICKS,
  jsonFromBytes: (bytes: Uint8Array | undefined): unknown => bytes && parseJson(Buffer.from(bytes).toString('utf8')),
};

/** Times become ISO text, null outside of the calendar, for readers who cannot tell ticks from other numbers. */
const textParsers = {
  timestampFromMilliseconds: (value: bigint) => momentText(tickParsers.timestampFromMilliseconds(value)),
  timestampFromMicroseconds: (value: bigint) => momentText(tickParsers.timestampFromMicroseconds(value)),
  timestampFromNanoseconds: (value: bigint) => momentText(tickParsers.timestampFromNanoseconds(value)),
  dateFromDays: (value: number) => momentText(tickParsers.dateFromDays(value)),
  jsonFromBytes: tickParsers.jsonFromBytes,
};

const momentText = (ticks: bigint): string | null =>
  ticks >= 0n && ticks <= MAX_DATETIME_TICKS ? formatDatetime(ticks) : null;

type Parsers = typeof tickParsers | typeof textParsers;

export interface ParquetRecordsOptions {
  /** What moments are given as: ticks unless told. */
  readonly moments?: 'ticks' | 'text';
}

/** The rows of a Parquet file, numbered from 1. A row group that cannot be read is one reject; the others are read. */
export async function* readParquetRecords(
  path: string,
  { moments = 'ticks' }: ParquetRecordsOptions = {},
): RecordStream {
  const parsers = moments === 'ticks' ? tickParsers : textParsers;
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const buffer = asyncBuffer(file, size);
    let metadata: FileMetaData;
    try {
      metadata = await parquetMetadataAsync(buffer, { parsers });
    } catch (error) {
      yield [fault(1, `the Parquet file is damaged or truncated: ${messageOf(error)}`)];
      return;
    }
    yield* readGroups(buffer, metadata, parsers);
  } finally {
    await file.close();
  }
}

async function* readGroups(file: AsyncBuffer, metadata: FileMetaData, parsers: Parsers): RecordStream {
  const columns = parquetSchema(metadata).children.map((child) => child.element.name);
  let start = 0;
  for (const [at, group] of metadata.row_groups.entries()) {
    const rows = Number(group.num_rows);
    const end = start + rows;
    const refused = whyRefused(group);
    if (refused !== undefined) {
      yield [fault(start + 1, `Parquet row group ${at + 1}: ${refused}`)];
    } else {
      const bytes = Math.max(1, Number(group.total_byte_size) + rows * columns.length * CELL_BYTES);
      const step = Math.max(ROWS_AT_ONCE, Math.floor((rows * SLICE_BYTES) / bytes));
      for (let from = start; from < end; from += step) {
        const slice = { from, to: Math.min(from + step, end) };
        try {
          yield* readSlice(file, metadata, parsers, columns, slice);
        } catch (error) {
          if (isSystemError(error)) throw error;
          yield [fault(from + 1, `Parquet row group ${at + 1} is damaged: ${messageOf(error)}`)];
          break;
        }
      }
    }
    start = end;
  }
}

async function* readSlice(
  file: AsyncBuffer,
  metadata: FileMetaData,
  parsers: Parsers,
  columns: readonly string[],
  { from, to }: { from: number; to: number },
): RecordStream {
  const scan = await parquetScan({ file, metadata, compressors, parsers });
  const values: { name: string; data: ArrayLike<unknown> }[] = [];
  for (const name of columns)
    values.push({ name, data: await scan.readColumn({ column: name, rowStart: from, rowEnd: to }) });
  for (let first = from; first < to; first += ROWS_AT_ONCE) {
    const records: ReadRecord[] = [];
    for (let row = first; row < Math.min(first + ROWS_AT_ONCE, to); row++) records.push(recordAt(values, row, from));
    yield records;
  }
}

function recordAt(
  columns: readonly { name: string; data: ArrayLike<unknown> }[],
  row: number,
  from: number,
): ReadRecord {
  const value: Record<string, unknown> = {};
  let bytes = 0;
  for (const { name, data } of columns) {
    const cell = data[row - from];
    if (cell === null || cell === undefined || name === '__proto__') continue;
    value[name] = cell;
    bytes += name.length + (typeof cell === 'string' ? cell.length : 16);
  }
  return { line: row + 1, bytes, text: () => stringifyJson(value), value };
}

function whyRefused(group: FileMetaData['row_groups'][number]): string | undefined {
  if (group.num_rows > MAX_GROUP_ROWS) return `expected at most ${MAX_GROUP_ROWS} rows, found ${group.num_rows}`;
  for (const { meta_data: column } of group.columns)
    if (column && column.total_uncompressed_size > MAX_COLUMN_BYTES)
      return (
        `column ${column.path_in_schema.join('.')}: expected at most ${MAX_COLUMN_BYTES} bytes, ` +
        `found ${column.total_uncompressed_size}; smaller row groups can be read`
      );
  return undefined;
}

function asyncBuffer(file: FileHandle, byteLength: number): AsyncBuffer {
  return {
    byteLength,
    async slice(start: number, end = byteLength): Promise<ArrayBuffer> {
      const bytes = new ArrayBuffer(Math.max(0, end - start));
      const { bytesRead } = await file.read(new Uint8Array(bytes), 0, bytes.byteLength, start);
      return bytesRead === bytes.byteLength ? bytes : bytes.slice(0, bytesRead);
    },
  };
}

function fault(line: number, rejected: string): ReadRecord {
  return { line, bytes: 0, text: '', rejected };
}
