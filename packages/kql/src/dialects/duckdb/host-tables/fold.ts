// A state that is computed from each row and the state before it: the program that `plan/fold-program.ts` makes of a fold.

import type { FoldProgram, FoldStep } from '../../../plan/fold-program.js';
import { evaluatorOf, type Value } from '../../../values/evaluators.js';
import { decoders, type HostRow, type HostTable } from './host-table.js';

type Compute = (row: HostRow, state: HostRow) => Value;

/** The options are the program and the first state; each row comes back as its first cell and the state after it. */
export const fold: HostTable = function* (rows, [program, ...initial]) {
  const steps = (JSON.parse(String(program)) as FoldProgram).map(compute);
  let state: HostRow = initial;
  for (const row of rows) {
    const before = state;
    state = steps.map((step) => step(row, before));
    yield [row[0] ?? null, ...state];
  }
};

function compute(step: FoldStep): Compute {
  if ('cell' in step) return (row) => row[step.cell] ?? null;
  if ('state' in step) return (_row, state) => state[step.state] ?? null;
  if ('value' in step) {
    const value = step.value === null ? (step.type === 'string' ? '' : null) : decoders[step.type](step.value);
    return () => value;
  }
  const evaluate = evaluatorOf(step.call, step.types, step.type);
  const args = step.args.map(compute);
  return (row, state) => evaluate?.(args.map((arg) => arg(row, state))) ?? null;
}
