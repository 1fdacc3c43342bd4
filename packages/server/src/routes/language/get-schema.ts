// The tables that a caller may read, for an editor's tree of tables and its own completions.

import { productOfTable, tableDescriptions, tables } from '@gamekeeper/lake';
import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { hunters } from '../../http/hunters.js';
import { scopeOfCall } from '../../http/scope-of-call.js';
import { platformWire } from '../../wire/platform-wire.js';

export const getSchema = defineRoute({
  method: 'GET',
  path: '/api/language/schema',
  summary: 'The tables that the caller may read, with the columns that it may read and their types',
  wire: platformWire,
  reads: 'none',
  schemas: {
    response: {
      200: Type.Object({
        database: Type.String(),
        tables: Type.Array(
          Type.Object({
            name: Type.String(),
            description: Type.String(),
            product: Type.String({ description: 'What a tenant must be entitled to in order to read it.' }),
            columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
          }),
        ),
      }),
    },
  },
  permission: hunters,
  quota: 'none',
  controls: ['USE-7', 'USE-8'],
  handler(call) {
    const scope = scopeOfCall(call);
    const visible = [...tables.values()].flatMap(({ name, columns }) => {
      const access = scope.tables.get(name) ?? scope.others;
      if (access !== 'all' && 'refused' in access) return [];
      const read = access === 'all' ? columns : columns.filter((column) => access.includes(column.name));
      const description = tableDescriptions.get(name) ?? '';
      return [{ name, description, product: productOfTable.get(name), columns: read }];
    });
    return { body: { database: 'hunting', tables: visible } };
  },
});
