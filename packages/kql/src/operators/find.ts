// `find`: rows of several tables that fit a condition, with the columns that the tables share and the others in a bag.

import type { KqlError } from '../errors.js';
import { scalarTypeOf } from '../expressions/type-names.js';
import { convert } from '../expressions/types.js';
import { absent, filter, passThrough, project } from '../plan/build.js';
import { call, columnRef, type Expr, literal, stringLiteral } from '../plan/expression.js';
import { type NamedExpr, type Relation, type RelationColumn, visibleColumns } from '../plan/relation.js';
import { findColumn, semanticAt } from '../plan/scope.js';
import {
  childOf,
  descendants,
  listOf,
  operatorParameters,
  parameterWord,
  requiredChild,
  type SyntaxNode,
} from '../syntax/syntax-node.js';
import type { ScalarType } from '../types.js';
import type { OperatorContext } from './operator.js';
import { conditionIn, searched } from './search.js';
import { type UnionLeg, unionOf } from './union.js';

const PACK = 'pack_';

interface Wanted {
  readonly name: string;
  /** The type that the author asks for, or that all tables agree on; null where each table has its own. */
  readonly type: ScalarType | null;
}

/** Lowers `find`, over its input, the tables of its `in` clause, or every table. */
export function find(node: SyntaxNode, input: Relation | null, context: OperatorContext): Relation {
  const condition = requiredChild(node, 'Condition');
  const all = searched(node, input, 'find_arg0', context);
  const named = columnsNamed(condition, all);
  const legs =
    all.length === 1 || named.length === 0 || searchesEverything(condition)
      ? all
      : all.filter((leg) => hasAny(leg, named));
  let misfit: KqlError | undefined;
  const found = legs.flatMap((leg) => {
    const whole = { ...leg, relation: withColumns(leg.relation, named, legs, context) };
    const predicate = conditionIn(condition, whole.relation, '', context);
    if ('error' in predicate) {
      // A column may have another type here; where it fits in no table, the fault is the query's.
      misfit ??= predicate.error;
      return [];
    }
    return [{ ...leg, relation: filter(whole.relation, predicate) }];
  });
  if (found.length === 0) throw misfit ?? semanticAt(context.compilation, node, 'There is no table to find rows in');
  const columns = outputColumns(node, legs, named, context);
  const own = new Map(legs.map((leg) => [leg.source, visibleColumns(leg.relation)]));
  const rest = (leg: UnionLeg): readonly RelationColumn[] =>
    (own.get(leg.source) ?? []).filter((column) => !columns.some(({ name }) => name === column.name));
  const isPacked = packs(node) && (hasList(node) || legs.some((leg) => rest(leg).length > 0));
  const shaped = found.map((leg) => {
    const projections = columns.flatMap((wanted) => outputOf(wanted, leg.relation));
    const bag: NamedExpr = { name: PACK, type: 'dynamic', expr: bagOf(rest(leg)) };
    return {
      ...leg,
      relation: project(leg.relation, isPacked ? [...projections, bag] : projections, context.compilation),
    };
  });
  const source = parameterWord(operatorParameters(node).get('withsource')) ?? 'source_';
  return withPackLast(unionOf(shaped, false, source, context), context);
}

const hasAny = (leg: UnionLeg, names: readonly string[]): boolean =>
  names.some((name) => findColumn(leg.relation.columns, name) !== undefined);

/** Columns of any of the tables that the condition names, as they come. */
function columnsNamed(condition: SyntaxNode, legs: readonly UnionLeg[]): readonly string[] {
  const names = [...descendants(condition)].flatMap(({ kind, name }) =>
    kind === 'NameReference' && name ? [name] : [],
  );
  return [...new Set(names)].filter((name) => legs.some((leg) => hasAny(leg, [name])));
}

/** A bare term or `*` looks into all columns, so that every table takes part. */
function searchesEverything(condition: SyntaxNode): boolean {
  switch (condition.kind) {
    case 'ParenthesizedExpression':
      return searchesEverything(requiredChild(condition, 'Expression'));
    case 'AndExpression':
    case 'OrExpression':
      return [requiredChild(condition, 'Left'), requiredChild(condition, 'Right')].some(searchesEverything);
    default:
      return (
        /^(Compound)?StringLiteralExpression$/.test(condition.kind) ||
        [...descendants(condition)].some(({ kind }) => kind === 'StarExpression')
      );
  }
}

// What a table lacks of the condition's columns has no value there.
function withColumns(
  relation: Relation,
  names: readonly string[],
  legs: readonly UnionLeg[],
  { compilation }: OperatorContext,
): Relation {
  const missing = names.flatMap((name): NamedExpr[] => {
    const other = legs.map((leg) => findColumn(leg.relation.columns, name)).find((column) => column !== undefined);
    if (!other || findColumn(relation.columns, name)) return [];
    return [{ name, type: other.type, hidden: true, expr: absent(other) }];
  });
  if (missing.length === 0) return relation;
  const shown = missing.map(({ hidden: _, ...column }) => column);
  return project(relation, [...passThrough(visibleColumns(relation)), ...shown], compilation);
}

const hasList = (node: SyntaxNode): boolean => listOf(childOf(node, 'Project'), 'Columns').length > 0;

const packs = (node: SyntaxNode): boolean =>
  !hasList(node) || listOf(childOf(node, 'Project'), 'Columns').some(({ kind }) => kind === 'PackExpression');

function outputColumns(
  node: SyntaxNode,
  legs: readonly UnionLeg[],
  named: readonly string[],
  context: OperatorContext,
): readonly Wanted[] {
  if (!hasList(node)) {
    const [first, ...others] = legs.map((leg) => visibleColumns(leg.relation));
    const isCommon = ({ name, type }: RelationColumn): boolean =>
      others.every((columns) => columns.some((column) => column.name === name && column.type === type));
    const common = (first ?? []).filter(isCommon).map(({ name, type }): Wanted => ({ name, type }));
    const known = new Set(common.map(({ name }) => name));
    return [...common, ...named.filter((name) => !known.has(name)).map((name) => ({ name, type: typeIn(legs, name) }))];
  }
  return listOf(childOf(node, 'Project'), 'Columns').flatMap((column): Wanted[] => {
    if (column.kind === 'PackExpression') return [];
    const typed = childOf(column, 'Type');
    const name = (childOf(column, 'Column') ?? column).name ?? '';
    const type = typed ? scalarTypeOf(typed) : typeIn(legs, name);
    if (type === null)
      throw semanticAt(
        context.compilation,
        column,
        `The column '${name}' has several types in the tables: expected a type after it, as in '${name}:string'`,
      );
    return [{ name, type }];
  });
}

/** The type of a column where the tables agree on it. */
function typeIn(legs: readonly UnionLeg[], name: string): ScalarType | null {
  const types = new Set(legs.flatMap((leg) => findColumn(leg.relation.columns, name)?.type ?? []));
  const [only] = types;
  return types.size === 1 && only !== undefined ? only : null;
}

function outputOf({ name, type }: Wanted, relation: Relation): readonly NamedExpr[] {
  const column = findColumn(relation.columns, name);
  if (type === null) return column ? [{ name, type: column.type, expr: columnRef(column) }] : [];
  return [{ name, type, expr: column ? convert(columnRef(column), type) : absent({ type }) }];
}

const bagOf = (columns: readonly RelationColumn[]): Expr =>
  columns.length === 0
    ? literal('dynamic', '{}')
    : call('bag_pack', 'dynamic', ...columns.flatMap((column) => [stringLiteral(column.name), columnRef(column)]));

// A column that only a later table has would come behind the bag.
function withPackLast(relation: Relation, { compilation }: OperatorContext): Relation {
  const columns = visibleColumns(relation);
  const pack = columns.find(({ name }) => name === PACK);
  if (!pack || columns.at(-1) === pack) return relation;
  return project(relation, passThrough([...columns.filter((column) => column !== pack), pack]), compilation);
}
