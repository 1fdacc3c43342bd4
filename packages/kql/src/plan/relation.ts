// Table expressions of the plan: a dozen kinds that every KQL operator lowers into; plain printable data.

import type { Column } from '../types.js';
import type { Expr, OrderKey } from './expression.js';

/** A column of a relation; a hidden one carries an ordering or an intermediate value and never reaches a result. */
export interface RelationColumn extends Column {
  readonly hidden?: true;
}

/** A column with the expression that computes it. */
export interface NamedExpr extends RelationColumn {
  readonly expr: Expr;
}

interface RelationBase {
  readonly columns: readonly RelationColumn[];
  /** How its rows are ordered; empty when they are not. Keys name columns of the relation, hidden ones included. */
  readonly order: readonly OrderKey[];
  /** A hidden column that numbers the rows in their order, when there is one. */
  readonly serial?: string;
  /** The language counts the rows as ordered, so that window functions may run over them. */
  readonly serialized?: true;
}

/** A table of the catalog, cut to the time window and to the rows and columns granted. */
export interface ScanRelation extends RelationBase {
  readonly kind: 'scan';
  /** The schema that the table lies in; null for the engine's own. */
  readonly namespace: string | null;
  readonly table: string;
  /** The physical column that the window applies to. */
  readonly timeColumn: string;
  /** Ticks: the window of the run, and nothing else; a kept query is filled with that of the next run. */
  readonly from: bigint | null;
  readonly to: bigint | null;
  /** Rows that there are: those with this text in a physical column, which need not be among the columns; null for all. */
  readonly only: { readonly column: string; readonly equals: string } | null;
  /** Physical column per column, where it is not the column's own name. */
  readonly physical: Readonly<Record<string, string>>;
}

export interface ValuesRelation extends RelationBase {
  readonly kind: 'values';
  readonly rows: readonly (readonly Expr[])[];
}

/** `range`: one column from `from` to `to`, both included. */
export interface RangeRelation extends RelationBase {
  readonly kind: 'range';
  readonly from: Expr;
  readonly to: Expr;
  readonly step: Expr;
}

export interface FilterRelation extends RelationBase {
  readonly kind: 'filter';
  readonly input: Relation;
  readonly predicate: Expr;
}

export interface ProjectRelation extends RelationBase {
  readonly kind: 'project';
  readonly input: Relation;
  readonly projections: readonly NamedExpr[];
}

export interface AggregateRelation extends RelationBase {
  readonly kind: 'aggregate';
  readonly input: Relation;
  readonly keys: readonly NamedExpr[];
  readonly aggregates: readonly NamedExpr[];
}

/** One row per distinct value of the keys: the first in `by` order. */
export interface FirstRowRelation extends RelationBase {
  readonly kind: 'first-row';
  readonly input: Relation;
  readonly keys: readonly Expr[];
  readonly by: readonly OrderKey[];
}

export type JoinKind =
  | 'inner'
  | 'leftouter'
  | 'rightouter'
  | 'fullouter'
  | 'leftsemi'
  | 'rightsemi'
  | 'leftanti'
  | 'rightanti';

/** Columns come from one side each; the keys match when equal, null equal to null included. */
export interface JoinRelation extends RelationBase {
  readonly kind: 'join';
  readonly joinKind: JoinKind;
  readonly left: Relation;
  readonly right: Relation;
  readonly on: readonly { readonly left: Expr; readonly right: Expr }[];
  readonly outputs: readonly { readonly name: string; readonly side: 'left' | 'right'; readonly source: string }[];
}

/** All rows of all inputs; each input has exactly the columns of the union, in their order. */
export interface UnionRelation extends RelationBase {
  readonly kind: 'union';
  readonly inputs: readonly Relation[];
}

export interface LimitRelation extends RelationBase {
  readonly kind: 'limit';
  readonly input: Relation;
  readonly count: Expr;
}

/** mv-expand: each row once per element of its arrays, which are walked side by side. */
export interface UnnestRelation extends RelationBase {
  readonly kind: 'unnest';
  readonly input: Relation;
  readonly items: readonly UnnestItem[];
  /** The column that receives the element's position, counted from 0. */
  readonly indexColumn: string | null;
  readonly limit: bigint | null;
}

export interface UnnestItem {
  readonly column: string;
  readonly source: Expr;
  /** Element of a bag: `{"k":v}` or `["k",v]`. */
  readonly bagAs: 'bag' | 'array';
}

/** A state column of a fold. In `next`, columns of side `left` are the state after the row before. */
export interface FoldState extends RelationColumn {
  readonly initial: Expr;
  readonly next: Expr;
}

/** Each row with a state that is computed from the row and the state before it, row by row. */
export interface FoldRelation extends RelationBase {
  readonly kind: 'fold';
  readonly input: Relation;
  /** What asked for it, for messages: `The operator 'scan'`. */
  readonly what: string;
  /** The input's column that numbers its rows 1, 2, … within each partition. */
  readonly at: string;
  /** Columns of the input; each of their values has a fold of its own. */
  readonly partition: readonly string[];
  readonly states: readonly FoldState[];
}

/** Rows that a host table function makes of all rows of its input, which it gets in the input's order. */
export interface HostedRelation extends RelationBase {
  readonly kind: 'hosted';
  readonly input: Relation;
  /** Key of the host table functions. */
  readonly table: string;
  /** What asked for it, for messages: `The plugin 'basket'`. */
  readonly what: string;
  /** What the function gets of each row. */
  readonly cells: readonly Expr[];
  /** What it gets once: values that see no row. */
  readonly options: readonly Expr[];
  /** The columns of the rows that it gives, in their order. */
  readonly outputs: readonly RelationColumn[];
  /** A hidden column that numbers the rows that it gives 1, 2, … */
  readonly number: RelationColumn;
  /** Columns of the input that go along; the rows of each of their values are a call of their own. */
  readonly partition: readonly string[];
}

/** A table expression that is named and may be read more than once; `materialized` when it must run only once. */
export interface SharedRelation extends RelationBase {
  readonly kind: 'shared';
  readonly id: number;
  /** What `as` called it. */
  readonly name?: string;
  readonly input: Relation;
  readonly materialized: boolean;
}

export type Relation =
  | ScanRelation
  | ValuesRelation
  | RangeRelation
  | FilterRelation
  | ProjectRelation
  | AggregateRelation
  | FirstRowRelation
  | JoinRelation
  | UnionRelation
  | LimitRelation
  | UnnestRelation
  | FoldRelation
  | HostedRelation
  | SharedRelation;

/** The relations that one reads directly, subqueries in its expressions left out. */
export function inputsOf(relation: Relation): readonly Relation[] {
  switch (relation.kind) {
    case 'join':
      return [relation.left, relation.right];
    case 'union':
      return relation.inputs;
    case 'scan':
    case 'values':
    case 'range':
      return [];
    default:
      return [relation.input];
  }
}

/** The columns that the query's author can name. */
export function visibleColumns(relation: Relation): readonly RelationColumn[] {
  return relation.columns.filter((column) => !column.hidden);
}
