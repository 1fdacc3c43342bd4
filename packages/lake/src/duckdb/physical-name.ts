// SQL's column names ignore case and KQL's do not (DeviceProcessEvents has LogonId and LogonID): gives every column a name of its own.

import type { Column } from '@gamekeeper/kql';

/**
 * The physical names of a table's columns, in order: the name itself, or name + `$2`, `$3` … for a column whose name
 * an earlier one already has but for case. Tables, views and the SQL dialect all take their names from here.
 * @example physicalNames([{ name: 'LogonId', type: 'long' }, { name: 'LogonID', type: 'long' }]) // ['LogonId', 'LogonID$2']
 */
export function physicalNames(columns: readonly Column[]): readonly string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let physical = name;
    for (let n = 2; taken.has(physical.toLowerCase()); n++) physical = `${name}$${n}`;
    taken.add(physical.toLowerCase());
    return physical;
  });
}
