// `mv-expand`: a row per element of dynamic arrays and bags (kql-semantics §4).

import { lowerExpression } from '../expressions/lower-expression.js';
import { ColumnNamer } from '../expressions/names.js';
import { typeArgument } from '../expressions/special-forms.js';
import { convert } from '../expressions/types.js';
import { project } from '../plan/build.js';
import { call, columnRef, type Expr } from '../plan/expression.js';
import type { NamedExpr, Relation, RelationColumn, UnnestItem, UnnestRelation } from '../plan/relation.js';
import { unsupportedAt } from '../plan/scope.js';
import { childOf, listOf, operatorParameters, parameterWord, requiredChild } from '../syntax/syntax-node.js';
import type { ScalarType } from '../types.js';
import { namedNode, type Operator, rowContext, rowless } from './operator.js';

/** The legacy spelling stops after this many rows per input row. */
const LEGACY_LIMIT = 128n;

export const mvExpand: Operator = (node, input, context) => {
  const { compilation } = context;
  const parameters = operatorParameters(node);
  const bagAs = parameterWord(parameters.get('kind')) ?? parameterWord(parameters.get('bagexpansion')) ?? 'bag';
  if (bagAs !== 'bag' && bagAs !== 'array') throw unsupportedAt(compilation, node, `the bag expansion '${bagAs}'`);
  const indexColumn = parameterWord(parameters.get('with_itemindex')) ?? null;
  const namer = new ColumnNamer();
  const types = new Map<string, ScalarType>();
  const items = listOf(node, 'Expressions').map((expression): UnnestItem => {
    const { given, suggested, value } = namedNode(requiredChild(expression, 'Expression'));
    const column = given?.[0] ?? namer.give(suggested);
    const type = typeArgument(childOf(childOf(expression, 'ToTypeOf') ?? expression, 'TypeOf'));
    if (type && type !== 'dynamic') types.set(column, type);
    return { column, source: convert(lowerExpression(value, rowContext(input, context)), 'dynamic'), bagAs };
  });
  const limitNode = childOf(childOf(node, 'RowLimitClause') ?? node, 'RowLimit');
  const written = limitNode && lowerExpression(limitNode, rowless(context));
  if (written && !(written.kind === 'literal' && typeof written.value === 'bigint'))
    throw unsupportedAt(compilation, node, 'a computed limit');
  const isLegacy = (childOf(node, 'MvExpandKeyword') ?? childOf(node, 'Keyword'))?.text === 'mvexpand';
  const limit = written?.kind === 'literal' ? (written.value as bigint) : isLegacy ? LEGACY_LIMIT : null;
  return typedColumns(unnest(input, items, indexColumn, limit), types, context.compilation);
};

function unnest(
  input: Relation,
  items: readonly UnnestItem[],
  indexColumn: string | null,
  limit: bigint | null,
): UnnestRelation {
  const expanded = new Set(items.map((item) => item.column));
  const kept = input.columns.map(
    (column): RelationColumn =>
      !column.hidden && expanded.has(column.name) ? { name: column.name, type: 'dynamic' } : column,
  );
  const added = items
    .filter((item) => !kept.some((column) => !column.hidden && column.name === item.column))
    .map((item): RelationColumn => ({ name: item.column, type: 'dynamic' }));
  const position: RelationColumn[] = input.order.length > 0 ? [{ name: '$element', type: 'long', hidden: true }] : [];
  const index: RelationColumn[] = indexColumn === null ? [] : [{ name: indexColumn, type: 'long' }];
  const known = kept.filter((column) => column.name !== '$element');
  return {
    kind: 'unnest',
    input,
    items,
    indexColumn,
    limit,
    columns: [...known, ...added, ...position, ...index],
    order:
      position.length > 0
        ? [
            ...input.order.filter((key) => key.column !== '$element'),
            { column: '$element', type: 'long', descending: false, nullsFirst: false },
          ]
        : [],
  };
}

// `to typeof(T)` casts and does not parse: an element of another kind becomes null.
function typedColumns(
  relation: Relation,
  types: ReadonlyMap<string, ScalarType>,
  compilation: Parameters<typeof project>[2],
): Relation {
  if (types.size === 0) return relation;
  const columns = relation.columns.map((column): NamedExpr => {
    const type = column.hidden ? undefined : types.get(column.name);
    return type
      ? { name: column.name, type, expr: elementAs(columnRef(column), type) }
      : { ...column, expr: columnRef(column) };
  });
  return project(relation, columns, compilation);
}

function elementAs(element: Expr, type: ScalarType): Expr {
  return type === 'string' || type === 'datetime' || type === 'timespan' || type === 'guid'
    ? convert(element, type)
    : call(`element_as_${type}`, type, element);
}
