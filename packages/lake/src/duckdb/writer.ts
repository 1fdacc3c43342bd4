// Everything that changes the database, one transaction after the other on one connection.

import type { DuckDBConnection } from '@duckdb/node-api';
import { type AppendResult, EngineError, isNamespace, type TableStatistics } from '../engine/engine.js';
import { platformTables } from '../tables/index.js';
import {
  type Catalog,
  createBatches,
  createNamespace,
  recordView,
  type StoredTable,
  type StoredTables,
} from './catalog.js';
import { CatalogChanges } from './catalog-changes.js';
import type { Database } from './database.js';
import { explainMisfit } from './explain-misfit.js';
import type { AppendRequest, AppendSlices, CopyRequest, DropRequest } from './protocol.js';
import { quoteName, quoteRelation, quoteText } from './quote.js';
import {
  comparePartitionKeys,
  createPartition,
  createView,
  insertRows,
  type Partition,
  quotePartition,
  type TableLayout,
  upgradePartition,
} from './table-layout.js';

const PARTITION_KEY = /^[a-z][a-z0-9]{0,31}$/;

/** Appends, drops, copies and counts; calls queue up. */
export class Writer {
  readonly #connection: DuckDBConnection;
  readonly #catalog: Catalog;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ writer, catalog }: Database) {
    this.#connection = writer;
    this.#catalog = catalog;
  }

  append({ id, parts, ingested, namespace }: AppendRequest): Promise<AppendResult> {
    return this.#transaction(async (changes) => {
      await this.#prepareNamespace(namespace, changes);
      const earlier = id === undefined ? null : await this.#rowsOfBatch(namespace, id);
      if (earlier !== null) return { rows: earlier, duplicate: true };
      let rows = 0;
      for (const part of parts) rows += await this.#appendPart(part, namespace, ingested, changes);
      if (id !== undefined)
        await this.#connection.run(`INSERT INTO ${quoteRelation(namespace, '$batches')} VALUES ($1, $2, $3)`, [
          id,
          BigInt(rows),
          ingested,
        ]);
      return { rows, duplicate: false };
    });
  }

  drop({ table, partitions, namespace }: DropRequest): Promise<undefined> {
    return this.#transaction(async (changes) => {
      this.#layout(table);
      const stored = changes.tables(namespace)?.get(table);
      if (stored !== undefined) await this.#dropPartitions(stored, partitions, changes);
      return undefined;
    });
  }

  /** Erases a namespace with everything that is known of it; home is emptied. */
  dropNamespace(namespace: string | null): Promise<undefined> {
    return this.#transaction(async (changes) => {
      await this.#clear(namespace, changes);
      return undefined;
    });
  }

  /** Makes `to` hold what `from` holds, and nothing else. */
  copyNamespace({ from, to }: CopyRequest): Promise<undefined> {
    return this.#transaction(async (changes) => {
      const source = changes.tables(from);
      if (from === to) return undefined;
      await this.#clear(to, changes);
      if (source === undefined) return undefined;
      await this.#prepareNamespace(to, changes);
      for (const { layout, partitions } of source.values()) {
        if (platformTables.has(layout.table.name)) continue;
        const copy: StoredTable = { layout: { ...layout, namespace: to }, partitions };
        for (const key of partitions.keys())
          await this.#connection.run(
            `CREATE TABLE ${quotePartition(copy.layout, key)} AS FROM ${quotePartition(layout, key)}`,
          );
        await this.#connection.run(
          `INSERT INTO ${quoteRelation(to, '$partitions')} FROM ${quoteRelation(from, '$partitions')} WHERE table_name = $1`,
          [layout.table.name],
        );
        await this.#connection.run(recordView(copy));
        changes.put(copy);
      }
      await this.#connection.run(
        `INSERT INTO ${quoteRelation(to, '$batches')} FROM ${quoteRelation(from, '$batches')}`,
      );
      return undefined;
    });
  }

  /** Makes tables of a namespace readable that nothing was written to yet. */
  async prepareRead(namespace: string, tables: readonly string[]): Promise<void> {
    const isReady = (present: StoredTables | undefined) => tables.every((table) => present?.has(table));
    if (isReady(this.#catalog.namespaces.get(namespace))) return;
    await this.#transaction(async (changes) => {
      await this.#prepareNamespace(namespace, changes);
      for (const table of tables) await this.#prepareTable(table, namespace, changes);
    });
  }

  statistics(namespace: string | null): Promise<readonly TableStatistics[]> {
    return this.#transaction(async (changes) => {
      const present = changes.tables(namespace) ?? new Map<string, StoredTable>();
      const counts = new Map<string, readonly unknown[]>();
      const filled = [...present.values()].filter(({ partitions }) => partitions.size > 0);
      if (filled.length > 0) {
        const selects = filled.map(({ layout: { table } }) => {
          const dated = table.columns.some(({ name, type }) => name === 'Timestamp' && type === 'datetime');
          const bounds = dated ? 'min("Timestamp"), max("Timestamp")' : 'NULL::BIGINT, NULL::BIGINT';
          return `SELECT ${quoteText(table.name)}, count(*), ${bounds} FROM ${quoteRelation(namespace, table.name)}`;
        });
        const rows = await this.#connection.runAndReadAll(selects.join(' UNION ALL '));
        for (const [name, ...figures] of rows.getRows()) counts.set(String(name), figures);
      }
      return [...this.#catalog.layouts.keys()].map((table): TableStatistics => {
        const [rows, oldest, newest] = counts.get(table) ?? [];
        return {
          table,
          rows: Number(rows ?? 0n),
          partitions: [...(present.get(table)?.partitions.keys() ?? [])].sort(comparePartitionKeys),
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
      const changes = new CatalogChanges(this.#catalog);
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

  async #appendPart(
    part: AppendSlices,
    namespace: string | null,
    ingested: bigint,
    changes: CatalogChanges,
  ): Promise<number> {
    const stored = await this.#prepareTable(part.table, namespace, changes);
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

  async #prepareNamespace(namespace: string | null, changes: CatalogChanges): Promise<void> {
    if (changes.tables(namespace) !== undefined || namespace === null) return;
    if (!isNamespace(namespace))
      throw new EngineError(
        'execution-failed',
        `expected a namespace such as tenant-7, found ${JSON.stringify(namespace)}`,
      );
    await this.#connection.run(createNamespace(namespace));
    changes.add(namespace);
  }

  async #prepareTable(table: string, namespace: string | null, changes: CatalogChanges): Promise<StoredTable> {
    const present = changes.tables(namespace)?.get(table);
    if (present !== undefined) return present;
    const stored: StoredTable = { layout: { ...this.#layout(table), namespace }, partitions: new Map() };
    await this.#connection.run(recordView(stored));
    changes.put(stored);
    return stored;
  }

  async #preparePartition({ layout }: StoredTable, key: string, changes: CatalogChanges): Promise<void> {
    const { namespace, table } = layout;
    const partitions = new Map(changes.tables(namespace)?.get(table.name)?.partitions);
    const present: Partition | undefined = partitions.get(key);
    if (present?.columns === null) return;
    for (const sql of present ? upgradePartition(layout, present) : [createPartition(layout, key)])
      await this.#connection.run(sql);
    const noted = quoteRelation(namespace, '$partitions');
    await this.#connection.run(`DELETE FROM ${noted} WHERE table_name = $1 AND key = $2`, [table.name, key]);
    await this.#connection.run(`INSERT INTO ${noted} VALUES ($1, $2, $3)`, [table.name, key, layout.shape]);
    partitions.set(key, { key, columns: null });
    await this.#connection.run(createView(layout, partitions.values()));
    changes.put({ layout, partitions });
  }

  async #dropPartitions(
    { layout, partitions }: StoredTable,
    keys: Iterable<string>,
    changes: CatalogChanges,
  ): Promise<void> {
    const { namespace, table } = layout;
    const present = [...new Set(keys)].filter((key) => partitions.has(key));
    if (present.length === 0) return;
    const remaining = new Map(partitions);
    for (const key of present) {
      remaining.delete(key);
      await this.#connection.run(`DROP TABLE ${quotePartition(layout, key)}`);
      await this.#connection.run(
        `DELETE FROM ${quoteRelation(namespace, '$partitions')} WHERE table_name = $1 AND key = $2`,
        [table.name, key],
      );
    }
    await this.#connection.run(createView(layout, remaining.values()));
    changes.put({ layout, partitions: remaining });
  }

  /** Empties home, or drops a namespace. What the platform wrote down of all tenants, at home, is no tenant's to erase (END-3). */
  async #clear(namespace: string | null, changes: CatalogChanges): Promise<void> {
    const present = changes.tables(namespace);
    if (present === undefined) return;
    if (namespace !== null) {
      await this.#connection.run(`DROP SCHEMA ${quoteName(namespace)} CASCADE`);
      changes.remove(namespace);
      return;
    }
    for (const stored of present.values())
      if (!platformTables.has(stored.layout.table.name))
        await this.#dropPartitions(stored, stored.partitions.keys(), changes);
    await this.#connection.run(`DROP TABLE "$batches"; ${createBatches(null)}`);
  }

  async #rowsOfBatch(namespace: string | null, id: string): Promise<number | null> {
    const batches = quoteRelation(namespace, '$batches');
    const found = await this.#connection.runAndReadAll(`SELECT rows FROM ${batches} WHERE id = $1`, [id]);
    const rows = found.getRows()[0]?.[0];
    return rows === undefined ? null : Number(rows);
  }

  #layout(table: string): TableLayout {
    const layout = this.#catalog.layouts.get(table);
    if (layout === undefined)
      throw new EngineError('execution-failed', `the lake has no table ${JSON.stringify(table)}`);
    return layout;
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
