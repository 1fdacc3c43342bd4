// `top-nested`: the top values of one expression, within each the top values of the next, and so on (kql-semantics §5.7).

import { lowerExpression } from '../expressions/lower-expression.js';
import { suggestedName } from '../expressions/names.js';
import { convert } from '../expressions/types.js';
import { absent, extend, filter, passThrough, project } from '../plan/build.js';
import { call, columnRef, type Expr, literal } from '../plan/expression.js';
import { shared } from '../plan/partition.js';
import type { JoinKind, JoinRelation, NamedExpr, Relation, RelationColumn } from '../plan/relation.js';
import { type Compilation, semanticAt } from '../plan/scope.js';
import { childOf, listOf, requiredChild } from '../syntax/syntax-node.js';
import { namedNode, namerFor, type Operator, rowContext, rowless } from './operator.js';
import { aggregateOf } from './summarize.js';

interface Level {
  readonly name: string;
  readonly aggregateName: string;
  /** The input's value on this level, in a hidden column. */
  readonly value: NamedExpr;
  readonly aggregate: Expr;
  readonly descending: boolean;
  readonly limit: Expr | null;
  /** What stands for all values that are not among the top; null when they are left out. */
  readonly others: Expr | null;
  /** The value as it is shown, and whether the row is among the others. */
  readonly shown: RelationColumn;
  readonly isOther: RelationColumn;
}

export const topNested: Operator = (node, input, context) => {
  const { compilation } = context;
  const clauses = listOf(node, 'Clauses').map((clause) => {
    const by = requiredChild(clause, 'ByExpression');
    const isOrdered = by.kind === 'OrderedExpression';
    const direction = isOrdered ? childOf(requiredChild(by, 'Ordering'), 'AscOrDescKeyword')?.text : 'desc';
    return { clause, by: isOrdered ? requiredChild(by, 'Expression') : by, descending: direction !== 'asc' };
  });
  const namer = namerFor(clauses.flatMap(({ clause, by }) => [requiredChild(clause, 'OfExpression'), by]));
  const rows = rowContext(input, context);
  const hidden = (name: string, type: RelationColumn['type']): RelationColumn => ({
    name: `$${name}${compilation.fresh()}`,
    type,
    hidden: true,
  });
  const levels = clauses.map(({ clause, by, descending }): Level => {
    const of = namedNode(requiredChild(clause, 'OfExpression'));
    const name = of.given?.[0] ?? namer.give(suggestedName(of.value));
    const expr = lowerExpression(of.value, rows);
    const aggregate = namedNode(by);
    const others = childOf(clause, 'WithOthersClause');
    const limit = childOf(clause, 'Expression');
    const otherValue = others && lowerExpression(requiredChild(others, 'Expression'), rowless(context));
    if (otherValue && otherValue.type !== expr.type && otherValue.type === 'string')
      throw semanticAt(compilation, clause, `'with others' must be of type ${expr.type}`);
    return {
      name,
      aggregateName: aggregate.given?.[0] ?? namer.give(`aggregated_${name}`),
      value: { ...hidden('value', expr.type), expr },
      aggregate: lowerExpression(aggregate.value, { ...rows, aggregation: { order: input.order } }),
      descending,
      limit: limit ? convert(lowerExpression(limit, rowless(context)), 'long') : null,
      others: otherValue ? convert(otherValue, expr.type) : null,
      shown: hidden('shown', expr.type),
      isOther: hidden('other', 'bool'),
    };
  });
  const valued = extend(
    input,
    levels.map((level) => level.value),
    compilation,
  );
  const placed = shared(
    levels.reduce((relation, _, i) => place(relation, levels.slice(0, i), levels[i] as Level, compilation), valued),
    compilation,
  );
  return paths(placed, levels, compilation);
};

const keysOf = (levels: readonly Level[]): readonly RelationColumn[] =>
  levels.flatMap(({ shown, isOther }) => [shown, isOther]);

const isTrue = (column: RelationColumn): Expr => columnRef(column);
const isFalse = (column: RelationColumn): Expr => call('not', 'bool', columnRef(column));

// Marks each row with the value under which it is shown on a level: its own when that is among the top of its path.
function place(rows: Relation, above: readonly Level[], level: Level, compilation: Compilation): Relation {
  const source = shared({ ...rows, order: [] } as Relation, compilation);
  const parent = above.at(-1);
  const path = [...keysOf(above), level.value];
  const candidates = parent ? filter(source, isFalse(parent.isOther)) : source;
  const size: RelationColumn = { name: `$size${compilation.fresh()}`, type: level.aggregate.type, hidden: true };
  const groups = aggregateOf(
    candidates,
    path.map((column) => ({ name: column.name, type: column.type, hidden: true, expr: columnRef(column) })),
    [{ ...size, expr: level.aggregate }],
  );
  const hit: RelationColumn = { name: `$hit${compilation.fresh()}`, type: 'bool', hidden: true };
  const kept = project(
    level.limit ? best(groups, keysOf(above), size, level, level.limit, compilation) : groups,
    [...passThrough(path), { ...hit, expr: literal('bool', true) }],
    compilation,
  );
  const joined = joinOn('leftouter', source, kept, path, [hit]);
  const missed = call('isnull', 'bool', columnRef(hit));
  const isOther = parent ? call('or', 'bool', isTrue(parent.isOther), missed) : missed;
  const marked = project(joined, [...passThrough(source.columns), { ...level.isOther, expr: isOther }], compilation);
  const shown = call(
    'iff',
    level.shown.type,
    isTrue(level.isOther),
    level.others ?? absent(level.shown),
    columnRef(level.value),
  );
  return project(marked, [...passThrough(marked.columns), { ...level.shown, expr: shown }], compilation);
}

function best(
  groups: Relation,
  partition: readonly RelationColumn[],
  size: RelationColumn,
  { descending }: Level,
  limit: Expr,
  compilation: Compilation,
): Relation {
  const rank: RelationColumn = { name: `$rank${compilation.fresh()}`, type: 'long', hidden: true };
  const number: Expr = {
    kind: 'window',
    name: 'row_number',
    type: 'long',
    args: [],
    order: [{ column: size.name, type: size.type, descending, nullsFirst: !descending }, ...groups.order],
    partition: partition.map(columnRef),
  };
  const ranked = project(groups, [...passThrough(groups.columns), { ...rank, expr: number }], compilation);
  return filter(ranked, call('less_or_equal', 'bool', columnRef(rank), limit));
}

// All paths with each level's aggregate. Rows among the others of a level that has no name for them are left out, unless a level below names them.
function paths(placed: Relation, levels: readonly Level[], compilation: Compilation): Relation {
  const last = levels.at(-1);
  const named = levels.filter((level) => level.others !== null).map((level) => isTrue(level.isOther));
  const wanted = [...(last ? [isFalse(last.isOther)] : []), ...named];
  const keys = (columns: readonly RelationColumn[]): readonly NamedExpr[] =>
    columns.map((column) => ({ ...column, expr: columnRef(column) }));
  const all = aggregateOf(filter(placed, call('or', 'bool', ...wanted)), keys(keysOf(levels)), []);
  const joined = levels.reduce<Relation>((relation, level, i) => {
    const path = keysOf(levels.slice(0, i + 1));
    const total: RelationColumn = { name: `$total${i}`, type: level.aggregate.type, hidden: true };
    const totals = aggregateOf(placed, keys(path), [{ ...total, expr: level.aggregate }]);
    return joinOn('inner', relation, totals, path, [total]);
  }, all);
  const columns = levels.flatMap(({ name, aggregateName, shown, isOther, aggregate, others }, i): NamedExpr[] => {
    const { type } = aggregate;
    const total = columnRef({ name: `$total${i}`, type });
    return [
      { name, type: shown.type, expr: columnRef(shown) },
      {
        name: aggregateName,
        type,
        expr: others ? total : call('iff', type, isTrue(isOther), absent({ type }), total),
      },
    ];
  });
  return project({ ...joined, order: [] } as Relation, columns, compilation);
}

function joinOn(
  joinKind: JoinKind,
  left: Relation,
  right: Relation,
  on: readonly RelationColumn[],
  fromRight: readonly RelationColumn[],
): JoinRelation {
  return {
    kind: 'join',
    joinKind,
    left,
    right,
    on: on.map((column) => ({ left: columnRef(column), right: columnRef(column) })),
    columns: [...left.columns, ...fromRight],
    outputs: [
      ...left.columns.map(({ name }) => ({ name, side: 'left' as const, source: name })),
      ...fromRight.map(({ name }) => ({ name, side: 'right' as const, source: name })),
    ],
    order: [],
  };
}
