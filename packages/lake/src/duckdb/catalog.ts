// Which tables and partitions the database holds; kept in its own tables, changed only in the transaction that changes the data.

import type { DuckDBConnection } from '@duckdb/node-api';
import type { Table } from '@gamekeeper/kql';
import { quoteText } from './quote.js';
import { createView, layoutTable, type Partition, partitionName, type TableLayout } from './table-layout.js';

const FORMAT = 1;

/** A hunting table as it lies in the database. */
export interface StoredTable {
  readonly layout: TableLayout;
  readonly partitions: Map<string, Partition>;
}

/** The hunting tables of an open database, by name. */
export type Catalog = ReadonlyMap<string, StoredTable>;

/**
 * Reads the catalog; makes a new database ours and brings the views of an older one up to `tables`, in one transaction.
 * @throws Error when the database is someone else's or was written by a later version
 */
export async function openCatalog(connection: DuckDBConnection, tables: readonly Table[]): Promise<Catalog> {
  const fresh = !(await isOurs(connection));
  const catalog = new Map(
    tables.map((table): [string, StoredTable] => [table.name, { layout: layoutTable(table), partitions: new Map() }]),
  );
  await connection.run('BEGIN TRANSACTION');
  if (fresh) await createBookkeeping(connection);
  const shapes = fresh ? new Map<unknown, unknown>() : await readPartitions(connection, catalog);
  const outdated = [...catalog.values()].filter(({ layout }) => shapes.get(layout.table.name) !== layout.shape);
  if (outdated.length > 0) {
    const views = outdated.map(({ layout, partitions }) => createView(layout, partitions.values()));
    const names = outdated.map(({ layout }) => quoteText(layout.table.name));
    const rows = outdated.map(({ layout }) => `(${quoteText(layout.table.name)}, ${quoteText(layout.shape)})`);
    await connection.run(
      `${views.join('; ')}; DELETE FROM "$tables" WHERE name IN (${names.join(', ')}); INSERT INTO "$tables" VALUES ${rows.join(', ')}`,
    );
  }
  await connection.run('COMMIT');
  return catalog;
}

/** Whether the database is a lake of this format already; an empty one is not yet. */
async function isOurs(connection: DuckDBConnection): Promise<boolean> {
  const lake = await connection.runAndReadAll('SELECT format FROM "$lake"').catch(() => undefined);
  const format = lake?.getRows()[0]?.[0];
  if (format === FORMAT) return true;
  if (lake !== undefined)
    throw new Error(`expected format ${FORMAT} of the lake, found ${format}, which a later version wrote`);
  const objects = await connection.runAndReadAll(
    'SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal LIMIT 1',
  );
  if (objects.currentRowCount > 0) throw new Error('expected a lake, found the database of another program');
  return false;
}

async function createBookkeeping(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    CREATE TABLE "$lake" (format INTEGER);
    INSERT INTO "$lake" VALUES (${FORMAT});
    CREATE TABLE "$tables" (name VARCHAR, shape VARCHAR);
    CREATE TABLE "$partitions" (table_name VARCHAR, key VARCHAR, shape VARCHAR);
    CREATE TABLE "$batches" (id VARCHAR PRIMARY KEY, rows BIGINT, ingested BIGINT)`);
}

/** Fills in the partitions; returns the shape for which each table's view was made. */
async function readPartitions(connection: DuckDBConnection, catalog: Catalog): Promise<ReadonlyMap<unknown, unknown>> {
  const rows = await connection.runAndReadAll('SELECT table_name, key, shape FROM "$partitions"');
  for (const [name, key, shape] of rows.getRows()) {
    const stored = catalog.get(String(name));
    if (stored === undefined) continue;
    const partition = String(key);
    const columns = shape === stored.layout.shape ? null : await readColumns(connection, String(name), partition);
    stored.partitions.set(partition, { key: partition, columns });
  }
  const shapes = await connection.runAndReadAll('SELECT name, shape FROM "$tables"');
  return new Map(shapes.getRows().map(([name, shape]) => [name, shape]));
}

async function readColumns(
  connection: DuckDBConnection,
  table: string,
  key: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await connection.runAndReadAll(
    'SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = $1',
    [partitionName(table, key)],
  );
  return new Map(rows.getRows().map(([name, type]) => [String(name), String(type)]));
}
