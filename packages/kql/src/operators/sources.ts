// Relations that stand at the start of a query: `print`, `range`, `datatable`.

import { lowerExpression } from '../expressions/lower-expression.js';
import { ColumnNamer } from '../expressions/names.js';
import { scalarTypeOf } from '../expressions/type-names.js';
import { convert, widest } from '../expressions/types.js';
import { serialKey } from '../plan/build.js';
import { type Expr, literal, longLiteral } from '../plan/expression.js';
import type { Relation, RelationColumn } from '../plan/relation.js';
import { semanticAt } from '../plan/scope.js';
import { listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { namedNode, type OperatorContext, rowless, tupleColumns } from './operator.js';

/** `print`: one row. */
export function print(node: SyntaxNode, context: OperatorContext): Relation {
  const nodes = listOf(node, 'Expressions');
  const namer = new ColumnNamer(new Set(nodes.flatMap((expression) => namedNode(expression).given ?? [])));
  const cells = nodes.flatMap((expression, i) => {
    const { given, value } = namedNode(expression);
    const expr = lowerExpression(value, rowless(context));
    if (value.tuple && value.tuple.length > 1) return tupleColumns(given ?? [], value.tuple, expr, namer);
    if (given && given.length > 1)
      return given.map((name, at): { name: string; expr: Expr } => ({
        name,
        expr: { kind: 'path', type: 'dynamic', base: expr, steps: [at] },
      }));
    return [{ name: given?.[0] ?? namer.give(`print_${i}`), expr }];
  });
  return {
    kind: 'values',
    rows: [cells.map((cell) => cell.expr)],
    columns: cells.map(({ name, expr }) => ({ name, type: expr.type })),
    order: [],
  };
}

/** `range n from a to b step s`. */
export function range(node: SyntaxNode, context: OperatorContext): Relation {
  const [from, to, step] = ['From', 'To', 'Step'].map((field) =>
    lowerExpression(requiredChild(node, field), rowless(context)),
  ) as [Expr, Expr, Expr];
  const type =
    from.type === 'datetime' || to.type === 'datetime'
      ? 'datetime'
      : from.type === 'timespan'
        ? 'timespan'
        : widest([from.type, to.type, step.type]);
  const stepType = type === 'datetime' ? 'timespan' : type;
  const columns: RelationColumn[] = [
    { name: requiredChild(node, 'Name').name ?? '', type: type === 'int' ? 'long' : type },
    { name: '$row', type: 'long', hidden: true },
  ];
  return {
    kind: 'range',
    from: convert(from, type),
    to: convert(to, type),
    step: convert(step, stepType),
    columns,
    order: [serialKey('$row')],
    serial: '$row',
    serialized: true,
  };
}

/** `datatable(a:long, …)[1, …]`, its rows in the order in which they are written. */
export function datatable(node: SyntaxNode, context: OperatorContext): Relation {
  const columns = listOf(requiredChild(node, 'Schema'), 'Columns').map(
    (column): RelationColumn => ({
      name: requiredChild(column, 'Name').name ?? '',
      type: scalarTypeOf(requiredChild(column, 'Type')),
    }),
  );
  const cells = listOf(node, 'Values').map((value) => lowerExpression(value, rowless(context)));
  if (cells.length % columns.length !== 0)
    throw semanticAt(
      context.compilation,
      node,
      `The datatable has ${cells.length} values for ${columns.length} columns`,
    );
  const rows = Array.from({ length: cells.length / columns.length }, (_, row): Expr[] => [
    ...columns.map((column, i) => cellValue(cells[row * columns.length + i] ?? literal(column.type, null), column)),
    longLiteral(row),
  ]);
  return {
    kind: 'values',
    rows,
    columns: [...columns, { name: '$row', type: 'long', hidden: true }],
    order: [serialKey('$row')],
    serial: '$row',
  };
}

const cellValue = (cell: Expr, column: RelationColumn): Expr => convert(cell, column.type);
