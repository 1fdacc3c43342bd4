// A fold in one pass: what does not depend on the state is computed by the engine, the rest is a small program for the host.

import type { ScalarType } from '../types.js';
import { evaluatorOf } from '../values/evaluators.js';
import { passThrough, project, serialKey, shape } from './build.js';
import { columnRef, type Expr, type LiteralValue, someExpr, stringLiteral } from './expression.js';
import { hosted } from './hosted.js';
import { shared } from './partition.js';
import type { FoldRelation, FoldState, JoinRelation, Relation, RelationColumn } from './relation.js';
import type { Compilation } from './scope.js';

/** An expression over a row's cells and the state after the row before; values are in the text that crosses. */
export type FoldStep =
  | { readonly cell: number }
  | { readonly state: number }
  | { readonly value: string | null; readonly type: ScalarType }
  | {
      readonly call: string;
      readonly args: readonly FoldStep[];
      readonly types: readonly ScalarType[];
      readonly type: ScalarType;
    };

/** What each state becomes with a row. */
export type FoldProgram = readonly FoldStep[];

/** Each row of the input with states that run over its rows in their order; columns of side `left` in `next` are the states before. */
export function foldOver(
  input: Relation,
  states: readonly FoldState[],
  what: string,
  compilation: Compilation,
): Relation & { readonly serial: string } {
  const at: RelationColumn = { name: `$at${compilation.fresh()}`, type: 'long', hidden: true };
  const number: Expr = {
    kind: 'window',
    name: 'row_number',
    type: 'long',
    args: [],
    order: input.order,
    partition: [],
  };
  const numbered = project(input, [...passThrough(input.columns), { ...at, expr: number }], compilation);
  const fold: FoldRelation = {
    kind: 'fold',
    what,
    input: { ...numbered, order: [] },
    at: at.name,
    partition: [],
    states,
    columns: [...numbered.columns, ...states.map(({ name, type }): RelationColumn => ({ name, type, hidden: true }))],
    order: [],
  };
  return { ...foldRows(fold, compilation), order: [serialKey(at.name)], serial: at.name, serialized: true };
}

/** The fold as it runs fastest: one pass on the host, or step by step in the engine where a state needs a function of the engine. */
function foldRows(fold: FoldRelation, compilation: Compilation): Relation {
  const at = fold.input.columns.find(({ name }) => name === fold.at);
  const cells: Expr[] = at ? [columnRef(at)] : [];
  const program = programOf(fold, cells);
  if (!at || !program) return fold;
  const input = shared(fold.input, compilation, true);
  const taken: RelationColumn = { name: `$taken${compilation.fresh()}`, type: 'long', hidden: true };
  const states = fold.states.map(({ name, type }): RelationColumn => ({ name, type, hidden: true }));
  const ordered: Relation = { ...input, order: [serialKey(at.name)] };
  const options = [stringLiteral(JSON.stringify(program)), ...fold.states.map(({ initial }) => initial)];
  const outputs = [taken, ...states];
  const folded = hosted(ordered, { table: 'fold', what: fold.what, cells, options, outputs }, compilation);
  const joined: JoinRelation = {
    kind: 'join',
    joinKind: 'inner',
    left: input,
    right: folded,
    on: [{ left: columnRef(at), right: columnRef(taken) }],
    ...shape(fold),
    outputs: fold.columns.map(({ name }) => ({
      name,
      side: states.some((state) => state.name === name) ? 'right' : 'left',
      source: name,
    })),
  };
  return joined;
}

const readsState = (expr: Expr): boolean => someExpr(expr, (inner) => inner.kind === 'column' && inner.side === 'left');

function programOf(fold: FoldRelation, cells: Expr[]): FoldProgram | null {
  const known = new Map<string, number>();
  const stateIndex = new Map(fold.states.map(({ name }, i) => [name, i]));
  const stepOf = (expr: Expr): FoldStep | null => {
    if (expr.kind === 'literal') return { value: crossing(expr.value), type: expr.type };
    if (expr.kind === 'column' && expr.side === 'left') {
      const state = stateIndex.get(expr.name);
      return state === undefined ? null : { state };
    }
    if (!readsState(expr)) return { cell: cellOf(expr) };
    if (expr.kind !== 'call') return null;
    const types = expr.args.map(({ type }) => type);
    if (!evaluatorOf(expr.name, types, expr.type)) return null;
    const args = expr.args.map(stepOf);
    return args.every((arg) => arg !== null) ? { call: expr.name, args, types, type: expr.type } : null;
  };
  const cellOf = (expr: Expr): number => {
    const key = JSON.stringify(expr, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
    const index = known.get(key) ?? cells.push(expr) - 1;
    known.set(key, index);
    return index;
  };
  const steps = fold.states.map(({ next }) => stepOf(next));
  return steps.every((step) => step !== null) ? steps : null;
}

const crossing = (value: LiteralValue): string | null => (value === null ? null : String(value));
