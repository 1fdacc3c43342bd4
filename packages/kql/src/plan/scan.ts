// The one place where a table of the catalog becomes rows: cut to the time window and to the rows and columns that the caller may see.

import { TableForbidden } from '../errors.js';
import { physicalNames } from '../sql/physical-names.js';
import type { SyntaxNode } from '../syntax/syntax-node.js';
import type { Column } from '../types.js';
import { filter } from './build.js';
import { call, columnRef, literal } from './expression.js';
import { grantOf } from './grants.js';
import type { Relation, RelationColumn, ScanRelation } from './relation.js';
import { type Compilation, semanticAt } from './scope.js';

/** Hidden in every stored table: the ticks at which a row was stored. */
export const INGESTED_COLUMN = '$ingested';

/** The column that the window and retention apply to, where a table has it. */
export const TIME_COLUMN = 'Timestamp';

/** Sentinel's name for the event time; queries that use it find it beside `Timestamp` on every table. */
export const TIME_ALIAS = 'TimeGenerated';

/**
 * @throws KqlError when the table does not exist; TableForbidden when it was not granted; Error when its rows are to be told apart
 * by a column that is no text of the table
 */
export function scan(name: string, node: SyntaxNode, compilation: Compilation): Relation {
  const table = compilation.catalog.tables.get(name);
  if (!table) throw semanticAt(compilation, node, `Failed to resolve table or column expression named '${name}'`);
  const granted = grantOf(compilation.grants, name);
  if (granted === 'refused') throw new TableForbidden(name, compilation.position(node));
  compilation.tables.add(name);
  const stored = compilation.stored.get(name)?.columns ?? [];
  const physicalByName = new Map(
    physicalNames(stored.map((column) => column.name)).map((physical, i) => [stored[i]?.name ?? physical, physical]),
  );
  const hasTime = stored.some((column) => column.name === TIME_COLUMN);
  physicalByName.set(TIME_ALIAS, physicalByName.get(TIME_ALIAS) ?? (hasTime ? TIME_COLUMN : INGESTED_COLUMN));
  const columns: RelationColumn[] = [
    ...table.columns.filter((column) => granted === 'all' || granted.includes(column.name)),
    { name: INGESTED_COLUMN, type: 'datetime', hidden: true },
  ];
  const rows: ScanRelation = {
    kind: 'scan',
    namespace: compilation.rows.has(name) ? null : compilation.namespace,
    table: name,
    timeColumn: hasTime ? TIME_COLUMN : INGESTED_COLUMN,
    from: compilation.window.from,
    to: compilation.window.to,
    only: rowsOf(name, stored, physicalByName, compilation),
    physical: Object.fromEntries(
      columns.map((column) => [column.name, physicalByName.get(column.name) ?? column.name]),
    ),
    columns,
    order: [],
  };
  return withinDatetimeScope(rows, compilation);
}

// `set query_datetimescope_from` and its kin: a window of the query's own, on a column of its choice.
function withinDatetimeScope(rows: Relation, { asked: { datetimeScope } }: Compilation): Relation {
  const { column: name, from, to } = datetimeScope ?? {};
  const column = rows.columns.find((candidate) => candidate.name === name && candidate.type === 'datetime');
  if (!column) return rows;
  const bounds = [
    ...(from === undefined ? [] : [call('greater_or_equal', 'bool', columnRef(column), literal('datetime', from))]),
    ...(to === undefined ? [] : [call('less_or_equal', 'bool', columnRef(column), literal('datetime', to))]),
  ];
  return bounds.reduce(filter, rows);
}

/** What the caller may see of the rows. A rule that fits no column hides the table rather than showing all of it. */
function rowsOf(
  name: string,
  stored: readonly Column[],
  physicalByName: ReadonlyMap<string, string>,
  compilation: Compilation,
): ScanRelation['only'] {
  const filter = compilation.rows.get(name);
  if (filter === undefined) return null;
  const column = stored.find((candidate) => candidate.name === filter.column);
  if (column?.type !== 'string')
    throw new Error(`rows of ${name}: expected a string column of the table, found '${filter.column}'`);
  return { column: physicalByName.get(column.name) ?? column.name, equals: filter.equals };
}
