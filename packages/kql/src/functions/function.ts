// What a scalar function is to the compiler: one row that says what it takes, what it returns and its SQL.

import { type Expr, type LiteralValue, someExpr } from '../plan/expression.js';
import { bare, fn, joinSql, type Sql, sql } from '../sql/sql.js';
import type { ScalarType } from '../types.js';

/** An argument as SQL, with what is known of it at compile time. */
export interface Arg {
  readonly sql: Sql;
  readonly type: ScalarType;
  /** The value, when it is written in the query. */
  readonly literal?: { readonly value: LiteralValue };
  readonly expr: Expr;
}

/**
 * What a parameter accepts; other types are converted as KQL would, or refused by the binder before.
 * `text` takes any type in its `tostring` form; `any` is left as it is; `number` is int, long, real or decimal.
 */
export type Accepts = ScalarType | 'any' | 'text' | 'number';

/** The SQL of a call. The count of arguments has been checked against `takes`; optional ones may be undefined. */
// biome-ignore lint/suspicious/noExplicitAny: rows name as many parameters as they take; the count is checked before the call
export type RowSql = (...args: any[]) => Sql;

/** A scalar function or operator. Add one: a row in `functions/<family>.ts`. */
export interface ScalarFunction {
  /** Parameters in order; a trailing `?` marks the optional ones, a trailing `*` the last one as repeatable. */
  readonly takes: readonly (Accepts | `${Accepts}?` | `${Accepts}*`)[];
  /** Result type, or how it follows from the (converted) argument types. */
  readonly returns: ScalarType | ((types: readonly ScalarType[], args: readonly Expr[]) => ScalarType);
  /**
   * The SQL. Arguments of type string are never null; a result of type string may be null and becomes ''.
   * Throws `unsupported(…)` for a form that cannot be said.
   */
  readonly sql: RowSql;
  /** A cheaper form for places where null counts as false (`where`, `iff`); the index of storage can serve it. */
  readonly predicate?: RowSql;
  /** The SQL of a string result is never null by itself. */
  readonly total?: true;
  /** The value for arguments that are all literals, when it can be known at compile time; undefined to leave it to the engine. */
  readonly fold?: (...values: readonly LiteralValue[]) => LiteralValue | undefined;
  /** A different value at every evaluation: never shared or folded. */
  readonly volatile?: true;
}

/** Functions by name. */
export type FunctionFamily = Readonly<Record<string, ScalarFunction>>;

/** What a function's SQL throws for a form that is valid KQL and not supported; position and name are added on the way up. */
export class UnsupportedForm extends Error {
  override readonly name = 'UnsupportedForm';
}

/** What a function's SQL throws for a form that is not valid KQL, such as a pattern that is no regular expression. */
export class InvalidForm extends Error {
  override readonly name = 'InvalidForm';
}

/** @example invalid("'(a' is not a regular expression: unclosed group") */
export function invalid(what: string): never {
  throw new InvalidForm(what);
}

/** @example unsupported("base64_decode_toarray of a column") */
export function unsupported(what: string): never {
  throw new UnsupportedForm(what);
}

/**
 * The text of a literal argument.
 * @throws UnsupportedForm when the argument is computed
 */
export function literalText(arg: Arg, what: string): string {
  if (typeof arg.literal?.value !== 'string') unsupported(`${what} that is not a literal`);
  return arg.literal.value;
}

/** A family of rows; names are looked up as own properties only. */
export const defineFamily = (rows: FunctionFamily): FunctionFamily => rows;

/**
 * What the engine raises an error for is null. Its own TRY takes no subquery, so that an argument that holds one is bound to a name first.
 * @example attempt([text], (encoded) => fn('from_base64', encoded))
 */
export function attempt(args: readonly Arg[], build: (...values: readonly Sql[]) => Sql): Sql {
  const isSubquery = (expr: Expr): boolean => ['toscalar', 'toarray', 'member'].includes(expr.kind);
  if (!args.some(({ expr }) => someExpr(expr, isSubquery))) return fn('TRY', build(...args.map((arg) => arg.sql)));
  const named = args.map((arg, i): Sql => ({ parts: [`'a${i}': `, arg.sql], atomic: true }));
  const values = args.map((_, i): Sql => ({ parts: [`x.a${i}`], atomic: true }));
  return sql`list_extract(list_transform([{${bare(joinSql(named, ', '))}}], lambda x : ${fn('TRY', build(...values))}), 1)`;
}
