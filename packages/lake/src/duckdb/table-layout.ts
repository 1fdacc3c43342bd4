// The DDL of a hunting table: one physical table per partition, and one view over them all.

import { createHash } from 'node:crypto';
import { physicalNames, type Table } from '@gamekeeper/kql';
import { ingestedColumn, physicalTypes } from './physical-type.js';
import { quoteName, quoteRelation, quoteText } from './quote.js';

/** A physical column: its name and DuckDB type, and what a row has that does not give it. */
export interface PhysicalColumn {
  readonly name: string;
  readonly type: string;
  readonly absent: string;
}

/** A partition of a table. `columns` are the ones that it has, null when they are exactly the table's. */
export interface Partition {
  readonly key: string;
  readonly columns: ReadonlyMap<string, string> | null;
}

/** A hunting table with its physical columns. */
export interface TableLayout {
  /** The schema that it lies in; null is the home namespace. */
  readonly namespace: string | null;
  readonly table: Table;
  readonly columns: readonly PhysicalColumn[];
  /** Changes whenever the columns do. */
  readonly shape: string;
}

/** How a table lies in the home namespace; `{ ...layout, namespace }` is how it lies in another. */
export function layoutTable(table: Table): TableLayout {
  const names = physicalNames(table.columns.map((column) => column.name));
  const columns = table.columns.map(
    ({ name, type }, at): PhysicalColumn => ({
      name: names[at] ?? name,
      type: physicalTypes[type],
      absent: type === 'string' ? "''" : 'NULL',
    }),
  );
  const shape = createHash('sha256')
    .update(JSON.stringify(columns.map(({ name, type }) => [name, type])))
    .digest('hex');
  return {
    namespace: null,
    table,
    columns: [...columns, { name: ingestedColumn, type: 'BIGINT', absent: 'NULL' }],
    shape,
  };
}

/** The physical table's name: `DeviceProcessEvents$d20261122`. */
export function partitionName(table: string, key: string): string {
  return `${table}$${key}`;
}

/** The physical table of a partition, as SQL. */
export function quotePartition({ namespace, table }: TableLayout, key: string): string {
  return quoteRelation(namespace, partitionName(table.name, key));
}

/** Oldest first, whether a key names a day (`d20261122`) or a month (`m202611`). */
export function comparePartitionKeys(one: string, other: string): number {
  const [a, b] = [one.slice(1), other.slice(1)];
  return a < b ? -1 : a > b ? 1 : one < other ? -1 : 1;
}

export function createPartition(layout: TableLayout, key: string): string {
  const definitions = layout.columns.map(({ name, type }) => `${quoteName(name)} ${type}`);
  return `CREATE TABLE ${quotePartition(layout, key)} (${definitions.join(', ')})`;
}

/** Brings a partition from before a change of the table up to it, so that rows can be appended. */
export function upgradePartition(layout: TableLayout, { key, columns: existing }: Partition): readonly string[] {
  if (existing === null) return [];
  const alter = `ALTER TABLE ${quotePartition(layout, key)}`;
  return layout.columns.flatMap(({ name, type, absent }) => {
    const found = existing.get(name);
    if (found === undefined) return `${alter} ADD COLUMN ${quoteName(name)} ${type} DEFAULT ${absent}`;
    return found === type ? [] : `${alter} ALTER COLUMN ${quoteName(name)} SET DATA TYPE ${type}`;
  });
}

/** The view by which queries see a table: all partitions, oldest first; older ones padded with what they lack. */
export function createView(layout: TableLayout, partitions: Iterable<Partition>): string {
  const { namespace, table, columns } = layout;
  const parts = [...partitions].sort((one, other) => comparePartitionKeys(one.key, other.key));
  const selects = parts.map(({ key, columns: existing }) => {
    const list = columns.map(({ name, type, absent }) => {
      const found = existing === null ? type : existing.get(name);
      if (found === type) return quoteName(name);
      const value = found === undefined ? absent : `coalesce(CAST(${quoteName(name)} AS ${type}), ${absent})`;
      return `CAST(${value} AS ${type}) AS ${quoteName(name)}`;
    });
    return `SELECT ${list.join(', ')} FROM ${quotePartition(layout, key)}`;
  });
  const none = columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quoteName(name)}`);
  const body = selects.length > 0 ? selects.join(' UNION ALL ') : `SELECT ${none.join(', ')} WHERE false`;
  return `CREATE OR REPLACE VIEW ${quoteRelation(namespace, table.name)} AS ${body}`;
}

/**
 * Appends the rows of one text parameter, a JSON object per line, in their order. Every value is read as text and then
 * cast: from_json's own conversion would turn what does not fit into null in silence.
 */
export function insertRows(layout: TableLayout, key: string): string {
  const { table, columns } = layout;
  const values = table.columns.map((_, at) => {
    const text = `struct_extract_at(r, ${at + 1})`;
    const column = columns[at];
    return column?.absent === "''" ? `coalesce(${text}, '')` : `CAST(${text} AS ${column?.type})`;
  });
  return `INSERT INTO ${quotePartition(layout, key)} (${columns.map(({ name }) => quoteName(name)).join(', ')})
    SELECT ${values.join(', ')}, $2 FROM (SELECT ${readRow(table)} AS r FROM (SELECT unnest(string_split($1, chr(10))) AS l))`;
}

/** Explains a failed append: per column that is cast, the first line of the text parameter that does not fit, and its value. */
export function findMisfit({ table, columns }: TableLayout): string {
  const findings = table.columns.flatMap(({ name }, at) => {
    const column = columns[at];
    if (column === undefined || column.type === 'VARCHAR') return [];
    const text = `struct_extract_at(r, ${at + 1})`;
    const misfit = `FILTER (${text} IS NOT NULL AND TRY_CAST(${text} AS ${column.type}) IS NULL)`;
    return `SELECT ${quoteText(name)} AS name, min(n) ${misfit} AS line, arg_min(left(${text}, 80), n) ${misfit} AS found FROM read`;
  });
  return `WITH lines AS MATERIALIZED (SELECT unnest(string_split($1, chr(10))) AS l, generate_subscripts(string_split($1, chr(10)), 1) AS n),
    read AS MATERIALIZED (SELECT n, ${readRow(table)} AS r FROM (SELECT n, CASE WHEN json_valid(l) THEN l END AS l FROM lines)),
    findings AS (SELECT NULL AS name, min(n) AS line, NULL AS found FROM lines WHERE NOT json_valid(l)
      ${findings.map((finding) => `UNION ALL ${finding}`).join('\n')})
    SELECT name, line, found FROM findings WHERE line IS NOT NULL ORDER BY line LIMIT 1`;
}

function readRow(table: Table): string {
  const shape = Object.fromEntries(table.columns.map(({ name }) => [name, 'VARCHAR']));
  return `from_json(l, ${quoteText(JSON.stringify(shape))})`;
}
