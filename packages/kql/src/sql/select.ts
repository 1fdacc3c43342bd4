// A SELECT under construction: clauses are filled in the order in which SQL evaluates them, so a full one is wrapped.

import { bare, ident, joinSql, type Sql, sql } from './sql.js';

/** An output column of a SELECT: its physical name, and its SQL where that is more than the name. */
export interface SelectColumn {
  readonly name: string;
  readonly sql: Sql;
}

export interface Select {
  /** What is selected; null for all columns of `from` as they are. */
  readonly columns: readonly SelectColumn[] | null;
  readonly from: Sql;
  readonly where: readonly Sql[];
  readonly groupBy: readonly Sql[] | null;
  readonly qualify: Sql | null;
  readonly orderBy: Sql | null;
  readonly limit: Sql | null;
}

/** `SELECT * FROM source`. */
export const selectFrom = (from: Sql): Select => ({
  columns: null,
  from,
  where: [],
  groupBy: null,
  qualify: null,
  orderBy: null,
  limit: null,
});

/** The SELECT as a source of another: `(SELECT …)`, or just its table when it does nothing. */
export function asSource(select: Select): Sql {
  const untouched =
    select.columns === null &&
    select.where.length === 0 &&
    !select.groupBy &&
    !select.qualify &&
    !select.orderBy &&
    !select.limit;
  return untouched ? select.from : { parts: ['(', selectSql(select), ')'], atomic: true };
}

/** The SELECT itself while none of the clauses is filled, else a new one over it: SQL evaluates clauses in one order only. */
export function openFor(select: Select, ...clauses: readonly (keyof Omit<Select, 'from' | 'where'>)[]): Select {
  return clauses.some((clause) => select[clause] !== null) ? selectFrom(asSource(select)) : select;
}

/** The SELECT as SQL. */
export function selectSql(select: Select): Sql {
  const list = select.columns ? joinSql(select.columns.map(columnSql), ', ') : sql`*`;
  const parts: (string | Sql)[] = ['SELECT ', select.columns?.length === 0 ? sql`1` : list, ' FROM ', select.from];
  if (select.where.length > 0) parts.push(' WHERE ', joinSql(select.where, ' AND '));
  if (select.groupBy && select.groupBy.length > 0) parts.push(' GROUP BY ', joinSql(select.groupBy.map(bare), ', '));
  if (select.qualify) parts.push(' QUALIFY ', select.qualify);
  if (select.orderBy) parts.push(' ORDER BY ', select.orderBy);
  if (select.limit) parts.push(' LIMIT ', select.limit);
  return { parts, atomic: false };
}

function columnSql({ name, sql: value }: SelectColumn): Sql {
  const quoted = ident(name);
  const same = value.parts.length === 1 && value.parts[0] === quoted.parts[0];
  return same ? quoted : { parts: [value, ' AS ', quoted], atomic: true };
}
