// Turns the engine's rows (JSON arrays) into JSON objects byte by byte, without parsing numbers or building objects.

/** How one column's cells are written. */
export interface CellRule {
  /** Bytes before the cell, such as `"Name":`. */
  readonly prefix: Uint8Array;
  /**
   * Looks at a cell (`bytes[start]` to `bytes[end - 1]`) and may return what replaces both prefix and cell.
   * A rule without it costs nothing per cell.
   */
  readonly rewrite?: (bytes: Uint8Array, start: number, end: number) => Uint8Array | undefined;
}

export interface RowRewriter {
  /** Rewrites the next bytes; what cannot be decided yet is kept for the next call. */
  push(chunk: Uint8Array): Uint8Array;
  /** @throws RowFormatError when the input ended inside a row. */
  end(): void;
}

/** The engine's rows are not what was announced; the answer must not be completed. */
export class RowFormatError extends Error {
  override readonly name = 'RowFormatError';
}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const openArray = 0x5b;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;
const space = 0x20;

/**
 * Rows in: `["a",1]\n["b",2]`. Objects out, joined by commas: `{"x":"a","y":1},{"x":"b","y":2}`.
 * Chunks may be cut anywhere, also inside a character.
 */
export function createRowRewriter(rules: readonly CellRule[]): RowRewriter {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let column = 0;
  let firstRow = true;
  /** Start of the open cell's prefix and value in `out`. */
  let cellStart = 0;
  let valueStart = 0;
  let kept: Uint8Array = new Uint8Array(0);

  return {
    push(chunk) {
      const size = chunk.length;
      let out = Buffer.allocUnsafe(kept.length + size + (size >> 1) + 4096);
      out.set(kept);
      let at = kept.length;
      let rule = rules[column];

      const reserve = (bytes: number) => {
        if (at + bytes <= out.length) return;
        const larger = Buffer.allocUnsafe(Math.max(at + bytes, out.length + (out.length >> 1)));
        larger.set(out.subarray(0, at));
        out = larger;
      };
      const openCell = (rest: number) => {
        cellStart = at;
        const prefix = rule?.prefix;
        if (prefix !== undefined) {
          reserve(prefix.length + rest + 16);
          for (let i = 0; i < prefix.length; i += 1) out[at + i] = prefix[i] as number;
          at += prefix.length;
        }
        valueStart = at;
      };
      const closeCell = (rest: number) => {
        if (rule === undefined) throw new RowFormatError(`expected ${rules.length} cells in a row, found more`);
        if (valueStart === at) throw new RowFormatError(`expected a value in cell ${column + 1} of a row, found none`);
        const replacement = rule.rewrite?.(out, valueStart, at);
        if (replacement === undefined) return;
        at = cellStart;
        reserve(replacement.length + rest + 16);
        out.set(replacement, at);
        at += replacement.length;
      };

      for (let i = 0; i < size; i += 1) {
        const byte = chunk[i] as number;
        if (inString) {
          out[at++] = byte;
          if (escaped) escaped = false;
          else if (byte === backslash) escaped = true;
          else if (byte === quote) inString = false;
        } else if (depth === 1) {
          if (byte === comma) {
            closeCell(size - i);
            column += 1;
            rule = rules[column];
            out[at++] = comma;
            openCell(size - i);
          } else if (byte === closeArray) {
            if (rules.length > 0) closeCell(size - i);
            if (column !== Math.max(rules.length - 1, 0)) {
              throw new RowFormatError(`expected ${rules.length} cells in a row, found ${column + 1}`);
            }
            out[at++] = closeObject;
            depth = 0;
          } else if (byte > space) {
            out[at++] = byte;
            if (byte === quote) inString = true;
            else if (byte === openArray || byte === openObject) depth = 2;
          }
        } else if (depth > 1) {
          out[at++] = byte;
          if (byte === quote) inString = true;
          else if (byte === openArray || byte === openObject) depth += 1;
          else if (byte === closeArray || byte === closeObject) depth -= 1;
        } else if (byte === openArray) {
          if (!firstRow) out[at++] = comma;
          firstRow = false;
          out[at++] = openObject;
          depth = 1;
          column = 0;
          rule = rules[0];
          openCell(size - i);
        } else if (byte > space) {
          throw new RowFormatError(`expected a row to start with [, found byte ${byte}`);
        }
      }

      // An open cell that may be replaced waits for its end; everything before it can go.
      const done = depth > 0 && rule?.rewrite !== undefined ? cellStart : at;
      kept = Uint8Array.prototype.slice.call(out, done, at);
      // A cell already sent needs no start, only the knowledge that it has a value.
      valueStart = done === at ? Math.min(valueStart - at, 0) : valueStart - done;
      cellStart -= done;
      return out.subarray(0, done);
    },

    end() {
      if (depth > 0) throw new RowFormatError('expected whole rows, found an end inside a row');
    },
  };
}
