// `evaluate basket(Threshold, WeightColumn, MaxDimensions, CustomWildcard…)`: values that many rows have in common.

import { lowerExpression } from '../../expressions/lower-expression.js';
import { columnRef, type Expr, literal, longLiteral } from '../../plan/expression.js';
import { hosted } from '../../plan/hosted.js';
import { type NamedExpr, type Relation, type RelationColumn, visibleColumns } from '../../plan/relation.js';
import { semanticAt } from '../../plan/scope.js';
import type { ScalarType } from '../../types.js';
import { rowless } from '../operator.js';
import { aggregateOf } from '../summarize.js';
import { constantOf, inputColumn, type Plugin, type PluginCall } from './plugin.js';

const WEIGHT: RelationColumn = { name: '$weight', type: 'real', hidden: true };

/** An optional argument is left out by a tilde. */
const given = (call: PluginCall, at: number) => {
  const node = call.args[at];
  return node?.value === '~' ? undefined : node;
};

function numberAt(call: PluginCall, at: number, least: number, most: number, otherwise: number): number {
  const node = given(call, at);
  if (!node) return otherwise;
  const value = Number(constantOf(call, node));
  if (value >= least && value <= most) return value;
  throw semanticAt(
    call.context.compilation,
    node,
    `The plugin 'basket' expects a number from ${least} to ${most} here`,
  );
}

/** Exact, where the language allows a sample. */
export const basket: Plugin = (call) => {
  const { compilation } = call.context;
  const threshold = numberAt(call, 0, 0.015, 1, 0.05);
  const weightNode = given(call, 1);
  const weight = weightNode ? inputColumn(call, weightNode) : null;
  const most = numberAt(call, 2, 1, Number.MAX_SAFE_INTEGER, 5);
  const wildcards = wildcardsOf(call);
  const columns = visibleColumns(call.input);
  const { serial: _, ...unordered } = call.input;
  // Equal rows count as one that weighs more.
  const rows = aggregateOf(
    { ...unordered, order: [] } as Relation,
    columns
      .filter(({ name }) => name !== weight?.name)
      .map((column): NamedExpr => ({ ...column, expr: columnRef(column) })),
    [
      {
        ...WEIGHT,
        type: weight && weight.type !== 'int' ? weight.type : 'long',
        expr: weight ? sumOf(weight) : { kind: 'aggregate', name: 'count', type: 'long', args: [], order: [] },
      },
    ],
  );
  const patterns = visibleColumns(rows);
  return hosted(
    rows,
    {
      table: 'basket',
      what: "The plugin 'basket'",
      cells: [columnRef({ ...WEIGHT, type: rows.columns.at(-1)?.type ?? 'long' }), ...patterns.map(columnRef)],
      options: [
        literal('real', threshold),
        longLiteral(most),
        ...patterns.map(({ type }) => wildcards.get(type) ?? literal(type, type === 'string' ? '' : null)),
      ],
      outputs: [
        { name: 'SegmentId', type: 'long' },
        { name: 'Count', type: 'long' },
        { name: 'Percent', type: 'real' },
        ...patterns,
      ],
    },
    compilation,
  );
};

const sumOf = (weight: Expr): Expr => {
  const type: ScalarType = weight.type === 'int' ? 'long' : weight.type;
  return { kind: 'aggregate', name: 'sum', type, args: [weight], order: [] };
};

/** What stands for any value, by the type of the column. */
function wildcardsOf(call: PluginCall): ReadonlyMap<ScalarType, Expr> {
  const nodes = call.args.slice(3).filter((node) => node.value !== '~');
  return new Map(
    nodes.map((node) => {
      const value = lowerExpression(node, rowless(call.context));
      if (value.kind !== 'literal')
        throw semanticAt(call.context.compilation, node, "The plugin 'basket' expects constants as wildcards");
      return [value.type, value];
    }),
  );
}
