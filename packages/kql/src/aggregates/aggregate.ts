// What an aggregate is to the compiler: how its arguments are typed, what it returns, and its SQL.

import { convert } from '../expressions/types.js';
import type { Arg } from '../functions/function.js';
import type { AggregateExpr, Expr, OrderKey } from '../plan/expression.js';
import type { Sql } from '../sql/sql.js';
import type { ScalarType } from '../types.js';

/** What an aggregate's SQL needs beside its arguments. */
export interface AggregateInput {
  /** ` ORDER BY …` over the input's order, or nothing: for aggregates that keep the order they meet. */
  readonly orderBy: Sql | null;
}

/** A row of the aggregate table. Add one: a row in `aggregates/<family>.ts`. */
export interface Aggregate {
  readonly lower: (name: string, args: readonly Expr[], order: readonly OrderKey[]) => AggregateExpr;
  readonly sql: (args: readonly Arg[], input: AggregateInput) => Sql;
}

export interface AggregateDefinition {
  /** Types that the leading arguments are converted to; `any` leaves them. */
  readonly takes?: readonly (ScalarType | 'any' | 'text')[];
  readonly returns: ScalarType | ((types: readonly ScalarType[]) => ScalarType);
  readonly sql: Aggregate['sql'];
}

/** @example defineAggregate({ returns: 'long', sql: () => sql`count(*)` }) */
export function defineAggregate({ takes = [], returns, sql }: AggregateDefinition): Aggregate {
  return {
    lower(name, given, order) {
      const args = given.map((arg, i) => {
        const accepted = takes[i] ?? 'any';
        return accepted === 'any' ? arg : convert(arg, accepted === 'text' ? 'string' : accepted);
      });
      const types = args.map((arg) => arg.type);
      return { kind: 'aggregate', name, args, order, type: typeof returns === 'function' ? returns(types) : returns };
    },
    sql,
  };
}
