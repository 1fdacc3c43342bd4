// Plan to SQL for scalar expressions.

import { aggregates } from '../aggregates/index.js';
import { RefusedForm } from '../errors.js';
import { type Arg, InvalidForm, UnsupportedForm } from '../functions/function.js';
import { functions } from '../functions/index.js';
import type { AggregateExpr, CallExpr, Expr, LiteralExpr, OrderKey, PathExpr, WindowExpr } from '../plan/expression.js';
import { isNullLiteral, slotOf } from '../plan/now.js';
import type { Relation } from '../plan/relation.js';
import type { ScalarType } from '../types.js';
import {
  bigint,
  boolean,
  double,
  falseSql,
  fn,
  ident,
  joinSql,
  nullSql,
  type Sql,
  sql,
  text,
  tickSlot,
} from './sql.js';

/** How a column is spelled where the expression stands, and how a subquery is printed. */
export interface RenderScope {
  readonly column: (name: string, side?: 'left' | 'right') => Sql;
  readonly subquery: (relation: Relation) => { readonly sql: Sql; readonly columns: readonly string[] };
}

/** SQL types of KQL's types. */
export const sqlTypes: Readonly<Record<ScalarType, string>> = {
  bool: 'BOOLEAN',
  int: 'INTEGER',
  long: 'BIGINT',
  real: 'DOUBLE',
  decimal: 'DECIMAL(38, 18)',
  string: 'VARCHAR',
  datetime: 'BIGINT',
  timespan: 'BIGINT',
  guid: 'UUID',
  dynamic: 'JSON',
};

const typed = (value: Sql, type: ScalarType): Sql => ({
  parts: ['CAST(', value, ` AS ${sqlTypes[type]})`],
  atomic: true,
});

/** The SQL of an expression: null where KQL has null, never null for text. */
export function renderExpression(expr: Expr, scope: RenderScope): Sql {
  switch (expr.kind) {
    case 'literal':
      return renderLiteral(expr);
    case 'column':
      return scope.column(expr.name, expr.side);
    case 'call':
      return renderCall(expr, scope);
    case 'path':
      return renderPath(expr, scope);
    case 'aggregate':
      return renderAggregate(expr, scope);
    case 'window':
      return renderWindow(expr, scope);
    case 'toscalar': {
      const value: Sql = { parts: ['(', firstColumn(expr.relation, scope), ' LIMIT 1)'], atomic: true };
      return expr.type === 'string' ? fn('coalesce', value, text('')) : value;
    }
    case 'toarray':
      return sql`(SELECT to_json(list(v)) FROM (${firstColumn(expr.relation, scope)}) AS t(v))`;
    case 'member':
      return renderMembership(expr.value, expr.relation, expr.insensitive, scope);
  }
}

/** The SQL of a condition in a place where null counts as false. */
export function renderPredicate(expr: Expr, scope: RenderScope): Sql {
  if (expr.kind === 'call') {
    if (expr.name === 'and' || expr.name === 'or') {
      return joinSql(
        expr.args.map((arg) => renderPredicate(arg, scope)),
        expr.name === 'and' ? ' AND ' : ' OR ',
      );
    }
    const row = functions[expr.name];
    if (row?.predicate)
      return guarded(expr, () => row.predicate?.(...expr.args.map((arg) => argument(arg, scope))) ?? falseSql);
  }
  return renderExpression(expr, scope);
}

function firstColumn(relation: Relation, scope: RenderScope): Sql {
  const { sql: query, columns } = scope.subquery(relation);
  return sql`SELECT ${ident(columns[0] ?? '')} FROM ${query}`;
}

function renderLiteral(expr: LiteralExpr): Sql {
  const slot = slotOf(expr);
  if (slot) return tickSlot(slot);
  const { type, value } = expr;
  if (value === null) return type === 'string' ? text('') : typed(nullSql, type);
  switch (type) {
    case 'bool':
      return boolean(value as boolean);
    case 'int':
      return typed(bigint(value as bigint), 'int');
    case 'long':
    case 'datetime':
    case 'timespan':
      return bigint(value as bigint);
    case 'real':
      return double(Number(value));
    case 'string':
      return text(value as string);
    default:
      return typed(text(String(value)), type);
  }
}

/** An expression as an argument of a function row. */
export function argument(expr: Expr, scope: RenderScope): Arg {
  const known = { sql: renderExpression(expr, scope), type: expr.type, expr };
  if (expr.kind !== 'literal') return known;
  return { ...known, literal: expr.type === 'string' && isNullLiteral(expr) ? { value: '' } : expr };
}

function renderCall(expr: CallExpr, scope: RenderScope): Sql {
  const { name, args } = expr;
  switch (name) {
    case 'and':
    case 'or':
      return joinSql(
        args.map((arg) => renderExpression(arg, scope)),
        name === 'and' ? ' AND ' : ' OR ',
      );
    case 'iff':
    case 'case':
      return renderChoice(args, scope);
    case 'coalesce':
      return expr.type === 'string'
        ? fn('coalesce', ...args.map((arg) => sql`nullif(${renderExpression(arg, scope)}, '')`), text(''))
        : fn('coalesce', ...args.map((arg) => renderExpression(arg, scope)));
    case 'tostring':
      return renderText(expr, scope);
  }
  const row = functions[name];
  if (!row) throw new RefusedForm('unsupported', `the function '${name}' is not supported`, expr.at ?? null);
  return guarded(expr, () => {
    const value = row.sql(...args.map((arg) => argument(arg, scope)));
    return expr.type === 'string' && !row.total ? fn('coalesce', value, text('')) : value;
  });
}

// What a row refuses comes out as the compiler's error, naming the function. A call that the compiler added has the place of the one
// around it.
function guarded(expr: CallExpr | AggregateExpr, render: () => Sql): Sql {
  const { kind, name, at = null } = expr;
  const named = `(${kind === 'call' ? 'function' : 'aggregate'} '${name}')`;
  try {
    return render();
  } catch (error) {
    if (error instanceof UnsupportedForm)
      throw new RefusedForm('unsupported', `${error.message} is not supported ${named}`, at);
    if (error instanceof InvalidForm) throw new RefusedForm('semantic', `${error.message} ${named}`, at);
    if (error instanceof RefusedForm && error.at === null) throw new RefusedForm(error.code, error.message, at);
    throw error;
  }
}

function renderChoice(args: readonly Expr[], scope: RenderScope): Sql {
  const parts: (string | Sql)[] = ['CASE'];
  for (let i = 0; i + 1 < args.length; i += 2) {
    const [condition, value] = [args[i], args[i + 1]];
    if (condition && value)
      parts.push(' WHEN ', renderPredicate(condition, scope), ' THEN ', renderExpression(value, scope));
  }
  const otherwise = args.at(-1);
  if (args.length % 2 === 1 && otherwise) parts.push(' ELSE ', renderExpression(otherwise, scope));
  return { parts: [...parts, ' END'], atomic: true };
}

// `tostring(d.a.b)` reads the text at the path, with no JSON value in between.
function renderText(expr: CallExpr, scope: RenderScope): Sql {
  const [operand] = expr.args;
  if (operand?.kind === 'path') {
    const path = constantPath(operand);
    if (path !== null) return sql`coalesce(json_extract_string(${jsonBase(operand.base, scope)}, ${text(path)}), '')`;
  }
  if (!operand) return text('');
  const row = functions.tostring;
  return row ? row.sql(argument(operand, scope)) : nullSql;
}

function renderPath(expr: PathExpr, scope: RenderScope): Sql {
  const path = constantPath(expr);
  if (path !== null) return sql`kql_json(json_extract(${jsonBase(expr.base, scope)}, ${text(path)}))`;
  return expr.steps.reduce<Sql>(
    (base, step) => {
      if (typeof step === 'string') return fn('kql_at_key', base, text(step));
      if (typeof step === 'number') return fn('kql_at_index', base, bigint(step));
      const index = renderExpression(step, scope);
      if (step.type === 'string') return fn('kql_at_key', base, index);
      if (step.type === 'long') return fn('kql_at_index', base, index);
      return sql`CASE WHEN json_type(${index}) = 'VARCHAR' THEN kql_at_key(${base}, kql_json_text(${index})) ELSE kql_at_index(${base}, kql_json_long(${index})) END`;
    },
    jsonBase(expr.base, scope),
  );
}

// Text that is parsed only to be walked into need not be normalised first.
function jsonBase(base: Expr, scope: RenderScope): Sql {
  if (base.kind === 'call' && ['parse_json', 'todynamic', 'parsejson', 'toobject'].includes(base.name)) {
    const [source] = base.args;
    if (source?.type === 'string') return fn('kql_json_or_null', renderExpression(source, scope));
  }
  return renderExpression(base, scope);
}

function constantPath(expr: PathExpr): string | null {
  let path = '$';
  for (const step of expr.steps) {
    // In a path even a quoted star stands for every key, and no key is empty.
    if (typeof step === 'object' || (typeof step === 'string' && /^$|\*/.test(step))) return null;
    path += typeof step === 'number' ? `[${step}]` : `."${step.replace(/[\\"]/g, '\\$&')}"`;
  }
  return path;
}

/** `a DESC NULLS LAST, b`: an ORDER BY list; NaN goes beside the nulls, as in KQL. */
export function renderOrder(order: readonly OrderKey[], scope: RenderScope): Sql {
  const keys = order.flatMap((key): Sql[] => {
    const column = scope.column(key.column);
    const spelled = (value: Sql): Sql => ({
      parts: [value, key.descending ? ' DESC' : ' ASC', key.nullsFirst ? ' NULLS FIRST' : ' NULLS LAST'],
      atomic: true,
    });
    if (key.type === 'real') {
      const rank = sql`CASE WHEN ${column} IS NULL THEN 0 WHEN isnan(${column}) THEN 1 ELSE 2 END`;
      const nullsAtStart = key.nullsFirst;
      return [{ parts: [rank, nullsAtStart ? ' ASC' : ' DESC'], atomic: true }, spelled(column)];
    }
    return [spelled(key.type === 'dynamic' ? fn('kql_json_text', column) : column)];
  });
  return joinSql(keys, ', ');
}

function renderAggregate(expr: AggregateExpr, scope: RenderScope): Sql {
  const aggregate = aggregates[expr.name];
  if (!aggregate)
    throw new RefusedForm('unsupported', `the aggregate '${expr.name}' is not supported`, expr.at ?? null);
  const orderBy = expr.order.length > 0 ? renderOrder(expr.order, scope) : null;
  return guarded(expr, () =>
    aggregate.sql(
      expr.args.map((arg) => argument(arg, scope)),
      { orderBy },
    ),
  );
}

function renderWindow(expr: WindowExpr, scope: RenderScope): Sql {
  const args = expr.args.map((arg) => renderExpression(arg, scope));
  const partition =
    expr.partition.length > 0
      ? [
          sql`PARTITION BY ${{
            ...joinSql(
              expr.partition.map((p) => renderExpression(p, scope)),
              ', ',
            ),
            atomic: true,
          }}`,
        ]
      : [];
  const order = expr.order.length > 0 ? [sql`ORDER BY ${{ ...renderOrder(expr.order, scope), atomic: true }}`] : [];
  const over = joinSql([...partition, ...order], ' ');
  const running = sql`ROWS UNBOUNDED PRECEDING`;
  const [value = nullSql, offset = nullSql, missing = nullSql] = args;
  const window = (call: Sql, frame?: Sql): Sql => ({
    parts: [call, ' OVER (', over, ...(frame ? [' ', frame] : []), ')'],
    atomic: true,
  });
  switch (expr.name) {
    case 'row_number':
      return window(sql`row_number()`);
    case 'running_sum': {
      const total = window(fn('sum', value), running);
      return expr.type === 'real' || expr.type === 'decimal'
        ? sql`coalesce(${total}, 0)`
        : sql`coalesce(kql_wrap(${total}), 0)`;
    }
    case 'running_max':
      return window(fn('max', value), running);
    default:
      return window(fn(expr.name, value, sql`CAST(${offset} AS BIGINT)`, missing));
  }
}

// Membership in a table: null is equal to nothing here.
function renderMembership(value: Expr, relation: Relation, insensitive: boolean, scope: RenderScope): Sql {
  const { sql: query, columns } = scope.subquery(relation);
  const column = ident(columns[0] ?? '');
  const type = relation.columns.find((candidate) => !candidate.hidden)?.type;
  const member =
    type === 'dynamic'
      ? fn('kql_json_text', column)
      : insensitive && type !== 'string'
        ? sql`CAST(${column} AS VARCHAR)`
        : column;
  const left = renderExpression(value, scope);
  const found = insensitive
    ? sql`lower(${left}) IN (SELECT lower(${member}) FROM ${query})`
    : sql`${left} IN (SELECT ${member} FROM ${query} WHERE ${column} IS NOT NULL)`;
  return fn('coalesce', found, falseSql);
}
