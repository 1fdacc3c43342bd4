// Rows of one table each: the table is given by the caller, named by the row, or the only one that has all its columns.

import { sourceTables as tables } from '../tables/index.js';
import { isRejection, type MappedRow, type RecordMapper, type Rejection, type Source } from './source.js';
import { createTableFinder, tableByAction } from './table-fit.js';
import { withoutUnplaceable } from './unplaceable.js';

/** Fields by which exports name a row's table, in order of precedence. */
const TABLE_FIELDS = ['$table', 'TableName', 'Type'] as const;

type Row = Readonly<Record<string, unknown>>;

/** Rows that tell their table by a field of their own or by their columns. */
export const namedTable: Source = {
  name: 'named-table',
  title:
    'rows of a hunting table, named by --table, a field $table, TableName or Type, or by columns of one table only',
  detect(sample) {
    const { map } = this.open();
    return sample.filter((row) => !isRejection(map(row))).length * 2 > sample.length;
  },
  open(): RecordMapper {
    const findTables = createTableFinder();
    return { map: (row) => locate(row, findTables) };
  },
};

/**
 * Rows of a given table.
 * @example createNamedTable('DeviceProcessEvents').open().map({ Timestamp: '2026-11-22T10:00:00Z', FileName: 'cmd.exe' })
 */
export function createNamedTable(table: string): Source {
  return {
    name: 'named-table',
    title: `rows of ${table}`,
    detect: () => true,
    open: (): RecordMapper => ({ map: (row) => place(table, row, tableFieldOf(row)) }),
  };
}

function locate(row: Row, findTables: (row: Row) => readonly string[]): MappedRow | Rejection {
  const field = tableFieldOf(row);
  if (field !== undefined) return place(String(row[field]), row, field);
  const fitting = findTables(row);
  const [only, another] = fitting;
  if (only === undefined)
    return { rejected: `expected the columns of a hunting table, found ${listed(Object.keys(row))}` };
  if (another === undefined) return place(only, row);
  const table = tableByAction(row, fitting);
  if (table !== undefined) return place(table, row);
  return { rejected: `expected columns of one table only, found those of ${listed(fitting)}: name it with --table` };
}

/** The field that names the row's table, if one does. */
function tableFieldOf(row: Row): string | undefined {
  return TABLE_FIELDS.find((field) => {
    const name = row[field];
    return typeof name === 'string' && tables.has(name);
  });
}

function place(table: string, row: Row, field?: string): MappedRow {
  const columns = tables.get(table)?.columns;
  const isColumn = (name: string): boolean => columns?.some((column) => column.name === name) === true;
  const dropsField = field !== undefined && !isColumn(field);
  const renamesTime = row.Timestamp === undefined && row.TimeGenerated !== undefined && isColumn('Timestamp');
  const values = withoutUnplaceable(table, row);
  if (!dropsField && !renamesTime) return { table, values };
  const copy: Record<string, unknown> = { ...values };
  if (dropsField) delete copy[field];
  if (renamesTime) {
    copy.Timestamp = copy.TimeGenerated;
    delete copy.TimeGenerated;
  }
  return { table, values: copy };
}

function listed(names: readonly string[]): string {
  return names.slice(0, 6).join(', ') + (names.length > 6 ? ` and ${names.length - 6} more` : '');
}
