// Drops columns that nothing reads: a `search` or `union` over all tables would otherwise carry a thousand of them through every leg.

import { type Expr, operands } from './expression.js';
import type { Relation, RelationColumn } from './relation.js';

/** The same rows with only the columns that the result shows. */
export function pruneColumns(relation: Relation): Relation {
  return prune(relation, new Set(relation.columns.filter((column) => !column.hidden).map((column) => column.name)));
}

function prune(relation: Relation, wanted: ReadonlySet<string>): Relation {
  const needed = withOrder(relation, wanted);
  const keep = <T extends RelationColumn>(columns: readonly T[]): readonly T[] =>
    columns.filter((column) => needed.has(column.name));
  switch (relation.kind) {
    case 'filter':
      return relabel(relation, prune(relation.input, union(needed, columnsOf(relation.predicate))));
    case 'limit':
      return relabel(relation, prune(relation.input, withOrder(relation.input, needed)));
    case 'project': {
      const projections = keep(relation.projections);
      // A window function numbers rows by the whole input: what it reads is found in its expression, as anything else is.
      const input = prune(relation.input, union(new Set(), ...projections.map((column) => columnsOf(column.expr))));
      return { ...relation, input, projections, columns: keep(relation.columns) };
    }
    case 'aggregate': {
      const aggregates = keep(relation.aggregates);
      const read = [...relation.keys, ...aggregates].map((column) => columnsOf(column.expr));
      const columns = relation.columns.filter(
        (column) => needed.has(column.name) || relation.keys.some((key) => key.name === column.name),
      );
      return { ...relation, input: prune(relation.input, union(new Set(), ...read)), aggregates, columns };
    }
    case 'union':
      return {
        ...relation,
        inputs: relation.inputs.map((input) => prune(input, needed)),
        columns: keep(relation.columns),
      };
    case 'first-row': {
      const by = new Set(relation.by.map((key) => key.column));
      return relabel(relation, prune(relation.input, union(needed, by, ...relation.keys.map(columnsOf))));
    }
    case 'join': {
      const outputs = relation.outputs.filter((output) => needed.has(output.name));
      const side = (which: 'left' | 'right'): ReadonlySet<string> =>
        union(
          new Set(outputs.filter((output) => output.side === which).map((output) => output.source)),
          ...relation.on.map((pair) => columnsOf(pair[which])),
        );
      return {
        ...relation,
        left: prune(relation.left, side('left')),
        right: prune(relation.right, side('right')),
        outputs,
        columns: keep(relation.columns),
      };
    }
    case 'hosted': {
      const read = union(new Set(relation.partition), ...relation.cells.map(columnsOf));
      return { ...relation, input: prune(relation.input, read) };
    }
    // The rest keeps what it has: sources are cut by what is read of them, shared relations have several readers.
    default:
      return relation;
  }
}

/** A relation whose columns are its input's. */
function relabel<T extends Relation & { readonly input: Relation }>(relation: T, input: Relation): T {
  return { ...relation, input, columns: input.columns };
}

function withOrder(relation: Relation, wanted: ReadonlySet<string>): ReadonlySet<string> {
  const order = relation.order.map((key) => key.column);
  return new Set([...wanted, ...order, ...(relation.serial === undefined ? [] : [relation.serial])]);
}

function columnsOf(expr: Expr): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (current: Expr): void => {
    if (current.kind === 'column') found.add(current.name);
    if (current.kind === 'aggregate' || current.kind === 'window')
      for (const key of current.order) found.add(key.column);
    for (const operand of operands(current)) walk(operand);
  };
  walk(expr);
  return found;
}

const union = (...sets: readonly ReadonlySet<string>[]): ReadonlySet<string> =>
  new Set(sets.flatMap((set) => [...set]));
