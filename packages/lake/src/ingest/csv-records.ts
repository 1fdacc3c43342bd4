// Reads records from CSV: rows are cut here, with the record limit and their place; their fields are csv-parse's work.

import { isUtf8 } from 'node:buffer';
import { type CsvError, parse } from 'csv-parse/sync';
import { ByteWindow } from './byte-window.js';
import { delimiterOf } from './csv-header.js';
import { MAX_RECORD_BYTES, REJECT_TEXT_LENGTH } from './limits.js';
import type { JsonObject, ReadRecord, RecordStream } from './records.js';

const [NEWLINE, QUOTE] = [0x0a, 0x22];

/** Rows parsed in one call. */
const ROWS_AT_ONCE = 1_000;

/** A row's place in the window. */
interface Row {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly lines: number;
}

/**
 * The rows of a CSV file with a header line, as objects of text; empty fields are left out. A malformed row costs itself:
 * one whose quote is not closed is given up after its first line.
 */
export async function* readCsvRecords(source: AsyncIterable<Buffer>): RecordStream {
  const window = new ByteWindow(source);
  const reader = new CsvReader(window);
  try {
    do {
      for (let records = reader.take(); records.length > 0; records = reader.take()) yield records;
    } while (await window.fill());
    for (let records = reader.take(); records.length > 0; records = reader.take()) yield records;
    if (window.damage !== undefined) yield [{ line: reader.line, bytes: 0, text: '', rejected: window.damage }];
  } finally {
    await window.close();
  }
}

class CsvReader {
  line = 1;
  readonly #window: ByteWindow;
  #columns: readonly string[] | undefined;
  #delimiter = ',';
  /** Bytes of the row at hand in which its end was looked for. */
  #searched = 0;
  #quotes = 0;
  #newlines = 0;
  #skipping = false;

  constructor(window: ByteWindow) {
    this.#window = window;
  }

  /** The next rows that are complete; none when more bytes are needed. */
  take(): readonly ReadRecord[] {
    const rows: Row[] = [];
    const rejected: ReadRecord[] = [];
    while (rows.length < ROWS_AT_ONCE && rejected.length === 0) {
      const row = this.#nextRow(rejected);
      if (!row) break;
      if (this.#columns) rows.push(row);
      else this.#readHeader(row);
    }
    return [...this.#parse(rows), ...rejected];
  }

  #readHeader({ start, end }: Row): void {
    const header = this.#window.bytes.toString('utf8', start, end);
    this.#delimiter = delimiterOf(header);
    this.#columns = (fieldsOf(header, this.#delimiter)[0] ?? []).map((name) => name.trim());
  }

  /** Finds the end of the next row that is not blank: a line break outside of quotes. */
  #nextRow(rejected: ReadRecord[]): Row | undefined {
    const window = this.#window;
    const { bytes } = window;
    for (;;) {
      if (window.length === 0) return undefined;
      if (this.#skipping && !this.#skipLine()) return undefined;
      const from = window.start + this.#searched;
      const newline = bytes.indexOf(NEWLINE, from);
      const found = newline >= 0 && newline < window.end;
      const end = found ? newline : window.end;
      this.#quotes += count(bytes, QUOTE, from, end);
      this.#searched = end - window.start;
      if (found && this.#quotes % 2 === 1) {
        this.#searched++;
        this.#newlines++;
        if (this.#searched <= MAX_RECORD_BYTES) continue;
      }
      const open = this.#quotes % 2 === 1;
      if (this.#searched > MAX_RECORD_BYTES) {
        this.#giveUp(rejected, `expected a row of at most ${MAX_RECORD_BYTES} bytes, found a longer one`);
        return undefined;
      }
      if (!found && !window.ended) return undefined;
      if (open) {
        this.#giveUp(rejected, 'malformed CSV: expected a closing quote, found the end of the input');
        return undefined;
      }
      const row = { line: this.line, start: window.start, end, lines: this.#newlines };
      this.#leave(found ? end + 1 : end);
      if (!isBlank(bytes, row.start, row.end)) return row;
    }
  }

  /** Rejects the first line of a row that has no end in sight. */
  #giveUp(rejected: ReadRecord[], reason: string): void {
    const { bytes, start, end } = this.#window;
    const newline = bytes.indexOf(NEWLINE, start);
    const found = newline >= 0 && newline < end;
    const stop = found ? newline : end;
    const text = bytes.toString('utf8', start, Math.min(stop, start + REJECT_TEXT_LENGTH)).trimEnd();
    rejected.push({ line: this.line, bytes: stop - start, text, rejected: reason });
    this.#newlines = 0;
    this.#leave(found ? stop + 1 : stop);
    if (!found) {
      this.line--;
      this.#skipping = true;
    }
  }

  #skipLine(): boolean {
    const window = this.#window;
    const newline = window.bytes.indexOf(NEWLINE, window.start);
    const found = newline >= 0 && newline < window.end;
    window.start = found ? newline + 1 : window.end;
    if (found) this.line++;
    this.#skipping = !found;
    return found;
  }

  #leave(next: number): void {
    this.line += this.#newlines + 1;
    this.#window.start = next;
    this.#searched = 0;
    this.#quotes = 0;
    this.#newlines = 0;
  }

  #parse(rows: readonly Row[]): readonly ReadRecord[] {
    const [first, last] = [rows[0], rows[rows.length - 1]];
    if (!first || !last) return [];
    const { bytes } = this.#window;
    const all = bytes.subarray(first.start, last.end);
    if (isUtf8(all)) {
      try {
        const fields = fieldsOf(all, this.#delimiter);
        if (fields.length === rows.length) return rows.map((row, at) => this.#record(row, fields[at] ?? []));
      } catch {
        // One of the rows is malformed: found out below.
      }
    }
    return rows.map((row) => this.#parseRow(row));
  }

  #parseRow(row: Row): ReadRecord {
    const bytes = this.#window.bytes.subarray(row.start, row.end);
    if (!isUtf8(bytes)) return this.#reject(row, 'expected UTF-8 text, found other bytes');
    try {
      return this.#record(row, fieldsOf(bytes, this.#delimiter)[0] ?? []);
    } catch (error) {
      return this.#reject(row, `malformed CSV: ${(error as CsvError).message}`);
    }
  }

  #record(row: Row, fields: readonly string[]): ReadRecord {
    const columns = this.#columns ?? [];
    if (fields.length !== columns.length)
      return this.#reject(row, `malformed CSV: expected ${columns.length} fields, found ${fields.length}`);
    const value: Record<string, string> = {};
    for (const [at, name] of columns.entries()) {
      const field = fields[at];
      if (field && name !== '__proto__') value[name] = field;
    }
    return {
      line: row.line,
      bytes: row.end - row.start,
      text: () => JSON.stringify(value),
      value: value as JsonObject,
    };
  }

  #reject({ line, start, end }: Row, rejected: string): ReadRecord {
    const text = this.#window.bytes.toString('utf8', start, Math.min(end, start + REJECT_TEXT_LENGTH)).trimEnd();
    return { line, bytes: end - start, text, rejected };
  }
}

function fieldsOf(rows: Buffer | string, delimiter: string): string[][] {
  return parse(rows, { delimiter, relax_column_count: true, skip_empty_lines: true });
}

function count(bytes: Buffer, byte: number, from: number, to: number): number {
  let found = 0;
  for (let at = bytes.indexOf(byte, from); at >= 0 && at < to; at = bytes.indexOf(byte, at + 1)) found++;
  return found;
}

function isBlank(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((bytes[at] ?? 0) > 0x20) return false;
  return true;
}
