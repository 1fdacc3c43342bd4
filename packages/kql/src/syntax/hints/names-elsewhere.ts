// Where a column is that a query names at a place that does not have it.

import type { Table } from '../../types.js';

/** Tables named in one hint. */
const MAX_NAMED = 3;

/**
 * @param before the query up to the name
 * @param tables what the caller may see
 * @returns null when there is no such column
 * @example columnElsewhere('FileName', 'DeviceInfo | where ', tables) // "a column of DeviceProcessEvents, not of DeviceInfo"
 */
export function columnElsewhere(name: string, before: string, tables: ReadonlyMap<string, Table>): string | null {
  const having = [...tables.values()].filter(({ columns }) => columns.some((column) => column.name === name));
  const read = new Set([...before.matchAll(/\w+/g)].map(([word]) => word).filter((word) => tables.has(word)));
  const left = having.filter((table) => read.has(table.name));
  if (left.length > 0) return `a column of ${listed(left)}, but not at this place`;
  if (isDefinedIn(before, name)) return 'a name that the query gives, but not at this place';
  if (having.length === 0) return null;
  return `a column of ${listed(having)}${read.size === 1 ? `, not of ${[...read].join()}` : ''}`;
}

/** `name =` anywhere in a text. */
const isDefinedIn = (text: string, name: string): boolean =>
  /^\w+$/.test(name) && new RegExp(`\\b${name}\\s*=(?![=~])`).test(text);

function listed(tables: readonly Table[]): string {
  const names = tables.slice(0, MAX_NAMED).map((table) => table.name);
  const more = tables.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ').replace(/, (?=[^,]*$)/, ' and ');
}
