// `getschema`, `as`, `invoke`, `render`, `consume`: operators that say something about the table rather than change its rows.

import { applyFunction } from '../expressions/apply-function.js';
import { lowerExpression } from '../expressions/lower-expression.js';
import { serialKey } from '../plan/build.js';
import { literal, longLiteral, stringLiteral } from '../plan/expression.js';
import { type Relation, visibleColumns } from '../plan/relation.js';
import { semanticAt, unsupportedAt } from '../plan/scope.js';
import { childOf, listOf, requiredChild } from '../syntax/syntax-node.js';
import { systemTypes } from '../values/system-types.js';
import { type Operator, rowContext } from './operator.js';

/** A row per column of a relation: its name, place and type. */
export const schemaOf = (input: Relation): Relation => ({
  kind: 'values',
  rows: visibleColumns(input).map((column, i) => [
    stringLiteral(column.name),
    literal('int', BigInt(i)),
    stringLiteral(systemTypes[column.type]),
    stringLiteral(column.type),
    longLiteral(i),
  ]),
  columns: [
    { name: 'ColumnName', type: 'string' },
    { name: 'ColumnOrdinal', type: 'int' },
    { name: 'DataType', type: 'string' },
    { name: 'ColumnType', type: 'string' },
    { name: '$row', type: 'long', hidden: true },
  ],
  order: [serialKey('$row')],
  serial: '$row',
  serialized: true,
});

const getSchema: Operator = (_node, input) => schemaOf(input);

const invoke: Operator = (node, input, context) => {
  const call = requiredChild(node, 'Function');
  const name = requiredChild(call, 'Name').name ?? '';
  const binding = context.scope.bindings.get(name);
  if (binding?.kind !== 'function') throw unsupportedAt(context.compilation, call, `the function '${name}'`);
  const args = listOf(childOf(call, 'ArgumentList'), 'Expressions');
  const applied = applyFunction(binding, call, args, rowContext(input, context), lowerExpression, input);
  if (!('columns' in applied))
    throw semanticAt(context.compilation, call, `The function '${name}' does not yield a table`);
  return applied;
};

const unchanged: Operator = (_node, input) => input;

const consume: Operator = (_node, input): Relation => ({
  kind: 'values',
  rows: [],
  columns: visibleColumns(input),
  order: [],
});

/** The operators of this file by syntax kind; `as` and `render` are read by the pipe and the compiler. */
export const schemaOperators = {
  GetSchemaOperator: getSchema,
  InvokeOperator: invoke,
  AsOperator: unchanged,
  RenderOperator: unchanged,
  ConsumeOperator: consume,
} satisfies Record<string, Operator>;
