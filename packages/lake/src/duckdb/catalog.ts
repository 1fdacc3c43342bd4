// Which tables and partitions each namespace holds; kept in its own tables, changed only in the transaction that changes the data.

import type { DuckDBConnection } from '@duckdb/node-api';
import type { Table } from '@gamekeeper/kql';
import { isNamespace } from '../engine/engine.js';
import { quoteName, quoteRelation, quoteText } from './quote.js';
import { createView, layoutTable, type Partition, partitionName, type TableLayout } from './table-layout.js';

const FORMAT = 1;

/** A hunting table as it lies in one namespace. */
export interface StoredTable {
  readonly layout: TableLayout;
  readonly partitions: ReadonlyMap<string, Partition>;
}

/** The tables of a namespace, by name: all of them at home, elsewhere those that were once written or read. */
export type StoredTables = ReadonlyMap<string, StoredTable>;

/** What an open database holds. */
export interface Catalog {
  /** The hunting tables, by name, as they lie at home. */
  readonly layouts: ReadonlyMap<string, TableLayout>;
  /** By name of the namespace; null is home, which is always there. A namespace is a schema with bookkeeping of its own. */
  readonly namespaces: Map<string | null, StoredTables>;
}

/**
 * Reads the catalog; makes a new database ours and brings the views of an older one up to `tables`, in one transaction.
 * @throws Error when the database is someone else's or was written by a later version
 */
export async function openCatalog(connection: DuckDBConnection, tables: readonly Table[]): Promise<Catalog> {
  const fresh = !(await isOurs(connection));
  const layouts = new Map(tables.map((table) => [table.name, layoutTable(table)]));
  await connection.run('BEGIN TRANSACTION');
  if (fresh)
    await connection.run(
      `CREATE TABLE "$lake" (format INTEGER); INSERT INTO "$lake" VALUES (${FORMAT}); ${createBookkeeping(null)}`,
    );
  const namespaces = new Map<string | null, StoredTables>([[null, await openNamespace(connection, layouts, null)]]);
  const schemas = await connection.runAndReadAll('SELECT schema_name FROM duckdb_schemas() WHERE NOT internal');
  for (const [schema] of schemas.getRows()) {
    const name = String(schema);
    if (isNamespace(name)) namespaces.set(name, await openNamespace(connection, layouts, name));
  }
  await connection.run('COMMIT');
  return { layouts, namespaces };
}

/** The statements that make a namespace: its schema, and what it keeps about itself. */
export function createNamespace(name: string): string {
  return `CREATE SCHEMA ${quoteName(name)}; ${createBookkeeping(name)}`;
}

/** The statement that makes the list of batches stored in a namespace. */
export function createBatches(namespace: string | null): string {
  return `CREATE TABLE ${quoteRelation(namespace, '$batches')} (id VARCHAR PRIMARY KEY, rows BIGINT, ingested BIGINT)`;
}

function createBookkeeping(namespace: string | null): string {
  return `
    CREATE TABLE ${quoteRelation(namespace, '$tables')} (name VARCHAR, shape VARCHAR);
    CREATE TABLE ${quoteRelation(namespace, '$partitions')} (table_name VARCHAR, key VARCHAR, shape VARCHAR);
    ${createBatches(namespace)}`;
}

/** The statements that make or renew the view of a table and note for which columns. */
export function recordView({ layout, partitions }: StoredTable): string {
  const { namespace, shape } = layout;
  const name = quoteText(layout.table.name);
  const noted = quoteRelation(namespace, '$tables');
  return `${createView(layout, partitions.values())}; DELETE FROM ${noted} WHERE name = ${name}; INSERT INTO ${noted} VALUES (${name}, ${quoteText(shape)})`;
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

/** Reads the tables of a namespace and renews the views that were made for other columns. */
async function openNamespace(
  connection: DuckDBConnection,
  layouts: Catalog['layouts'],
  namespace: string | null,
): Promise<StoredTables> {
  const noted = await connection.runAndReadAll(`SELECT name, shape FROM ${quoteRelation(namespace, '$tables')}`);
  const shapes = new Map(noted.getRows().map(([name, shape]) => [String(name), String(shape)]));
  const tables = new Map<string, { layout: TableLayout; partitions: Map<string, Partition> }>();
  for (const [name, layout] of layouts)
    if (namespace === null || shapes.has(name))
      tables.set(name, { layout: { ...layout, namespace }, partitions: new Map() });
  const rows = await connection.runAndReadAll(
    `SELECT table_name, key, shape FROM ${quoteRelation(namespace, '$partitions')}`,
  );
  for (const [name, partition, shape] of rows.getRows()) {
    const stored = tables.get(String(name));
    if (stored === undefined) continue;
    const { layout, partitions } = stored;
    const key = String(partition);
    partitions.set(key, { key, columns: shape === layout.shape ? null : await readColumns(connection, layout, key) });
  }
  const outdated = [...tables].filter(([name, { layout }]) => shapes.get(name) !== layout.shape);
  if (outdated.length > 0) await connection.run(outdated.map(([, stored]) => recordView(stored)).join('; '));
  return tables;
}

async function readColumns(
  connection: DuckDBConnection,
  { namespace, table }: TableLayout,
  key: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await connection.runAndReadAll(
    'SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = $1 AND table_name = $2',
    [namespace ?? 'main', partitionName(table.name, key)],
  );
  return new Map(rows.getRows().map(([name, type]) => [String(name), String(type)]));
}
