// Gives each batch an id that a repeated ingest of the same input gives it again, so that no row is stored twice.

import { createHash, randomUUID } from 'node:crypto';
import type { InputFile } from './input.js';

/** Raised when batches are cut differently: old ids must then not meet new batches. */
const CUT = 1;

/** What identifies the input of a part. */
export interface PartIdentity {
  readonly file?: InputFile;
  readonly entry?: string;
  /** The how-manieth part of its input this is, for entries of the same name. */
  readonly ordinal: number;
  readonly table?: string;
  readonly idempotencyKey?: string;
  /** Stores the input again, whether or not it was stored before. */
  readonly again?: boolean;
}

/** What of the input a batch covers; nothing of what became of it. */
export interface BatchExtent {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly records: number;
  readonly bytes: number;
}

/**
 * The ids of a part's batches, in order. A file is known by its real path, size and time of change, a stream by its
 * idempotency key; without one, or with `again`, ids are random. Each id covers all batches before it. The clock and
 * `--shift-time` have no say: a repeat with another shift finds the rows stored, as they were first shifted. Extents are
 * part of an id so that batches cut otherwise, by a later version, are stored rather than taken for known.
 */
export class BatchIds {
  #last: string;

  constructor({ file, entry, ordinal, table, idempotencyKey, again = false }: PartIdentity) {
    const known = file ? [file.realPath, file.size, file.modified] : idempotencyKey;
    const seed = known === undefined || again ? randomUUID() : known;
    this.#last = digest([CUT, seed, ordinal, entry ?? null, table ?? null]);
  }

  next({ firstLine, lastLine, records, bytes }: BatchExtent): string {
    this.#last = digest([this.#last, firstLine, lastLine, records, bytes]);
    return this.#last;
  }
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
