// Everything that changes the database, one transaction after the other on one connection.

import type { DuckDBConnection } from '@duckdb/node-api';
import { type AppendResult, EngineError, type TableStatistics } from '../engine/engine.js';
import type { Catalog, StoredTable } from './catalog.js';
import type { Database } from './database.js';
import { explainMisfit } from './explain-misfit.js';
import type { AppendRequest, AppendSlices, DropRequest } from './protocol.js';
import { quoteName, quoteText } from './quote.js';
import {
  comparePartitionKeys,
  createPartition,
  createView,
  insertRows,
  type Partition,
  partitionName,
  type TableLayout,
  upgradePartition,
} from './table-layout.js';

const PARTITION_KEY = /^[a-z][a-z0-9]{0,31}$/;

/** Appends, drops and counts; calls queue up. */
export class Writer {
  readonly #connection: DuckDBConnection;
  readonly #catalog: Catalog;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ writer, catalog }: Database) {
    this.#connection = writer;
    this.#catalog = catalog;
  }

  append(request: AppendRequest): Promise<AppendResult> {
    return this.#transaction(async (changes) => {
      const earlier = request.id === undefined ? null : await this.#rowsOfBatch(request.id);
      if (earlier !== null) return { rows: earlier, duplicate: true };
      let rows = 0;
      for (const part of request.parts) {
        rows += await this.#appendPart(part, request.ingested, changes);
      }
      if (request.id !== undefined)
        await this.#connection.run('INSERT INTO "$batches" VALUES ($1, $2, $3)', [
          request.id,
          BigInt(rows),
          request.ingested,
        ]);
      return { rows, duplicate: false };
    });
  }

  drop({ table, partitions }: DropRequest): Promise<undefined> {
    return this.#transaction(async (changes) => {
      const stored = this.#stored(table);
      const present = [...new Set(partitions)].filter((key) => stored.partitions.has(key));
      if (present.length === 0) return undefined;
      const remaining = changes.partitionsOf(stored);
      for (const key of present) {
        remaining.delete(key);
        await this.#connection.run(`DROP TABLE ${quoteName(partitionName(table, key))}`);
        await this.#connection.run('DELETE FROM "$partitions" WHERE table_name = $1 AND key = $2', [table, key]);
      }
      await this.#connection.run(createView(stored.layout, remaining.values()));
      return undefined;
    });
  }

  statistics(): Promise<readonly TableStatistics[]> {
    return this.#transaction(async () => {
      const tables = [...this.#catalog.values()];
      const counts = new Map<string, readonly unknown[]>();
      const filled = tables.filter(({ partitions }) => partitions.size > 0);
      if (filled.length > 0) {
        const selects = filled.map(({ layout: { table } }) => {
          const dated = table.columns.some(({ name, type }) => name === 'Timestamp' && type === 'datetime');
          const bounds = dated ? 'min("Timestamp"), max("Timestamp")' : 'NULL::BIGINT, NULL::BIGINT';
          return `SELECT ${quoteText(table.name)}, count(*), ${bounds} FROM ${quoteName(table.name)}`;
        });
        const rows = await this.#connection.runAndReadAll(selects.join(' UNION ALL '));
        for (const [name, ...figures] of rows.getRows()) counts.set(String(name), figures);
      }
      return tables.map(({ layout, partitions }): TableStatistics => {
        const [rows, oldest, newest] = counts.get(layout.table.name) ?? [];
        return {
          table: layout.table.name,
          rows: Number(rows ?? 0n),
          partitions: [...partitions.keys()].sort(comparePartitionKeys),
          oldest: typeof oldest === 'bigint' ? oldest : null,
          newest: typeof newest === 'bigint' ? newest : null,
        };
      });
    });
  }

  /** Resolves when nothing is queued any more. */
  async idle(): Promise<void> {
    await this.#last;
  }

  async #transaction<T>(work: (changes: CatalogChanges) => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      const changes = new CatalogChanges();
      await this.#connection.run('BEGIN TRANSACTION');
      try {
        const value = await work(changes);
        await this.#connection.run('COMMIT');
        changes.apply();
        return value;
      } catch (error) {
        // A failed COMMIT has rolled back already.
        await this.#connection.run('ROLLBACK').catch(() => undefined);
        if (!(error instanceof Misfit)) throw error;
        throw await explainMisfit(this.#connection, error.layout, error.text, error.cause);
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #appendPart(part: AppendSlices, ingested: bigint, changes: CatalogChanges): Promise<number> {
    const stored = this.#stored(part.table);
    if (!PARTITION_KEY.test(part.partition))
      throw new EngineError(
        'execution-failed',
        `table ${part.table}: expected a partition key such as d20261122, found ${JSON.stringify(part.partition)}`,
      );
    if (part.slices.length === 0) return 0;
    await this.#preparePartition(stored, part.partition, changes);
    const insert = insertRows(stored.layout, part.partition);
    let total = 0;
    for (const { text, rows } of part.slices) {
      const { rowsChanged } = await this.#connection.run(insert, [text, ingested]).catch((error: unknown) => {
        throw new Misfit(stored.layout, text, error);
      });
      if (rowsChanged !== rows)
        throw new EngineError(
          'execution-failed',
          `table ${part.table}: expected each row as the JSON text of an object in one line, found ${rowsChanged} lines for ${rows} rows`,
        );
      total += rows;
    }
    return total;
  }

  async #preparePartition(stored: StoredTable, key: string, changes: CatalogChanges): Promise<void> {
    const partitions = changes.partitionsOf(stored);
    const present: Partition | undefined = partitions.get(key);
    if (present?.columns === null) return;
    const { layout } = stored;
    const name = layout.table.name;
    for (const sql of present ? upgradePartition(layout, present) : [createPartition(layout, key)])
      await this.#connection.run(sql);
    await this.#connection.run('DELETE FROM "$partitions" WHERE table_name = $1 AND key = $2', [name, key]);
    await this.#connection.run('INSERT INTO "$partitions" VALUES ($1, $2, $3)', [name, key, layout.shape]);
    partitions.set(key, { key, columns: null });
    await this.#connection.run(createView(layout, partitions.values()));
  }

  async #rowsOfBatch(id: string): Promise<number | null> {
    const found = await this.#connection.runAndReadAll('SELECT rows FROM "$batches" WHERE id = $1', [id]);
    const rows = found.getRows()[0]?.[0];
    return rows === undefined ? null : Number(rows);
  }

  #stored(table: string): StoredTable {
    const stored = this.#catalog.get(table);
    if (stored === undefined)
      throw new EngineError('execution-failed', `the lake has no table ${JSON.stringify(table)}`);
    return stored;
  }
}

/** The partitions as a transaction leaves them; the catalog takes them over after its commit. */
class CatalogChanges {
  readonly #changed = new Map<StoredTable, Map<string, Partition>>();

  partitionsOf(stored: StoredTable): Map<string, Partition> {
    const known = this.#changed.get(stored);
    if (known !== undefined) return known;
    const copy = new Map(stored.partitions);
    this.#changed.set(stored, copy);
    return copy;
  }

  apply(): void {
    for (const [stored, partitions] of this.#changed) {
      stored.partitions.clear();
      for (const [key, partition] of partitions) stored.partitions.set(key, partition);
    }
  }
}

/** A slice of rows that was not accepted; explained once the transaction is over. */
class Misfit {
  readonly layout: TableLayout;
  readonly text: string;
  readonly cause: unknown;

  constructor(layout: TableLayout, text: string, cause: unknown) {
    this.layout = layout;
    this.text = text;
    this.cause = cause;
  }
}
