// Plan to SQL for relations: each kind of node becomes clauses of a SELECT, wrapped only where SQL's order of evaluation asks for it.

import type { Expr } from '../plan/expression.js';
import { operands } from '../plan/expression.js';
import {
  type AggregateRelation,
  type FirstRowRelation,
  type FoldRelation,
  type HostedRelation,
  inputsOf,
  type JoinRelation,
  type ProjectRelation,
  type RangeRelation,
  type Relation,
  type ScanRelation,
  type SharedRelation,
  type UnionRelation,
  type UnnestRelation,
  type ValuesRelation,
} from '../plan/relation.js';
import { physicalNames } from './physical-names.js';
import { type RenderScope, renderExpression, renderOrder, renderPredicate, sqlTypes } from './render-expression.js';
import { foldNames, renderFold } from './render-fold.js';
import { renderHosted } from './render-hosted.js';
import { asSource, openFor, type Select, type SelectColumn, selectFrom, selectSql } from './select.js';
import {
  bare,
  bigint,
  fn,
  ident,
  integer,
  joinSql,
  nullSql,
  qualified,
  type Sql,
  sql,
  tableName,
  text,
  tickSlot,
} from './sql.js';

/** Renders one query; shared relations that are read more than once become common table expressions. */
export class RelationRenderer {
  private readonly uses = new Map<number, number>();
  private readonly commonTables: { readonly name: Sql; readonly query: Sql; readonly materialized: boolean }[] = [];
  private readonly named = new Map<number, Sql>();
  private recursive = false;

  /** The whole query: common tables, then the SELECT in the relation's order. */
  render(relation: Relation): Sql {
    this.count(relation, new Set());
    const body = this.ordered(relation);
    if (this.commonTables.length === 0) return body;
    const tables = this.commonTables.map(
      ({ name, query, materialized }): Sql => ({
        parts: [name, materialized ? ' AS MATERIALIZED (' : ' AS (', query, ')'],
        atomic: true,
      }),
    );
    return { parts: [this.recursive ? 'WITH RECURSIVE ' : 'WITH ', joinSql(tables, ', '), ' ', body], atomic: false };
  }

  private ordered(relation: Relation): Sql {
    const select = this.select(relation);
    if (relation.order.length === 0) return selectSql(select);
    const open = openFor(select, 'limit', 'orderBy', 'qualify', 'groupBy', 'columns');
    return selectSql({ ...open, orderBy: renderOrder(relation.order, this.scopeOf(relation)) });
  }

  // How often each shared relation is read decides whether it is worth a name.
  private count(relation: Relation, seen: Set<number>): void {
    if (relation.kind === 'shared') {
      this.uses.set(relation.id, (this.uses.get(relation.id) ?? 0) + 1);
      if (seen.has(relation.id)) return;
      seen.add(relation.id);
    }
    for (const input of inputsOf(relation)) this.count(input, seen);
    for (const expr of expressionsOf(relation)) this.countIn(expr, seen);
  }

  private countIn(expr: Expr, seen: Set<number>): void {
    if (expr.kind === 'toscalar' || expr.kind === 'toarray' || expr.kind === 'member') this.count(expr.relation, seen);
    for (const operand of operands(expr)) this.countIn(operand, seen);
  }

  private scopeOf(relation: Relation): RenderScope {
    const names = sqlNames(relation);
    return { column: (name) => ident(names.get(name) ?? name), subquery: (inner) => this.subquery(inner) };
  }

  private subquery(relation: Relation): { readonly sql: Sql; readonly columns: readonly string[] } {
    const visible = relation.columns.filter((column) => !column.hidden);
    const names = sqlNames(relation);
    const columns = visible.map((column) => names.get(column.name) ?? column.name);
    if (relation.order.length === 0) return { sql: asSource(this.select(relation)), columns };
    return { sql: { parts: ['(', this.ordered(relation), ')'], atomic: true }, columns };
  }

  private select(relation: Relation): Select {
    switch (relation.kind) {
      case 'scan':
        return renderScan(relation);
      case 'values':
        return this.values(relation);
      case 'range':
        return this.range(relation);
      case 'filter': {
        const input = this.select(relation.input);
        const open = openFor(input, 'columns', 'groupBy', 'qualify', 'limit');
        return { ...open, where: [...open.where, renderPredicate(relation.predicate, this.scopeOf(relation.input))] };
      }
      case 'project':
        return this.project(relation);
      case 'aggregate':
        return this.aggregate(relation);
      case 'first-row':
        return this.firstRow(relation);
      case 'join':
        return this.join(relation);
      case 'union':
        return this.union(relation);
      case 'limit': {
        const input = this.select(relation.input);
        const open = openFor(input, 'limit', 'orderBy');
        const needsWrap = relation.input.order.length > 0 && (open.columns || open.groupBy || open.qualify);
        const base = needsWrap ? selectFrom(asSource(open)) : open;
        const orderBy =
          relation.input.order.length > 0 ? renderOrder(relation.input.order, this.scopeOf(relation.input)) : null;
        return { ...base, orderBy, limit: renderExpression(relation.count, this.scopeOf(relation.input)) };
      }
      case 'unnest':
        return this.unnest(relation);
      case 'fold':
        return this.fold(relation);
      case 'hosted':
        return this.hosted(relation);
      case 'shared':
        return this.shared(relation);
    }
  }

  private values(relation: ValuesRelation): Select {
    const names = physicalNames(relation.columns.map((column) => column.name));
    const scope: RenderScope = { column: ident, subquery: (inner) => this.subquery(inner) };
    const typedNulls = relation.columns.map(
      (column, i): SelectColumn => ({
        name: names[i] ?? column.name,
        sql: { parts: ['CAST(NULL AS ', sqlTypes[column.type], ')'], atomic: true },
      }),
    );
    if (relation.rows.length === 0) {
      return { ...selectFrom(sql`(SELECT 1) AS nothing`), columns: typedNulls, where: [sql`FALSE`] };
    }
    const [only] = relation.rows;
    if (relation.rows.length === 1 && only) {
      const columns = only.map((cell, i) => ({ name: names[i] ?? '', sql: renderExpression(cell, scope) }));
      return { ...selectFrom(sql`(SELECT 1) AS one`), columns };
    }
    const rows = relation.rows.map(
      (row): Sql => ({
        parts: [
          '(',
          joinSql(
            row.map((cell) => renderExpression(cell, scope)),
            ', ',
          ),
          ')',
        ],
        atomic: true,
      }),
    );
    return selectFrom({
      parts: ['(SELECT * FROM (VALUES ', joinSql(rows, ', '), ') AS rows(', joinSql(names.map(ident), ', '), '))'],
      atomic: true,
    });
  }

  private range(relation: RangeRelation): Select {
    const [column] = relation.columns;
    const scope: RenderScope = { column: ident, subquery: (inner) => this.subquery(inner) };
    const [from, to, step] = [relation.from, relation.to, relation.step].map((bound) =>
      renderExpression(bound, scope),
    ) as [Sql, Sql, Sql];
    const count = sql`CASE WHEN ${step} <> 0 AND (${to} - ${from}) / ${step} >= 0 THEN CAST(floor(CAST(${to} - ${from} AS DOUBLE) / ${step}) AS BIGINT) ELSE -1 END`;
    // The table function streams; the list function of the same name would hold all values at once.
    const source: Sql = { parts: ['generate_series(0, ', count, ') AS steps(i)'], atomic: true };
    const value = sql`CAST(${from} + i * ${step} AS ${{ parts: [sqlTypes[column?.type ?? 'long']], atomic: true }})`;
    return {
      ...selectFrom(source),
      columns: [
        { name: column?.name ?? '', sql: value },
        { name: '$row', sql: sql`i` },
      ],
    };
  }

  private project(relation: ProjectRelation): Select {
    const input = this.select(relation.input);
    const open = openFor(input, 'columns', 'groupBy', 'qualify', 'limit', 'orderBy');
    const names = physicalNames(relation.projections.map((column) => column.name));
    const scope = this.scopeOf(relation.input);
    const columns = relation.projections.map((column, i) => ({
      name: names[i] ?? '',
      sql: renderExpression(column.expr, scope),
    }));
    return { ...open, columns };
  }

  private aggregate(relation: AggregateRelation): Select {
    const input = this.select(relation.input);
    const open = openFor(input, 'columns', 'groupBy', 'qualify', 'limit', 'orderBy');
    const scope = this.scopeOf(relation.input);
    const outputs = [...relation.keys, ...relation.aggregates];
    const names = physicalNames(outputs.map((column) => column.name));
    const columns = outputs.map((column, i) => ({ name: names[i] ?? '', sql: renderExpression(column.expr, scope) }));
    const keys = relation.keys.map((_, i) => integer(i + 1));
    // Constants may not stand in GROUP BY by position: an aggregate without keys groups by nothing.
    return { ...open, columns, groupBy: keys };
  }

  private firstRow(relation: FirstRowRelation): Select {
    const input = this.select(relation.input);
    const open = openFor(input, 'columns', 'groupBy', 'qualify', 'limit', 'orderBy');
    const scope = this.scopeOf(relation.input);
    const keys = relation.keys.map((key) => renderExpression(key, scope));
    const parts: (string | Sql)[] = ['row_number() OVER ('];
    if (keys.length > 0) parts.push('PARTITION BY ', joinSql(keys, ', '));
    if (relation.by.length > 0) parts.push(' ORDER BY ', renderOrder(relation.by, scope));
    return { ...open, qualify: { parts: [...parts, ') = 1'], atomic: true } };
  }

  private join(relation: JoinRelation): Select {
    const sides = { left: sqlNames(relation.left), right: sqlNames(relation.right) };
    const alias = { left: 'l', right: 'r' } as const;
    const sideScope = (side: 'left' | 'right'): RenderScope => ({
      column: (name) => qualified(alias[side], sides[side].get(name) ?? name),
      subquery: (inner) => this.subquery(inner),
    });
    // Null keys match null keys; text and dynamic need no special equality.
    const conditions = relation.on.map(({ left, right }) => {
      const [a, b] = [renderExpression(left, sideScope('left')), renderExpression(right, sideScope('right'))];
      return left.type === 'string' && right.type === 'string' ? sql`${a} = ${b}` : sql`${a} IS NOT DISTINCT FROM ${b}`;
    });
    const on = conditions.length > 0 ? joinSql(conditions, ' AND ') : sql`TRUE`;
    const left = asSource(this.select(relation.left));
    const right = asSource(this.select(relation.right));
    const names = physicalNames(relation.columns.map((column) => column.name));
    const columns = relation.outputs.map((output, i): SelectColumn => {
      const value = qualified(alias[output.side], sides[output.side].get(output.source) ?? output.source);
      return {
        name: names[i] ?? '',
        sql:
          fillsWithNull(relation, output.side) && relation.columns[i]?.type === 'string'
            ? fn('coalesce', value, text(''))
            : value,
      };
    });
    const semi = {
      leftsemi: 'SEMI JOIN',
      rightsemi: 'SEMI JOIN',
      leftanti: 'ANTI JOIN',
      rightanti: 'ANTI JOIN',
    } as const;
    const kind = relation.joinKind;
    if (kind === 'rightsemi' || kind === 'rightanti') {
      return {
        ...selectFrom({ parts: [right, ` AS r ${semi[kind]} `, left, ' AS l ON ', on], atomic: true }),
        columns,
      };
    }
    const keyword = {
      inner: 'JOIN',
      leftouter: 'LEFT JOIN',
      rightouter: 'RIGHT JOIN',
      fullouter: 'FULL JOIN',
      ...semi,
    }[kind];
    return { ...selectFrom({ parts: [left, ` AS l ${keyword} `, right, ' AS r ON ', on], atomic: true }), columns };
  }

  private union(relation: UnionRelation): Select {
    const legs = relation.inputs.map((input): Sql => {
      const names = sqlNames(input);
      const targets = physicalNames(relation.columns.map((column) => column.name));
      const columns = relation.columns.map((column, i) => ({
        name: targets[i] ?? '',
        sql: ident(names.get(column.name) ?? column.name),
      }));
      return selectSql({ ...selectFrom(asSource(this.select(input))), columns });
    });
    return selectFrom({ parts: ['(', joinSql(legs, ' UNION ALL '), ')'], atomic: true });
  }

  private unnest(relation: UnnestRelation): Select {
    const scope = this.scopeOf(relation.input);
    const names = sqlNames(relation);
    const inputNames = sqlNames(relation.input);
    const lists = relation.items.map((item, i) => ({ item, value: `value$${i}`, list: `list$${i}` }));
    const lengths = lists.map(({ list }) => sql`len(${ident(list)})`);
    const longest = lengths.length === 1 ? (lengths[0] ?? nullSql) : fn('greatest', ...lengths);
    const bounded = relation.limit === null ? longest : fn('least', longest, bigint(relation.limit));
    // The value is a column before it is looked at: how its elements are taken names it many times.
    const withValues = withColumns(
      asSource(this.select(relation.input)),
      lists.map(({ item, value }) => ({ name: value, sql: renderExpression(item.source, scope) })),
    );
    const withLists = withColumns(
      withValues,
      lists.map(({ item, value, list }) => ({ name: list, sql: elementsOf(ident(value), item.bagAs) })),
    );
    const expanded: Sql = {
      parts: ['(SELECT *, unnest(generate_series(1, ', bounded, ')) AS "at$" FROM ', withLists, ')'],
      atomic: true,
    };
    const columns = relation.columns.map((column): SelectColumn => {
      const name = names.get(column.name) ?? column.name;
      const expandedHere = lists.find(({ item }) => item.column === column.name);
      if (expandedHere) return { name, sql: sql`kql_json(list_extract(${ident(expandedHere.list)}, "at$"))` };
      if (column.name === relation.indexColumn || column.name === '$element') return { name, sql: sql`"at$" - 1` };
      return { name, sql: ident(inputNames.get(column.name) ?? column.name) };
    });
    return { ...selectFrom(expanded), columns };
  }

  private fold(relation: FoldRelation): Select {
    const query = selectSql(this.select(relation.input));
    const names = { ...foldNames(this.commonTables.length), input: sqlNames(relation.input) };
    const { steps, select } = renderFold(relation, names, (inner) => this.subquery(inner));
    this.recursive = true;
    this.commonTables.push({ name: names.rows, query, materialized: true });
    this.commonTables.push({ name: names.steps, query: steps, materialized: true });
    return select;
  }

  private hosted(relation: HostedRelation): Select {
    const scope = this.scopeOf(relation.input);
    return renderHosted(relation, asSource(this.select(relation.input)), scope);
  }

  private shared(relation: SharedRelation): Select {
    if (!relation.materialized && (this.uses.get(relation.id) ?? 0) < 2) return this.select(relation.input);
    let name = this.named.get(relation.id);
    if (!name) {
      name = ident(`shared$${relation.id}`);
      this.named.set(relation.id, name);
      const query = selectSql(this.select(relation.input));
      this.commonTables.push({ name, query, materialized: relation.materialized });
    }
    return selectFrom(name);
  }
}

/** All columns of a source, and more that are computed from them. */
const withColumns = (source: Sql, added: readonly SelectColumn[]): Sql => {
  const columns = added.map(
    ({ name, sql: value }): Sql => ({ parts: [bare(value), ' AS ', ident(name)], atomic: true }),
  );
  return { parts: ['(SELECT *, ', joinSql(columns, ', '), ' FROM ', source, ')'], atomic: true };
};

// Elements of a dynamic value: null gives one null, an empty array none, a bag its entries, a scalar itself.
function elementsOf(value: Sql, bagAs: 'bag' | 'array'): Sql {
  const entries = bagAs === 'bag' ? fn('kql_bag_items', value) : fn('kql_bag_pairs', value);
  return sql`CASE coalesce(json_type(${value}), 'NULL') WHEN 'NULL' THEN [NULL::JSON] WHEN 'ARRAY' THEN CAST(json_extract(${value}, '$[*]') AS JSON[]) WHEN 'OBJECT' THEN ${entries} ELSE [${value}] END`;
}

const fillsWithNull = (relation: JoinRelation, side: 'left' | 'right'): boolean =>
  relation.joinKind === 'fullouter' ||
  (relation.joinKind === 'leftouter' && side === 'right') ||
  (relation.joinKind === 'rightouter' && side === 'left');

function renderScan(relation: ScanRelation): Select {
  const time = ident(relation.timeColumn);
  const where = [
    ...(relation.from === null ? [] : [sql`${time} >= ${tickSlot({ moment: 'from', plus: 0n })}`]),
    ...(relation.to === null ? [] : [sql`${time} <= ${tickSlot({ moment: 'to', plus: 0n })}`]),
    ...(relation.only === null ? [] : [sql`${ident(relation.only.column)} = ${text(relation.only.equals)}`]),
  ];
  const names = physicalNames(relation.columns.map((column) => column.name));
  const columns = relation.columns.map((column, i) => ({
    name: names[i] ?? '',
    sql: ident(relation.physical[column.name] ?? column.name),
  }));
  const asStored = columns.every((column) => column.sql.parts[0] === ident(column.name).parts[0]);
  return { ...selectFrom(tableName(relation.namespace, relation.table)), where, columns: asStored ? null : columns };
}

/** Physical name per column of a relation. */
function sqlNames(relation: Relation): ReadonlyMap<string, string> {
  const names = physicalNames(relation.columns.map((column) => column.name));
  return new Map(relation.columns.map((column, i) => [column.name, names[i] ?? column.name]));
}

function expressionsOf(relation: Relation): readonly Expr[] {
  switch (relation.kind) {
    case 'filter':
      return [relation.predicate];
    case 'project':
      return relation.projections.map((column) => column.expr);
    case 'aggregate':
      return [...relation.keys, ...relation.aggregates].map((column) => column.expr);
    case 'values':
      return relation.rows.flat();
    case 'range':
      return [relation.from, relation.to, relation.step];
    case 'unnest':
      return relation.items.map((item) => item.source);
    case 'fold':
      return relation.states.flatMap(({ initial, next }) => [initial, next]);
    case 'hosted':
      return [...relation.cells, ...relation.options];
    case 'limit':
      return [relation.count];
    case 'first-row':
      return relation.keys;
    case 'join':
      return relation.on.flatMap(({ left, right }) => [left, right]);
    default:
      return [];
  }
}
