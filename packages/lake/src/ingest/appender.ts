// Gathers rows into batches and sends them to the engine, one on its way while the next is filled.

import type { AppendPart, Engine } from '../engine/engine.js';
import type { BatchExtent, BatchIds } from './batch-id.js';
import type { EncodedRow } from './encode-row.js';
import { IngestError } from './ingest-error.js';
import { BATCH_BYTES, BATCH_RECORDS } from './limits.js';
import type { ReadRecord } from './records.js';

/** What became of a batch that the engine has answered for. */
export interface Acknowledged {
  readonly rows: ReadonlyMap<string, number>;
  readonly total: number;
  readonly duplicate: boolean;
}

interface Pending {
  readonly parts: Map<string, { table: string; partition: string; rows: string[] }>;
  readonly rows: Map<string, number>;
  total: number;
  firstLine: number;
  lastLine: number;
  records: number;
  bytes: number;
}

/**
 * Cuts the batches of one part. Where a batch ends depends on the records alone (their number and size, the rejected ones
 * included), so that a repeat cuts the same.
 */
export class Appender {
  readonly #engine: Pick<Engine, 'append'>;
  readonly #namespace: string | null;
  readonly #ids: BatchIds;
  readonly #acknowledge: (batch: Acknowledged) => void;
  #batch = emptyBatch();
  #onItsWay: Promise<void> | undefined;

  constructor(
    { engine, namespace = null }: { readonly engine: Pick<Engine, 'append'>; readonly namespace?: string | null },
    ids: BatchIds,
    acknowledge: (batch: Acknowledged) => void,
  ) {
    this.#engine = engine;
    this.#namespace = namespace;
    this.#ids = ids;
    this.#acknowledge = acknowledge;
  }

  /** Rows that wait in the batch at hand. */
  get waiting(): number {
    return this.#batch.total;
  }

  /** The line of the first record in the batch at hand. */
  get firstWaiting(): number {
    return this.#batch.firstLine;
  }

  /** Counts a record in, with its row if it became one; true when the batch is full and `send` is due. */
  add({ line, bytes }: ReadRecord, row?: EncodedRow): boolean {
    const batch = this.#batch;
    if (batch.records === 0) batch.firstLine = line;
    batch.lastLine = line;
    batch.records++;
    batch.bytes += bytes;
    if (row) {
      const key = `${row.table} ${row.partition}`;
      const part = batch.parts.get(key);
      if (part) part.rows.push(row.json);
      else batch.parts.set(key, { table: row.table, partition: row.partition, rows: [row.json] });
      batch.rows.set(row.table, (batch.rows.get(row.table) ?? 0) + 1);
      batch.total++;
    }
    return batch.records >= BATCH_RECORDS || batch.bytes >= BATCH_BYTES;
  }

  /** Sends the batch at hand, as soon as the engine has answered for the one before. */
  async send(): Promise<void> {
    const batch = this.#batch;
    this.#batch = emptyBatch();
    if (batch.records === 0) return;
    const id = this.#ids.next(batch satisfies BatchExtent);
    await this.settle();
    if (batch.total === 0) return;
    this.#onItsWay = this.#append(id, batch);
    // Awaited by the next send or settle; until then a failure must not count as unhandled.
    this.#onItsWay.catch(() => undefined);
  }

  /** Resolves when everything sent is on disk. */
  async settle(): Promise<void> {
    const sent = this.#onItsWay;
    this.#onItsWay = undefined;
    await sent;
  }

  async #append(id: string, { parts, rows, total }: Pending): Promise<void> {
    const sent: readonly AppendPart[] = [...parts.values()];
    const result = await this.#engine.append({ namespace: this.#namespace, id, parts: sent });
    if (!result.duplicate && result.rows !== total)
      throw new IngestError(
        'append-miscounted',
        `expected the engine to store ${total} rows, found ${result.rows} stored`,
      );
    this.#acknowledge({ rows, total, duplicate: result.duplicate });
  }
}

function emptyBatch(): Pending {
  return { parts: new Map(), rows: new Map(), total: 0, firstLine: 0, lastLine: 0, records: 0, bytes: 0 };
}
