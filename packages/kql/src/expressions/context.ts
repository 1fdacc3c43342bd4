// What surrounds an expression while it is lowered.

import type { ColumnExpr, Expr, OrderKey } from '../plan/expression.js';
import type { FoldState } from '../plan/relation.js';
import type { Compilation, Scope } from '../plan/scope.js';
import type { SyntaxNode } from '../syntax/syntax-node.js';

/** What is allowed where an expression stands, beyond names and functions. */
export interface ExpressionContext {
  readonly compilation: Compilation;
  readonly scope: Scope;
  /** Set where aggregates may stand; the order that list-making aggregates keep. */
  readonly aggregation?: { readonly order: readonly OrderKey[] };
  /** Set where window functions may stand. */
  readonly windows?: WindowContext;
}

/** The serialised input of window functions. */
export interface WindowContext {
  /** Total order of the input's rows. */
  readonly order: readonly OrderKey[];
  /** Adds a computed column to the input, for what a window function needs precomputed. */
  readonly precompute: (expr: Expr) => ColumnExpr;
  /** Adds the state of a function that runs over the rows; in `next`, columns of side `left` are the states after the row before. */
  readonly fold: (what: string, states: readonly FoldState[]) => void;
  /** A name that is new. */
  readonly fresh: (prefix: string) => string;
}

/** The lowering of expressions, handed to the parts that it is made of. */
export type LowerExpression = (node: SyntaxNode, context: ExpressionContext) => Expr;
