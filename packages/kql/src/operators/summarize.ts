// `summarize` and `count`: groups, their aggregates, and the aggregates that give several columns.

import type { ExpressionContext } from '../expressions/context.js';
import { lowerExpression } from '../expressions/lower-expression.js';
import { type ColumnNamer, suggestedName } from '../expressions/names.js';
import { convert } from '../expressions/types.js';
import { extend, project, serialKey } from '../plan/build.js';
import { type AggregateExpr, columnRef, type Expr, literal, type OrderKey } from '../plan/expression.js';
import {
  type AggregateRelation,
  type NamedExpr,
  type Relation,
  type RelationColumn,
  visibleColumns,
} from '../plan/relation.js';
import { semanticAt } from '../plan/scope.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import {
  computedColumns,
  type NamedNode,
  namedNode,
  namerFor,
  type Operator,
  type OperatorContext,
  rowContext,
} from './operator.js';

export const summarize: Operator = (node, input, context) => {
  const byNodes = listOf(childOf(node, 'ByClause'), 'Expressions');
  const aggregateNodes = listOf(node, 'Aggregates');
  const namer = namerFor([...byNodes, ...aggregateNodes]);
  const { columns: keys } = computedColumns(byNodes, input, context, namer);
  const single = onlyTopRow(aggregateNodes, keys, input, context, namer);
  if (single) return single;
  const expressions: ExpressionContext = { ...rowContext(input, context), aggregation: { order: input.order } };
  const aggregates = aggregateNodes.flatMap((aggregate) =>
    aggregateColumns(aggregate, keys, input, expressions, namer),
  );
  return aggregateOf(input, keys, aggregates);
};

/** The grouping of a relation. Where the input's rows are numbered, groups come in the order in which they were first seen. */
export function aggregateOf(
  input: Relation,
  keys: readonly NamedExpr[],
  aggregates: readonly NamedExpr[],
): AggregateRelation {
  const firstSeen: NamedExpr[] = input.serial !== undefined && keys.length > 0 ? [firstSeenColumn(input.serial)] : [];
  const all = [...aggregates, ...firstSeen];
  const columns = [...keys, ...all].map(({ name, type, hidden }) => ({ name, type, ...(hidden && { hidden }) }));
  const [seen] = firstSeen;
  return {
    kind: 'aggregate',
    input,
    keys,
    aggregates: all,
    columns,
    order: seen ? [serialKey(seen.name)] : [],
    ...(seen && { serial: seen.name }),
  };
}

const firstSeenColumn = (serial: string): NamedExpr => ({
  name: serial,
  type: 'long',
  hidden: true,
  expr: { kind: 'aggregate', name: 'min', type: 'long', args: [columnRef({ name: serial, type: 'long' })], order: [] },
});

type ColumnsOf = (call: AggregateCall) => NamedExpr[];

interface AggregateCall {
  readonly node: SyntaxNode;
  readonly name: string;
  readonly args: readonly SyntaxNode[];
  readonly named: NamedNode;
  readonly keys: readonly NamedExpr[];
  readonly input: Relation;
  readonly context: ExpressionContext;
  readonly namer: ColumnNamer;
}

/** The columns of one aggregate expression: one, or several for `arg_max` and its kin. */
export function aggregateColumns(
  node: SyntaxNode,
  keys: readonly NamedExpr[],
  input: Relation,
  context: ExpressionContext,
  namer: ColumnNamer,
): NamedExpr[] {
  const named = namedNode(node);
  const { value } = named;
  const name = value.kind === 'FunctionCallExpression' ? (requiredChild(value, 'Name').name ?? '') : '';
  const args = listOf(childOf(value, 'ArgumentList'), 'Expressions');
  const several =
    Object.hasOwn(severalColumns, name) && !context.scope.bindings.has(name) ? severalColumns[name] : undefined;
  if (several) return several({ node: value, name, args, named, keys, input, context, namer });
  const expr = lowerExpression(value, context);
  return [{ name: named.given?.[0] ?? namer.give(named.suggested), type: expr.type, expr }];
}

/** Columns that `*` stands for in an aggregate: all but the keys and the ones named. */
function starColumns(call: AggregateCall, without: readonly string[]): readonly RelationColumn[] {
  const keyNames = new Set(call.keys.flatMap((key) => (key.expr.kind === 'column' ? [key.expr.name] : [])));
  return visibleColumns(call.input).filter((column) => !keyNames.has(column.name) && !without.includes(column.name));
}

const rowsContext = (call: AggregateCall): ExpressionContext => ({
  compilation: call.context.compilation,
  scope: call.context.scope,
});

const extremeRow: ColumnsOf = (given) => {
  const [by, ...others] = given.args;
  if (!by)
    throw semanticAt(
      given.context.compilation,
      given.node,
      `The aggregate '${given.name}' takes at least one argument`,
    );
  const legacy = given.name === 'argmax' || given.name === 'argmin';
  const prefix = given.name.replace('arg', '');
  const { given: byGiven, value: byNode } = namedNode(by);
  const extreme = lowerExpression(byNode, rowsContext(given));
  const bySuggested = suggestedName(byNode);
  const aggregate = given.name.includes('max') ? 'arg_max' : 'arg_min';
  const names = [...(given.named.given ?? [])];
  const byName =
    names.shift() ??
    byGiven?.[0] ??
    given.namer.give(legacy ? `${prefix}_${bySuggested ?? ''}` : (bySuggested ?? `${prefix.replace('_', '')}_`));
  const byColumn: NamedExpr = {
    name: byName,
    type: extreme.type,
    expr: extremeValue(aggregate, extreme, extreme, given),
  };
  const rest = others.flatMap((other): NamedExpr[] => {
    if (other.kind === 'StarExpression') {
      const used = extreme.kind === 'column' ? [extreme.name] : [];
      return starColumns(given, used).map((column) => ({
        name: given.namer.give(legacy ? `${prefix}_${bySuggested ?? ''}_${column.name}` : column.name),
        type: column.type,
        expr: extremeValue(aggregate, columnRef(column), extreme, given),
      }));
    }
    const { given: otherGiven, suggested, value } = namedNode(other);
    const expr = lowerExpression(value, rowsContext(given));
    const suggestion = legacy ? `${prefix}_${bySuggested ?? ''}_${suggested ?? ''}` : suggested;
    const name = names.shift() ?? otherGiven?.[0] ?? given.namer.give(suggestion);
    return [{ name, type: expr.type, expr: extremeValue(aggregate, expr, extreme, given) }];
  });
  return [byColumn, ...rest];
};

function extremeValue(name: string, value: Expr, by: Expr, given: AggregateCall): AggregateExpr {
  return {
    kind: 'aggregate',
    name,
    type: value.type,
    args: [value, by],
    order: given.context.aggregation?.order ?? [],
  };
}

const anyColumns: ColumnsOf = (given) => {
  const legacy = given.name === 'any';
  const columns = given.args.flatMap(
    (arg): { readonly suggested: string | null; readonly given: string | null; readonly expr: Expr }[] => {
      if (arg.kind === 'StarExpression')
        return starColumns(given, []).map((column) => ({
          suggested: column.name,
          given: null,
          expr: columnRef(column),
        }));
      const { given: own, suggested, value } = namedNode(arg);
      return [{ suggested, given: own?.[0] ?? null, expr: lowerExpression(value, rowsContext(given)) }];
    },
  );
  // Several columns come from one row; a single one prefers a value over none.
  const name = columns.length > 1 ? 'first_row_value' : 'take_any';
  return columns.map((column, i) => ({
    name:
      given.named.given?.[i] ??
      column.given ??
      given.namer.give(legacy ? `any_${column.suggested ?? ''}` : column.suggested),
    type: column.expr.type,
    expr: {
      kind: 'aggregate',
      name,
      type: column.expr.type,
      args: [column.expr],
      order: given.context.aggregation?.order ?? [],
    },
  }));
};

const percentileColumns: ColumnsOf = (given) => {
  const weighted = given.name === 'percentilew' || given.name === 'percentilesw';
  const [valueNode, ...rest] = given.args;
  const weightNode = weighted ? rest.shift() : undefined;
  if (!valueNode || rest.length === 0)
    throw semanticAt(
      given.context.compilation,
      given.node,
      `The aggregate '${given.name}' takes a value and percentages`,
    );
  const context = rowsContext(given);
  const value = lowerExpression(valueNode, context);
  const weight = weightNode ? [convert(lowerExpression(weightNode, context), 'long')] : [];
  return rest.map((percentage, i) => {
    const share = convert(lowerExpression(percentage, context), 'real');
    const suffix = (percentage.text ?? String(share.kind === 'literal' ? share.value : '')).replace('.', '_');
    const name = given.named.given?.[i] ?? given.namer.give(`percentile_${suggestedName(valueNode) ?? ''}_${suffix}`);
    const type = value.type === 'int' ? 'long' : value.type === 'dynamic' ? 'real' : value.type;
    return {
      name,
      type,
      expr: {
        kind: 'aggregate',
        name: weighted ? 'percentilew' : 'percentile',
        type,
        args: [value, share, ...weight],
        order: [],
      },
    };
  });
};

const percentilesArray: ColumnsOf = (given) => {
  const context = rowsContext(given);
  const [value, ...rest] = given.args.map((arg) => lowerExpression(arg, context));
  const weight = given.name === 'percentilesw_array' ? rest.splice(0, 1).map((arg) => convert(arg, 'long')) : [];
  if (!value)
    throw semanticAt(
      given.context.compilation,
      given.node,
      `The aggregate '${given.name}' takes a value and percentages`,
    );
  const name = given.named.given?.[0] ?? given.namer.give(given.named.suggested);
  return [
    {
      name,
      type: 'dynamic',
      expr: {
        kind: 'aggregate',
        name: given.name,
        type: 'dynamic',
        args: [value, ...weight, ...rest.flatMap(shares)],
        order: [],
      },
    },
  ];
};

// Percentages written one by one or as one array.
function shares(share: Expr): readonly Expr[] {
  if (share.kind !== 'literal' || share.type !== 'dynamic') return [convert(share, 'real')];
  const written: unknown = JSON.parse(String(share.value));
  return Array.isArray(written) ? written.map((percent) => literal('real', Number(percent))) : [];
}

const severalColumns: Readonly<Record<string, ColumnsOf>> = {
  arg_max: extremeRow,
  arg_min: extremeRow,
  argmax: extremeRow,
  argmin: extremeRow,
  take_any: anyColumns,
  any: anyColumns,
  percentile: percentileColumns,
  percentiles: percentileColumns,
  percentilew: percentileColumns,
  percentilesw: percentileColumns,
  percentiles_array: percentilesArray,
  percentilesw_array: percentilesArray,
};

/**
 * `summarize arg_max(e, *) by k` alone is the first row per group: far cheaper than one aggregate per column.
 */
function onlyTopRow(
  nodes: readonly SyntaxNode[],
  keys: readonly NamedExpr[],
  input: Relation,
  context: OperatorContext,
  namer: ColumnNamer,
): Relation | null {
  const [node] = nodes;
  if (nodes.length !== 1 || !node || node.kind !== 'FunctionCallExpression' || keys.length === 0) return null;
  const name = requiredChild(node, 'Name').name ?? '';
  const args = listOf(childOf(node, 'ArgumentList'), 'Expressions');
  const [by, star] = args;
  if ((name !== 'arg_max' && name !== 'arg_min') || args.length !== 2 || !by || star?.kind !== 'StarExpression')
    return null;
  if (by.kind === 'SimpleNamedExpression' || context.scope.bindings.has(name)) return null;
  const extreme = lowerExpression(by, rowContext(input, context));
  if (extreme.kind !== 'column') return null;
  const descending = name === 'arg_max';
  const first: OrderKey = { column: extreme.name, type: extreme.type, descending, nullsFirst: false };
  const keyNames = new Set(keys.flatMap((key) => (key.expr.kind === 'column' ? [key.expr.name] : [])));
  const computedKeys = keys
    .filter((key) => key.expr.kind !== 'column')
    .map((key): NamedExpr => ({ ...key, name: `$key${context.compilation.fresh()}`, hidden: true }));
  const keyed = computedKeys.length === 0 ? input : extend(input, computedKeys, context.compilation);
  const keyExprs = keys.map((key) =>
    key.expr.kind === 'column' ? key.expr : columnRef(computedKeys.find((c) => c.expr === key.expr) ?? key),
  );
  const top: Relation = {
    kind: 'first-row',
    input: keyed,
    keys: keyExprs,
    by: [first, ...input.order],
    columns: keyed.columns,
    order: [],
  };
  const others = visibleColumns(input).filter((column) => !keyNames.has(column.name) && column.name !== extreme.name);
  const columns: NamedExpr[] = [
    ...keys.map((key, i): NamedExpr => ({ name: key.name, type: key.type, expr: keyExprs[i] ?? key.expr })),
    { name: namer.give(suggestedName(by)), type: extreme.type, expr: extreme },
    ...others.map(
      (column): NamedExpr => ({ name: namer.give(column.name), type: column.type, expr: columnRef(column) }),
    ),
  ];
  return project(top, columns, context.compilation);
}

/** `count`: one row with the number of rows. */
export const count: Operator = (node, input) => {
  const name = childOf(childOf(node, 'AsIdentifier') ?? node, 'Identifier')?.name ?? 'Count';
  return aggregateOf(
    input,
    [],
    [{ name, type: 'long', expr: { kind: 'aggregate', name: 'count', type: 'long', args: [], order: [] } }],
  );
};
