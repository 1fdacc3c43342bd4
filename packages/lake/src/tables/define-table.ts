// Reads the short form in which the hunting tables are written down.

import type { Column, ScalarType, Table } from '@gamekeeper/kql';

const scalarTypes: ReadonlySet<string> = new Set<ScalarType>([
  'bool',
  'int',
  'long',
  'real',
  'decimal',
  'string',
  'datetime',
  'timespan',
  'guid',
  'dynamic',
]);

/**
 * A table from its name and `Column:type` pairs separated by commas, as in a KQL datatable.
 * @throws Error on an unknown type or a column named twice.
 * @example defineTable('AlertInfo', 'Timestamp:datetime, AlertId:string')
 */
export function defineTable(name: string, schema: string): Table {
  const columns = schema.split(',').map((pair): Column => {
    const [column = '', type = ''] = pair.trim().split(':');
    if (!scalarTypes.has(type))
      throw new Error(`table ${name}, column ${column}: expected a KQL type, found '${type}'`);
    return { name: column, type: type as ScalarType };
  });
  if (new Set(columns.map((column) => column.name)).size !== columns.length)
    throw new Error(`table ${name} names a column twice`);
  return { name, columns };
}
