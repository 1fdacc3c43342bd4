// Tables that are read by names out of queries: an object's inherited members are no entries.

/**
 * The entry of a table under a name that a query or its data gives.
 * @example entryOf({ day: 1 }, 'constructor') === undefined
 */
export function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
