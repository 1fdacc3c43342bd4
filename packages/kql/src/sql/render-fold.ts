// A fold as SQL: a recursive table that takes one row per partition at a time, beside the rows that it takes.

import type { FoldRelation } from '../plan/relation.js';
import { physicalNames } from './physical-names.js';
import { type RenderScope, renderExpression } from './render-expression.js';
import { type Select, type SelectColumn, selectFrom } from './select.js';
import { bare, ident, joinSql, qualified, type Sql, sql } from './sql.js';

/** How the tables and the input's columns of a fold are spelled. */
export interface FoldNames {
  readonly rows: Sql;
  readonly steps: Sql;
  readonly input: ReadonlyMap<string, string>;
}

/** Names of the two tables of a fold, told apart from others by a number. */
export const foldNames = (number: number): Omit<FoldNames, 'input'> => ({
  rows: ident(`rows$${number}`),
  steps: ident(`fold$${number}`),
});

/** The column of a fold's table that counts the rows taken so far. */
const AT = '$taken';

/**
 * @returns the query of the recursive table `steps` (the state before the first row, then after each row), and the rows with their state;
 * the table `rows` is the input
 */
export function renderFold(
  relation: FoldRelation,
  { rows, steps, input }: FoldNames,
  subquery: RenderScope['subquery'],
): { readonly steps: Sql; readonly select: Select } {
  const stateNames = physicalNames(relation.states.map((state) => state.name));
  const spelled = (name: string): string => input.get(name) ?? name;
  const stateOf = (name: string): string | undefined =>
    stateNames[relation.states.findIndex((state) => state.name === name)];
  const scope: RenderScope = {
    column: (name, side) => {
      const state = side === 'left' ? stateOf(name) : undefined;
      return state === undefined ? qualified('r', spelled(name)) : qualified('l', state);
    },
    subquery,
  };
  const keys = relation.partition.map(spelled);
  const named = (value: Sql, name: string): Sql => ({ parts: [bare(value), ' AS ', ident(name)], atomic: true });
  const first = [
    ...keys.map(ident),
    named(sql`0::BIGINT`, AT),
    ...relation.states.map(({ initial }, i) => named(renderExpression(initial, scope), stateNames[i] ?? '')),
  ];
  const taken = qualified('r', spelled(relation.at));
  const next = [
    ...keys.map((key) => qualified('r', key)),
    taken,
    ...relation.states.map((state) => renderExpression(state.next, scope)),
  ];
  const same = keys.map((key) => sql`${qualified('l', key)} IS NOT DISTINCT FROM ${qualified('r', key)}`);
  const joined = (position: Sql): Sql => ({
    parts: [steps, ' AS l JOIN ', rows, ' AS r ON ', joinSql([...same, position], ' AND ')],
    atomic: true,
  });
  const begin: readonly (string | Sql)[] =
    keys.length > 0 ? ['SELECT DISTINCT ', joinSql(first, ', '), ' FROM ', rows] : ['SELECT ', joinSql(first, ', ')];
  const outputs = physicalNames(relation.columns.map(({ name }) => name));
  const columns = relation.columns.map((column, i): SelectColumn => {
    const state = stateOf(column.name);
    const value = state === undefined ? qualified('r', spelled(column.name)) : qualified('l', state);
    return { name: outputs[i] ?? '', sql: value };
  });
  return {
    steps: {
      parts: [
        ...begin,
        ' UNION ALL SELECT ',
        joinSql(next, ', '),
        ' FROM ',
        joined(sql`${taken} = ${qualified('l', AT)} + 1`),
      ],
      atomic: false,
    },
    select: { ...selectFrom(joined(sql`${taken} = ${qualified('l', AT)}`)), columns },
  };
}
