// Rows that a hunt over several tables gave, with the columns of all of them on every row.

import type { ScalarType } from '@gamekeeper/kql';
import { isRejection, type MappedRow, type Rejection, type Source } from './source.js';
import { type FilledColumn, fitsOf, isColumn, tableByAction } from './table-fit.js';

type Row = Readonly<Record<string, unknown>>;

/** A union renames a column that its tables type differently: `ReportId_long`, `ReportId_string`. */
const TYPED_NAME = /^(\w+)_(bool|int|long|real|decimal|string|datetime|timespan|guid|dynamic)$/;

/**
 * Each row goes to the table that has the most of its filled columns; among tables that have the same, its ActionType
 * decides. Columns of no table are kept in AdditionalFields.
 */
export const huntingExport: Source = {
  name: 'hunting-export',
  title: 'an export of advanced hunting: rows told apart by ActionType and columns',
  detect: (sample) => sample.filter((row) => !isRejection(map(row))).length * 2 > sample.length,
  open: () => ({ map }),
};

interface Cell extends FilledColumn {
  readonly value: unknown;
}

function map(row: Row): MappedRow | Rejection {
  const cells = cellsOf(row);
  const fits = fitsOf(cells).filter(({ own, foreign }) => own >= foreign);
  const least = Math.min(...fits.map(({ foreign }) => foreign));
  const best = fits.filter(({ foreign }) => foreign === least).map(({ table }) => table);
  const [only, another] = best;
  if (only === undefined || typeof row.Timestamp !== 'string')
    return { rejected: `expected a row of advanced hunting, found ${Object.keys(row).slice(0, 6).join(', ')}` };
  const table = another === undefined ? only : tableByAction(row, best);
  if (table === undefined)
    return {
      rejected:
        `expected columns and an ActionType of one table only, found ActionType ${JSON.stringify(row.ActionType) ?? 'none'} ` +
        `and columns of ${best.slice(0, 6).join(', ')}`,
    };
  return { table, values: Object.fromEntries(cells.map(({ name, value }) => [name, value])) };
}

/** The filled columns under their tables' names. */
function cellsOf(row: Row): readonly Cell[] {
  const cells: Cell[] = [];
  const taken = new Set<string>();
  for (const [key, value] of Object.entries(row)) {
    if (value === null || value === undefined || value === '') continue;
    const [, name, type] = TYPED_NAME.exec(key) ?? [];
    const typed = name !== undefined && type !== undefined && isColumn(name) && !isColumn(key) && !taken.has(name);
    cells.push(typed ? { name, type: type as ScalarType, value } : { name: key, value });
    taken.add(typed ? name : key);
  }
  return cells;
}
