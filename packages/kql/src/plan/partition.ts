// Runs a pipeline once per partition in one pass: rewrites its plan so that a hidden key keeps the partitions apart.

import { KqlError } from '../errors.js';
import { filter, passThrough, project, shape } from './build.js';
import { call, columnRef, type Expr, literal, type OrderKey } from './expression.js';
import {
  type AggregateRelation,
  inputsOf,
  type JoinRelation,
  type NamedExpr,
  type Relation,
  type RelationColumn,
  type SharedRelation,
} from './relation.js';
import type { Compilation } from './scope.js';

/** The partitions that a pipeline is to run over. */
export interface Partitioning {
  /** What the pipeline starts from; it has the key among its columns. */
  readonly source: SharedRelation;
  /** The hidden column whose values tell the partitions apart. */
  readonly key: RelationColumn;
  /** Every partition once, those without rows included: a relation with the key as its only column. */
  readonly keys: Relation;
}

/** A name for an intermediate result, so that it can be read more than once. */
export function shared(input: Relation, compilation: Compilation, materialized = false): SharedRelation {
  return { kind: 'shared', id: compilation.fresh(), input, materialized, ...shape(input) };
}

/**
 * The pipeline's plan with the key carried along: limits count, windows run and aggregates group per partition.
 * @throws KqlError `unsupported` when a scalar subquery reads the partition
 */
export function partitioned(pipeline: Relation, partitioning: Partitioning, compilation: Compilation): Relation {
  return new Partitioner(partitioning, compilation).spread(pipeline);
}

class Partitioner {
  private readonly known = new Map<number, SharedRelation>();

  constructor(
    private readonly partitioning: Partitioning,
    private readonly compilation: Compilation,
  ) {}

  /** The relation per partition; one that does not read the partition's rows is repeated for each. */
  spread(relation: Relation): Relation {
    return this.reads(relation) ? this.rewrite(relation) : this.repeated(relation, this.partitioning.keys);
  }

  private reads(relation: Relation): boolean {
    if (relation.kind === 'shared' && relation.id === this.partitioning.source.id) return true;
    return inputsOf(relation).some((input) => this.reads(input));
  }

  // The relation reads the partition's rows: every branch returns it with the key among its columns.
  private rewrite(relation: Relation): Relation {
    const { key } = this.partitioning;
    switch (relation.kind) {
      case 'shared':
        return relation.id === this.partitioning.source.id ? relation : this.sharedOf(relation);
      case 'filter': {
        const input = this.rewrite(relation.input);
        return { ...relation, input, predicate: this.inPartition(relation.predicate), columns: input.columns };
      }
      case 'project': {
        const projections = relation.projections.map((column) => ({ ...column, expr: this.inPartition(column.expr) }));
        return {
          ...relation,
          input: this.rewrite(relation.input),
          projections: withKey(projections, { ...key, expr: columnRef(key) }),
          columns: withKey(relation.columns, key),
        };
      }
      case 'limit':
        return this.limited(this.rewrite(relation.input), relation.count, relation);
      case 'aggregate':
        return this.aggregate(relation);
      case 'first-row': {
        const input = this.rewrite(relation.input);
        return { ...relation, input, keys: [...relation.keys, columnRef(key)], columns: input.columns };
      }
      case 'unnest':
        return { ...relation, input: this.rewrite(relation.input), columns: withKey(relation.columns, key) };
      case 'fold': {
        const input = this.rewrite(relation.input);
        const columns = withKey(relation.columns, key);
        return { ...relation, input, partition: [...relation.partition, key.name], columns };
      }
      case 'hosted':
        return {
          ...relation,
          input: this.rewrite(relation.input),
          cells: relation.cells.map((cell) => this.inPartition(cell)),
          partition: [...relation.partition, key.name],
          columns: withKey(relation.columns, key),
        };
      case 'union': {
        const inputs = relation.inputs.map((input) => this.spread(input));
        return { ...relation, inputs, columns: withKey(relation.columns, key) };
      }
      case 'join':
        return this.join(relation);
      default:
        throw new Error(`a ${relation.kind} reads no rows`);
    }
  }

  private sharedOf(relation: SharedRelation): SharedRelation {
    const existing = this.known.get(relation.id);
    const found = existing ?? shared(this.rewrite(relation.input), this.compilation, relation.materialized);
    this.known.set(relation.id, found);
    return { ...found, order: relation.order, ...(relation.serial !== undefined && { serial: relation.serial }) };
  }

  private limited(input: Relation, count: Expr, original: Relation): Relation {
    const rank: RelationColumn = { name: `$rank${this.compilation.fresh()}`, type: 'long', hidden: true };
    const partition = [columnRef(this.partitioning.key)];
    const number: Expr = { kind: 'window', name: 'row_number', type: 'long', args: [], order: input.order, partition };
    const ranked = project(input, [...passThrough(input.columns), { ...rank, expr: number }], this.compilation);
    const first = filter(ranked, call('less_or_equal', 'bool', columnRef(rank), count));
    return { ...first, order: original.order } as Relation;
  }

  // Without keys of its own an aggregate answers for empty partitions too, with what it gives on no rows.
  private aggregate(relation: AggregateRelation): Relation {
    const { key } = this.partitioning;
    const input = this.rewrite(relation.input);
    const keyed: AggregateRelation = {
      ...relation,
      input,
      keys: [{ ...key, expr: columnRef(key) }, ...relation.keys],
      aggregates: relation.aggregates.map((column) => ({ ...column, expr: this.inPartition(column.expr) })),
      columns: [key, ...relation.columns],
    };
    if (relation.keys.length > 0) return keyed;
    const groups = shared(keyed, this.compilation);
    const ofNothing: AggregateRelation = {
      ...relation,
      input: filter({ ...input, order: [] } as Relation, literal('bool', false)),
    };
    const empty = this.repeated(ofNothing, this.without(groups));
    const inOrder = project(empty, passThrough(keyed.columns), this.compilation);
    return { kind: 'union', inputs: [groups, inOrder], columns: keyed.columns, order: [] };
  }

  private without(groups: Relation): Relation {
    const { key, keys } = this.partitioning;
    return {
      kind: 'join',
      joinKind: 'leftanti',
      left: keys,
      right: groups,
      on: [{ left: columnRef(key), right: columnRef(key) }],
      columns: [key],
      outputs: [{ name: key.name, side: 'left', source: key.name }],
      order: [],
    };
  }

  private repeated(relation: Relation, keys: Relation): Relation {
    const { key } = this.partitioning;
    return {
      kind: 'join',
      joinKind: 'inner',
      left: keys,
      right: relation,
      on: [],
      columns: [key, ...relation.columns],
      outputs: [
        { name: key.name, side: 'left', source: key.name },
        ...relation.columns.map(({ name }) => ({ name, side: 'right' as const, source: name })),
      ],
      order: relation.order,
    };
  }

  // A side that can come out unmatched must know its partition, so it is repeated for each when it has none.
  private join(relation: JoinRelation): Relation {
    const { key } = this.partitioning;
    const { joinKind } = relation;
    const needs = {
      left: ['leftouter', 'leftsemi', 'leftanti', 'fullouter'].includes(joinKind),
      right: ['rightouter', 'rightsemi', 'rightanti', 'fullouter'].includes(joinKind),
    };
    const hasKey = { left: needs.left || this.reads(relation.left), right: needs.right || this.reads(relation.right) };
    const left = hasKey.left ? this.spread(relation.left) : relation.left;
    const right = hasKey.right ? this.spread(relation.right) : relation.right;
    const on =
      hasKey.left && hasKey.right ? [{ left: columnRef(key), right: columnRef(key) }, ...relation.on] : relation.on;
    if (joinKind === 'fullouter') return this.fullJoin({ ...relation, left, right, on });
    const side = needs.right || !hasKey.left ? 'right' : 'left';
    return {
      ...relation,
      left,
      right,
      on,
      columns: [...relation.columns, key],
      outputs: [...relation.outputs, { name: key.name, side, source: key.name }],
    };
  }

  private fullJoin(relation: JoinRelation): Relation {
    const { key } = this.partitioning;
    const sides = (['left', 'right'] as const).map((side) => ({
      column: { name: `${key.name}${side}`, type: key.type, hidden: true } as RelationColumn,
      output: { name: `${key.name}${side}`, side, source: key.name },
    }));
    const joined: JoinRelation = {
      ...relation,
      columns: [...relation.columns, ...sides.map(({ column }) => column)],
      outputs: [...relation.outputs, ...sides.map(({ output }) => output)],
    };
    const either = call('coalesce', key.type, ...sides.map(({ column }) => columnRef(column)));
    return project(joined, [...passThrough(relation.columns), { ...key, expr: either }], this.compilation);
  }

  private inPartition(expr: Expr): Expr {
    const within = (inner: Expr): Expr => this.inPartition(inner);
    switch (expr.kind) {
      case 'call':
      case 'aggregate':
        return { ...expr, args: expr.args.map(within) };
      case 'window':
        return {
          ...expr,
          args: expr.args.map(within),
          partition: [columnRef(this.partitioning.key), ...expr.partition.map(within)],
        };
      case 'path':
        return {
          ...expr,
          base: within(expr.base),
          steps: expr.steps.map((step) => (typeof step === 'object' ? within(step) : step)),
        };
      case 'toscalar':
      case 'toarray':
      case 'member':
        if (this.reads(expr.relation))
          throw new KqlError('unsupported', 'A scalar subquery over the rows of a partition is not supported');
        return expr.kind === 'member' ? { ...expr, value: within(expr.value) } : expr;
      default:
        return expr;
    }
  }
}

const withKey = <C extends RelationColumn | NamedExpr>(columns: readonly C[], key: C): readonly C[] =>
  columns.some((column) => column.name === key.name) ? columns : [...columns, key];

/** Ordering by a partition's key, ascending. */
export const byKey = (key: RelationColumn): OrderKey => ({
  column: key.name,
  type: key.type,
  descending: false,
  nullsFirst: true,
});
