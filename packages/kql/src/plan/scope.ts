// What names mean at a place in a query: columns of the current row, let bindings, tables.

import { KqlError, type Position } from '../errors.js';
import type { StoredFunction } from '../stored-functions/stored-function.js';
import type { BoundCatalog } from '../syntax/parse.js';
import type { SyntaxNode } from '../syntax/syntax-node.js';
import type { Column, ScalarType, Table } from '../types.js';
import type { Expr } from './expression.js';
import type { ExternalRead } from './external-table.js';
import { grantOf, type TableGrants, type TableRows } from './grants.js';
import type { Graph } from './graph.js';
import type { Now } from './now.js';
import type { Relation, RelationColumn } from './relation.js';

/** A function that a `let` declares or the catalog stores, with the scope that its body sees. */
export interface FunctionBinding {
  readonly kind: 'function';
  readonly name: string;
  readonly declaration: SyntaxNode;
  readonly scope: Scope;
  /** Set on functions of the catalog: their text is not the query's. */
  readonly stored?: StoredFunction;
}

/** What `declare pattern` declares: tables by literal texts. */
export interface PatternBinding {
  readonly kind: 'pattern';
  readonly name: string;
  readonly matches: readonly {
    readonly values: readonly string[];
    readonly path: string | null;
    readonly body: FunctionBinding;
  }[];
}

/** The database that is here, under a name that `macro-expand` gives it. */
export interface Entity {
  readonly kind: 'entity';
}

/** What a name other than a column can be bound to. */
export type Binding =
  | { readonly kind: 'scalar'; readonly expr: Expr; readonly row: RowScope | null }
  | { readonly kind: 'tabular'; readonly relation: () => Relation }
  | { readonly kind: 'graph'; readonly graph: () => Graph }
  | { readonly kind: 'entity-group'; readonly entities: readonly SyntaxNode[] }
  | Entity
  | PatternBinding
  | FunctionBinding;

/** The columns that expressions can name; `left` and `right` only inside join conditions. */
export interface RowScope {
  readonly columns: readonly RelationColumn[];
  readonly left?: readonly RelationColumn[];
  readonly right?: readonly RelationColumn[];
  /** Inside a function: the row of its caller, which arguments may refer to. */
  readonly caller?: RowScope | null;
}

export interface Scope {
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly row: RowScope | null;
  /** Set after `restrict access to`: the tables of the database that are still visible. */
  readonly seesTable?: (table: string) => boolean;
  /** What `alias database` declared, as it was written. */
  readonly aliases?: ReadonlyMap<string, SyntaxNode>;
}

/** What `set` statements ask for that changes answers; the last statement of a name counts. */
export interface QueryOptions {
  /** Ticks that `now()` means. */
  readonly now?: bigint;
  /** Rows of each result at most. */
  readonly takeMaxRecords?: bigint;
  /** Ticks, both included, that a column of this name has to lie in, in every table that has it. */
  readonly datetimeScope?: { readonly column?: string; readonly from?: bigint; readonly to?: bigint };
  /** What `bin_auto()` counts in, and from where. */
  readonly binAuto?: { readonly size?: SyntaxNode; readonly at?: SyntaxNode };
  /** Results are the schemas of the results. */
  readonly schemaOnly?: boolean;
}

/** What one compilation shares: the text for positions, the catalog, the moment that `now()` means, and counters. */
export interface Compilation {
  readonly text: string;
  readonly catalog: BoundCatalog;
  /** The tables as they are stored, without the time alias that `catalog` may have. */
  readonly stored: ReadonlyMap<string, Table>;
  /** Fixed for the whole query. */
  readonly now: Now;
  readonly window: { readonly from: bigint | null; readonly to: bigint | null };
  /** The schema that tables are read from; null for the engine's own. */
  readonly namespace: string | null;
  /** What `set` statements ask for. */
  readonly asked: QueryOptions;
  readonly grants: TableGrants;
  readonly rows: TableRows;
  /** Whether the engine can tell where addresses are. */
  readonly geoDatabase: boolean;
  readonly warnings: string[];
  /** External tables that the query reads, by name, as they are met. */
  readonly externals: Map<string, ExternalRead>;
  /** Tables that the query reads, as they are met. */
  readonly tables: Set<string>;
  readonly position: (node: SyntaxNode) => Position;
  /** A number that is new in this compilation. */
  readonly fresh: () => number;
  /** The stored functions that are being lowered, the outermost first, each with where in the query it is called. */
  readonly calling: Map<string, number>;
  /** Counts one lowering step; refuses a query that unfolds without end. */
  readonly spend: () => void;
  /** Lowers a table expression; here so that expressions and operators can reach each other without a cycle. */
  readonly relation: (node: SyntaxNode, scope: Scope) => Relation;
  /** Lowers an expression that yields a graph. */
  readonly graph: (node: SyntaxNode, scope: Scope) => Graph;
  /** Lowers operators that stand without a source, as in `mv-apply … on (where … | take 1)`, over `input`. */
  readonly pipeline: (node: SyntaxNode, input: Relation, scope: Scope) => Relation;
  /**
   * The rows of a relation that decides what columns `what` gives; only an earlier run of the query can know them.
   * @throws DiscoveryNeeded with the SQL that finds them out
   */
  readonly discover: (node: SyntaxNode, what: string, relation: Relation) => readonly (readonly unknown[])[];
}

/** Whether columns of `row` mean the same at a place where `here` is the current row. */
export function reaches(here: RowScope | null, row: RowScope): boolean {
  return here === row || (here?.caller !== undefined && reaches(here.caller, row));
}

/** A scope in which `row` is the current row. */
export const withRow = (scope: Scope, columns: readonly RelationColumn[]): Scope => ({ ...scope, row: { columns } });

/** Names of the `let` views that a wildcard or an unrestricted `search` reaches. */
export const viewNames = (scope: Scope): readonly string[] =>
  [...scope.bindings]
    .filter(
      ([, binding]) => binding.kind === 'function' && !binding.stored && 'ViewKeyword' in binding.declaration.fields,
    )
    .map(([name]) => name);

/** Names of the tables that the caller may read, in the order of the catalog. */
export const readableTables = ({ catalog, grants }: Compilation, scope: Scope): readonly string[] =>
  [...catalog.tables.keys()].filter(
    (table) => grantOf(grants, table) !== 'refused' && (scope.seesTable?.(table) ?? true),
  );

/** A test for a name in which `*` stands for any text. */
export function wildcardTest(written: string): (name: string) => boolean {
  const pieces = written.split('*').map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${pieces.join('.*')}$`, 's');
  return (name) => pattern.test(name);
}

/** A scope with one more binding. */
export function withBinding(scope: Scope, name: string, binding: Binding): Scope {
  return { ...scope, bindings: new Map(scope.bindings).set(name, binding) };
}

/** Where a node stands in the query; one of a stored function's own text stands where the function is called. */
export function offsetOf({ calling }: Compilation, node: SyntaxNode): number {
  const [outermost = node.start] = calling.values();
  return outermost;
}

/** The error for valid KQL that is not supported, at its place. */
export function unsupportedAt(compilation: Compilation, node: SyntaxNode, what: string): KqlError {
  return new KqlError('unsupported', `${what} is not supported`, compilation.position(node));
}

/** The error for a query that the language itself refuses. */
export function semanticAt(compilation: Compilation, node: SyntaxNode, message: string): KqlError {
  return new KqlError('semantic', message, compilation.position(node));
}

/** A visible column by its exact name. */
export function findColumn(columns: readonly RelationColumn[], name: string): RelationColumn | undefined {
  return columns.find((column) => !column.hidden && column.name === name);
}

/** Column types of a schema written in the query: `(a:long, b:string)`. */
export function columnsOfSchema(
  nodes: readonly SyntaxNode[],
  typeOf: (node: SyntaxNode) => ScalarType,
): readonly Column[] {
  return nodes.map((node) => ({ name: (node.fields.Name as SyntaxNode).name ?? '', type: typeOf(node) }));
}
