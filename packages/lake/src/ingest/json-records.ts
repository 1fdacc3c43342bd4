// Reads records from JSON text of any layout: a line each, pretty-printed one after another, in an array, in `records`.

import { isUtf8 } from 'node:buffer';
import { ByteWindow } from './byte-window.js';
import { messageOf } from './failure.js';
import { NestingError, parseJson } from './json-exact.js';
import { JsonScanner } from './json-scanner.js';
import { MAX_NESTING, MAX_RECORD_BYTES, REJECT_TEXT_LENGTH } from './limits.js';
import type { JsonObject, ReadRecord, RecordStream } from './records.js';

const [NEWLINE, COMMA] = [0x0a, 0x2c];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Lines up to this length are tried as a whole before their braces are counted. */
const SHORT_LINE = 64 * 1024;

/** Bytes needed to recognise an envelope. */
const ENVELOPE_HEAD = 64;
const ENVELOPE = /^\{\s*"records"\s*:\s*\[/;

export interface JsonRecordsOptions {
  /** Whether an object that starts with an array `records` stands for the objects in it; it does unless told. */
  readonly envelopes?: boolean;
}

/**
 * The objects in JSON text. Nothing is held but the record at hand, and of that 16 MiB at most. A malformed record costs
 * itself: reading goes on with the next line that starts an object.
 */
export async function* readJsonRecords(
  source: AsyncIterable<Buffer>,
  { envelopes = true }: JsonRecordsOptions = {},
): RecordStream {
  const window = new ByteWindow(source);
  const reader = new JsonReader(window, envelopes);
  try {
    do {
      const records = reader.take();
      if (records.length > 0) yield records;
    } while (await window.fill());
    yield reader.take();
  } finally {
    await window.close();
  }
}

class JsonReader {
  readonly #window: ByteWindow;
  readonly #envelopes: boolean;
  #records: ReadRecord[] = [];
  #line = 1;
  /** Bytes consumed of the current line. */
  #column = 0;
  /** Whether a record may take up this whole line: nothing else was found on it. */
  #wholeLine = true;
  /** Whether the last good record took one line. */
  #linewise: boolean | undefined;
  /** Arrays that are open around the records, innermost last: `records` of an envelope, or plain. */
  readonly #containers: ('records' | 'array')[] = [];
  #scanner: JsonScanner | undefined;
  /** What is passed over: the rest of an envelope, of a record too long to hold, or of a line that is no record. */
  #skipping: 'envelope' | 'record' | 'line' | undefined;
  #finished = false;

  constructor(window: ByteWindow, envelopes: boolean) {
    this.#window = window;
    this.#envelopes = envelopes;
  }

  /** The records that are complete by now; at the end of the stream also what is left of it. */
  take(): readonly ReadRecord[] {
    this.#records = [];
    while (this.#step());
    if (this.#window.ended) this.#finish();
    return this.#records;
  }

  /** Gets one thing done; false when more bytes are needed. */
  #step(): boolean {
    if (this.#scanner) return this.#scan(this.#scanner);
    if (this.#skipping === 'line') return this.#skipLine();
    if (!this.#skipSeparators()) return false;
    const { bytes, start } = this.#window;
    switch (bytes[start]) {
      case OPEN_BRACE:
        return this.#object();
      case OPEN_BRACKET:
        this.#containers.push('array');
        if (this.#containers.length > MAX_NESTING) return this.#garbage();
        return this.#pass(1);
      case CLOSE_BRACKET:
        return this.#closeContainer();
      default:
        return this.#garbage();
    }
  }

  /** Passes over white space, commas and the mark that some tools put before a record; false when nothing else is left. */
  #skipSeparators(): boolean {
    const window = this.#window;
    for (; window.start < window.end; window.start++) {
      const byte = window.bytes[window.start] ?? 0;
      if (byte === NEWLINE) {
        this.#line++;
        this.#column = 0;
        this.#wholeLine = true;
        continue;
      }
      if (byte > 0x20 && byte !== COMMA) return true;
      this.#column++;
    }
    return false;
  }

  #object(): boolean {
    const window = this.#window;
    if (window.length < ENVELOPE_HEAD && !window.ended) return false;
    const head = window.bytes.toString('latin1', window.start, Math.min(window.start + ENVELOPE_HEAD, window.end));
    const envelope = this.#envelopes ? ENVELOPE.exec(head)?.[0] : undefined;
    if (envelope !== undefined) {
      this.#containers.push('records');
      this.#consume(envelope.length);
      this.#wholeLine = false;
      return true;
    }
    if (this.#wholeLine) {
      const taken = this.#takeLine();
      if (taken !== undefined) return taken;
    }
    this.#scanner = new JsonScanner(this.#column);
    return true;
  }

  /** Takes a record that fills its line; undefined when it does not, false when its end is not there yet. */
  #takeLine(): boolean | undefined {
    const window = this.#window;
    const { bytes, start } = window;
    const newline = bytes.indexOf(NEWLINE, start);
    const found = newline >= 0 && newline < window.end;
    if (!found && !window.ended) return window.length < SHORT_LINE ? false : undefined;
    let end = found ? newline : window.end;
    if (end - start > SHORT_LINE) return undefined;
    while (end > start && isSeparator(bytes[end - 1] ?? 0, this.#containers.length > 0)) end--;
    if (bytes[end - 1] !== CLOSE_BRACE) return undefined;
    const parsed = parseRecord(bytes.subarray(start, end));
    if (typeof parsed === 'string') return undefined;
    this.#records.push({ line: this.#line, bytes: end - start, ...parsed });
    this.#linewise = true;
    return this.#pass(end - start);
  }

  #scan(scanner: JsonScanner): boolean {
    const window = this.#window;
    const stop = scanner.scan(window.bytes, window.start, window.end);
    if (stop === 'more') {
      if (this.#skipping) this.#skip(scanner, tooLong);
      else if (scanner.offset > MAX_RECORD_BYTES) this.#giveUp(scanner, tooLong);
      return this.#scanner === undefined;
    }
    if (stop === 'excess') {
      this.#giveUp(scanner, scanner.excess ?? tooLong);
    } else if (this.#skipping) {
      this.#skipping = undefined;
      this.#leaveScanned(scanner, scanner.offset);
    } else if (stop === 'end') {
      this.#takeScanned(scanner);
    } else {
      this.#rejectScanned(scanner, 'malformed JSON: expected the end of the object, found the next one');
    }
    return true;
  }

  #takeScanned(scanner: JsonScanner): void {
    const { bytes, start } = this.#window;
    const text = bytes.subarray(start, start + scanner.offset);
    const parsed = parseRecord(text);
    if (typeof parsed === 'string') {
      this.#rejectScanned(scanner, parsed);
      return;
    }
    this.#records.push({ line: this.#line, bytes: scanner.offset, ...parsed });
    this.#linewise = scanner.newlines === 0;
    this.#leaveScanned(scanner, scanner.offset);
  }

  /** Rejects what was scanned, or only its first lines when a later one looks like the next record. */
  #rejectScanned(scanner: JsonScanner, reason: string): void {
    const length = this.#nextRecord(scanner);
    this.#reject(length, reason);
    this.#leaveScanned(scanner, length);
  }

  /** Rejects a record before its end was seen, and looks for another where one may start. */
  #giveUp(scanner: JsonScanner, reason: string): void {
    if (this.#nextRecord(scanner) < scanner.offset) this.#rejectScanned(scanner, reason);
    else this.#skip(scanner, reason);
  }

  /**
   * Where, within a record that is malformed, the next one may start: on the next line, when records have been a line each
   * (or this is the first, and not written as `{` on a line of its own); else on a line that starts like a record.
   */
  #nextRecord({ offset, column, newlines }: JsonScanner): number {
    if (newlines === 0 || this.#skipping) return offset;
    const { bytes, start } = this.#window;
    const end = start + offset;
    const newline = bytes.indexOf(NEWLINE, start);
    if (this.#linewise ?? bytes.toString('latin1', start + 1, newline).trim() !== '') return newline - start;
    for (let at = bytes.indexOf(NEWLINE, start); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) {
      let next = at + 1;
      while (next < end && next - at <= column && (bytes[next] === 0x20 || bytes[next] === 0x09)) next++;
      if (next < end && bytes[next] === OPEN_BRACE) return next - start;
    }
    return offset;
  }

  #leaveScanned({ newlines }: JsonScanner, length: number): void {
    this.#scanner = undefined;
    this.#wholeLine = false;
    if (newlines > 0) this.#consume(length);
    else this.#pass(length);
  }

  /** Lets go of the bytes seen of a value that is not kept. */
  #skip(scanner: JsonScanner, reason: string): void {
    if (!this.#skipping) {
      this.#reject(scanner.offset, reason);
      this.#skipping = 'record';
    }
    this.#consume(scanner.offset);
    scanner.offset = 0;
  }

  #skipLine(): boolean {
    const window = this.#window;
    const newline = window.bytes.indexOf(NEWLINE, window.start);
    const found = newline >= 0 && newline < window.end;
    this.#pass((found ? newline : window.end) - window.start);
    if (found) this.#skipping = undefined;
    return found;
  }

  #closeContainer(): boolean {
    const container = this.#containers.pop();
    if (container === undefined) return this.#garbage();
    this.#pass(1);
    if (container === 'records') {
      this.#scanner = JsonScanner.inside();
      this.#skipping = 'envelope';
    }
    return true;
  }

  /** Rejects what is no object: the rest of its line, within an array up to the next element. */
  #garbage(): boolean {
    const window = this.#window;
    const { bytes, start } = window;
    const inArray = this.#containers.length > 0;
    let end = start + 1;
    while (end < window.end && !endsGarbage(bytes[end] ?? 0, inArray)) end++;
    if (end === window.end && !window.ended) {
      if (window.length < SHORT_LINE) return false;
      this.#skipping = 'line';
    }
    const found = JSON.stringify(bytes.toString('utf8', start, Math.min(end, start + 40)).trimEnd());
    this.#reject(end - start, `expected a JSON object, found ${found}`);
    return this.#pass(end - start);
  }

  #finish(): void {
    for (let scanner = this.#scanner; scanner && !this.#skipping; scanner = this.#scanner) {
      this.#rejectScanned(scanner, 'malformed JSON: expected the end of the object, found the end of the input');
      while (this.#step());
    }
    if (this.#finished) return;
    this.#finished = true;
    const open = this.#skipping === 'envelope' || this.#containers.length > 0;
    const fault =
      this.#window.damage ??
      (open ? 'malformed JSON: expected the end of the array, found the end of the input' : undefined);
    if (fault !== undefined) this.#records.push({ line: this.#line, bytes: 0, text: '', rejected: fault });
  }

  #reject(length: number, rejected: string): void {
    const { bytes, start } = this.#window;
    const text = bytes.toString('utf8', start, Math.min(start + length, start + REJECT_TEXT_LENGTH)).trimEnd();
    this.#records.push({ line: this.#line, bytes: length, text, rejected });
  }

  /** Moves on within a line, which then holds more than one thing. */
  #pass(length: number): true {
    this.#window.start += length;
    this.#column += length;
    this.#wholeLine = false;
    return true;
  }

  /** Moves on, keeping count of lines. */
  #consume(length: number): void {
    const window = this.#window;
    const end = window.start + length;
    for (let at = window.bytes.indexOf(NEWLINE, window.start); at >= 0 && at < end; ) {
      this.#line++;
      this.#column = 0;
      this.#wholeLine = true;
      window.start = at + 1;
      at = window.bytes.indexOf(NEWLINE, at + 1);
    }
    this.#column += end - window.start;
    window.start = end;
  }
}

const tooLong = `expected a record of at most ${MAX_RECORD_BYTES} bytes, found a longer one`;

function isSeparator(byte: number, inArray: boolean): boolean {
  return byte <= 0x20 || (inArray && byte === COMMA);
}

function endsGarbage(byte: number, inArray: boolean): boolean {
  return byte === NEWLINE || (inArray && (byte === COMMA || byte === CLOSE_BRACKET || byte === OPEN_BRACE));
}

/** The object in a piece of text that starts with a brace; the reason when there is none. */
function parseRecord(bytes: Buffer): { text: string; value: JsonObject } | string {
  if (bytes.length > MAX_RECORD_BYTES) return tooLong;
  if (!isUtf8(bytes)) return 'expected UTF-8 text, found other bytes';
  const text = bytes.toString('utf8');
  try {
    return { text, value: parseJson(text) as JsonObject };
  } catch (error) {
    if (error instanceof NestingError) return error.message;
    return `malformed JSON: ${messageOf(error)}`;
  }
}
