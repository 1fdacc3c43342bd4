// Finds where a JSON value ends by its braces alone, so that it can be cut out of a stream before it is parsed.

import { MAX_NESTED_VALUES, MAX_NESTING } from './limits.js';

const [QUOTE, BACKSLASH, NEWLINE] = [0x22, 0x5c, 0x0a];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];
const [COLON, COMMA] = [0x3a, 0x2c];

/**
 * What a scan came upon: the end of the value, the start of another one that shows this one to be broken, more parts or
 * levels than allowed (said once), or no more bytes.
 */
export type ScanStop = 'end' | 'restart' | 'excess' | 'more';

/**
 * One pass over one value. It keeps its place between calls, so that a value may arrive in pieces. It does not check the
 * grammar (parsing does), but it knows what no well-formed value has: a line break in a string, a wrong closing bracket, or
 * an object where none may stand. The last of these at the start of a line is taken for the next record.
 */
export class JsonScanner {
  /** Bytes seen; on 'end' the length of the value, on 'restart' the distance to the next one. */
  offset = 0;
  /** Line breaks seen. */
  newlines = 0;
  /** Set when the value cannot be well-formed. */
  broken = false;
  /** Set when the value is nested too deeply or has too many parts. */
  excess: string | undefined;
  #depth = 0;
  #nested = 0;
  #saidExcess = false;
  #inString = false;
  #escaped = false;
  /** The last byte that is not white space; a quote for a whole string. */
  #last = 0;
  /** Column of the current byte while only white space was seen on its line, -1 after. */
  #indent = -1;
  /** Whether the open value at each level is an array. */
  readonly #arrays: boolean[] = [];

  /** @param column where on its line the value starts: the next record does not start to the right of it */
  constructor(readonly column: number) {}

  /** Starts within an object that is already open. */
  static inside(): JsonScanner {
    const scanner = new JsonScanner(0);
    scanner.#depth = 1;
    scanner.#arrays.push(false);
    return scanner;
  }

  /** Goes on with `bytes[from + offset]` up to `end`. */
  scan(bytes: Buffer, from: number, end: number): ScanStop {
    for (let at = from + this.offset; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inString = false;
        if (byte === NEWLINE) this.#breakString();
        continue;
      }
      switch (byte) {
        case QUOTE:
          this.#inString = true;
          break;
        case OPEN_BRACE:
          if (this.#isNextRecord()) return this.#stop('restart', at - from);
          this.#open(false);
          break;
        case OPEN_BRACKET:
          this.#open(true);
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET:
          if (this.#depth <= MAX_NESTING && this.#arrays.pop() !== (byte === CLOSE_BRACKET)) this.broken = true;
          if (--this.#depth === 0) return this.#stop('end', at - from + 1);
          break;
        case NEWLINE:
          this.newlines++;
          this.#indent = 0;
          continue;
        case 0x20:
        case 0x09:
        case 0x0d:
          if (this.#indent >= 0) this.#indent++;
          continue;
      }
      this.#last = byte;
      this.#indent = -1;
      if (this.excess !== undefined && !this.#saidExcess) {
        this.#saidExcess = true;
        return this.#stop('excess', at - from + 1);
      }
    }
    return this.#stop('more', end - from);
  }

  #stop(stop: ScanStop, offset: number): ScanStop {
    this.offset = offset;
    return stop;
  }

  #breakString(): void {
    this.broken = true;
    this.#inString = false;
    this.#escaped = false;
    this.newlines++;
    this.#indent = 0;
  }

  #open(array: boolean): void {
    this.#nested++;
    if (++this.#depth <= MAX_NESTING) this.#arrays.push(array);
    if (this.#depth > MAX_NESTING) this.excess = `expected nesting of at most ${MAX_NESTING} levels, found more`;
    else if (this.#nested > MAX_NESTED_VALUES)
      this.excess = `expected at most ${MAX_NESTED_VALUES} arrays and objects in a record, found more`;
  }

  #isNextRecord(): boolean {
    if (this.#indent < 0 || this.#indent > this.column || this.#depth === 0) return false;
    if (this.broken || this.#depth > MAX_NESTING) return true;
    const inArray = this.#arrays[this.#arrays.length - 1] === true;
    const mayStand = inArray ? this.#last === OPEN_BRACKET || this.#last === COMMA : this.#last === COLON;
    return !mayStand;
  }
}
