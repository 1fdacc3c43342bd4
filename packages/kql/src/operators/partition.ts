// `partition by k (pipeline)`: the pipeline once per value of a column, results put together (kql-semantics §5.10).

import { lowerExpression } from '../expressions/lower-expression.js';
import { passThrough, project } from '../plan/build.js';
import { columnRef } from '../plan/expression.js';
import { partitioned, shared } from '../plan/partition.js';
import { type NamedExpr, type Relation, type RelationColumn, visibleColumns } from '../plan/relation.js';
import { unsupportedAt } from '../plan/scope.js';
import { requiredChild } from '../syntax/syntax-node.js';
import { type Operator, rowContext } from './operator.js';

export const partition: Operator = (node, input, context) => {
  const { compilation, scope } = context;
  const operand = requiredChild(node, 'Operand');
  if (operand.kind !== 'PartitionSubquery')
    throw unsupportedAt(compilation, operand, "a query in braces after 'partition by'");
  const by = lowerExpression(requiredChild(node, 'ByExpression'), rowContext(input, context));
  const key: RelationColumn = { name: `$part${compilation.fresh()}`, type: by.type, hidden: true };
  const keyed: NamedExpr = { ...key, expr: by };
  const source = shared(project(input, [...passThrough(input.columns), keyed], compilation), compilation);
  const keys: Relation = {
    kind: 'aggregate',
    input: { ...source, order: [] },
    keys: [{ ...key, expr: columnRef(key) }],
    aggregates: [],
    columns: [key],
    order: [],
  };
  const pipeline = compilation.pipeline(requiredChild(operand, 'Subquery'), source, scope);
  const results = partitioned(pipeline, { source, key, keys }, compilation);
  return project({ ...results, order: [] } as Relation, passThrough(visibleColumns(results)), compilation);
};
