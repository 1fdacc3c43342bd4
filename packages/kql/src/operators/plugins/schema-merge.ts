// `evaluate schema_merge(PreserveOrder)`: the schemas that `getschema` printed as one.

import { convert } from '../../expressions/types.js';
import { columnRef, literal } from '../../plan/expression.js';
import { hosted } from '../../plan/hosted.js';
import { findColumn, semanticAt } from '../../plan/scope.js';
import { argumentOf, constantOf, type Plugin } from './plugin.js';

export const schemaMerge: Plugin = (given) => {
  const { input, context } = given;
  const cells = (['ColumnName', 'ColumnOrdinal', 'ColumnType'] as const).map((name) => {
    const column = findColumn(input.columns, name);
    if (!column)
      throw semanticAt(
        context.compilation,
        given.node,
        `The plugin 'schema_merge' expects the output of 'getschema', which has a column '${name}'`,
      );
    return convert(columnRef(column), name === 'ColumnOrdinal' ? 'long' : 'string');
  });
  const keepsOrder = constantOf(given, argumentOf(given, 0, 'PreserveOrder')) !== false;
  return hosted(
    input,
    {
      table: 'mergeSchemas',
      what: "The plugin 'schema_merge'",
      cells,
      options: [literal('bool', keepsOrder)],
      outputs: [
        { name: 'ColumnName', type: 'string' },
        { name: 'ColumnOrdinal', type: 'long' },
        { name: 'DataType', type: 'string' },
        { name: 'ColumnType', type: 'string' },
      ],
    },
    context.compilation,
  );
};
