// What the readers of every format deliver: records one by one, good or bad, each with its place in the input.

/** An object read from an input, before a source maps it to a row. */
export type JsonObject = Readonly<Record<string, unknown>>;

interface Place {
  /** The line on which the record starts; the row's number in formats without lines. From 1. */
  readonly line: number;
  /** Bytes of input that it takes, near enough to bound a batch; the same whenever the input is read. */
  readonly bytes: number;
  /** The record's text, for the reject file. */
  readonly text: string | (() => string);
}

/** A record that was read. */
export interface GoodRecord extends Place {
  readonly value: JsonObject;
}

/** A record, or a whole input, that could not be read. */
export interface BadRecord extends Place {
  readonly rejected: string;
}

export type ReadRecord = GoodRecord | BadRecord;

/** Records in the order of the input, a handful at a time; the next are read when they are asked for. */
export type RecordStream = AsyncIterable<readonly ReadRecord[]>;

export function isBad(record: ReadRecord): record is BadRecord {
  return 'rejected' in record;
}

/** A record's text. */
export function textOf({ text }: ReadRecord): string {
  return typeof text === 'string' ? text : text();
}
