// Reads records from text of lines: delimited fields, whole lines, or all of it as one; without a heading to tell names.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, type Options, parse } from 'csv-parse';
import { DamagedContent } from './damaged-content.js';
import { MAX_RECORD_BYTES } from './limits.js';

/** Fields of one record. */
export type Fields = readonly string[];

const ROWS_AT_ONCE = 1_000;

/**
 * Records of fields between `delimiter`, quoted as RFC 4180 has it; rows may differ in length, and blank lines are none.
 * @throws DamagedContent when a quote is not closed, or a record is longer than 16 MiB
 */
export async function* readDelimited(
  bytes: AsyncIterable<Buffer>,
  delimiter: string,
): AsyncGenerator<readonly Fields[]> {
  const options: Options = {
    delimiter,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
  };
  const parser = parse(options);
  // Both ends fail together; the reader of the parser is told.
  pipeline(Readable.from(bytes), parser).catch(() => undefined);
  let rows: Fields[] = [];
  try {
    for await (const row of parser as AsyncIterable<string[]>) {
      rows.push(row);
      if (rows.length < ROWS_AT_ONCE) continue;
      yield rows;
      rows = [];
    }
  } catch (error) {
    if (error instanceof CsvError) throw new DamagedContent(`malformed CSV: ${error.code}`);
    throw error;
  } finally {
    parser.destroy();
  }
  yield rows;
}

/** Lines between tabs, in which a backslash stands before what would end a field: `\t`, `\n`, `\\`. */
export async function* readEscapedTabs(bytes: AsyncIterable<Buffer>): AsyncGenerator<readonly Fields[]> {
  for await (const lines of readLines(bytes)) yield lines.map(([line = '']) => line.split('\t').map(unescaped));
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
]);

const unescaped = (field: string): string =>
  field.includes('\\') ? field.replace(/\\(.)/gs, (_, escaped: string) => escapes.get(escaped) ?? escaped) : field;

/**
 * Each line that is not empty, as one field.
 * @throws DamagedContent when a line is longer than 16 MiB
 */
export async function* readLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<readonly Fields[]> {
  const decoder = new TextDecoder();
  let rest = '';
  const cut = (text: string): string[] => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_RECORD_BYTES) throw new DamagedContent(`expected lines of at most ${MAX_RECORD_BYTES} bytes`);
    return lines;
  };
  for await (const chunk of bytes) yield fieldsOf(cut(decoder.decode(chunk, { stream: true })));
  yield fieldsOf(cut(`${decoder.decode()}\n`));
}

const fieldsOf = (lines: readonly string[]): readonly Fields[] =>
  lines
    .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
    .flatMap((line) => (line === '' ? [] : [[line]]));

/** All of it as the one field of one record. */
export async function* readWhole(bytes: AsyncIterable<Buffer>): AsyncGenerator<readonly Fields[]> {
  const decoder = new TextDecoder();
  const texts: string[] = [];
  for await (const chunk of bytes) texts.push(decoder.decode(chunk, { stream: true }));
  yield [[texts.join('') + decoder.decode()]];
}
