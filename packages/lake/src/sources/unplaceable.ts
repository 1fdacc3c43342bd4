// Leaves out what the product adds to every row of an export and what no column of the row's table can hold.

import { sourceTables as tables } from '../tables/index.js';

/** The device group, which the streaming export and the workspace tables add to every row (wire-contract §5). */
const GROUP = 'MachineGroup';

const withoutPlace: ReadonlySet<string> = new Set(
  [...tables.values()]
    .filter(({ columns }) => !columns.some(({ name }) => name === GROUP || name === 'AdditionalFields'))
    .map(({ name }) => name),
);

/** The row without its device group when its table has neither a column for it nor AdditionalFields. */
export function withoutUnplaceable<Row extends Readonly<Record<string, unknown>>>(table: string, row: Row): Row {
  if (!(GROUP in row) || !withoutPlace.has(table)) return row;
  const { [GROUP]: _group, ...rest } = row;
  return rest as Row;
}
