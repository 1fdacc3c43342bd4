// `evaluate dcount_intersect(hll…)`: how many values the first states of `hll` have in common.

import { ColumnNamer } from '../../expressions/names.js';
import { extend } from '../../plan/build.js';
import { call } from '../../plan/expression.js';
import type { NamedExpr } from '../../plan/relation.js';
import { visibleColumns } from '../../plan/relation.js';
import { columnArgument, type Plugin } from './plugin.js';

/** Column `s0` counts the first state, `s1` what the first two have in common, and so on. */
export const dcountIntersect: Plugin = (given) => {
  const states = given.args.map((_, i) => columnArgument(given, i));
  const namer = new ColumnNamer(new Set(visibleColumns(given.input).map(({ name }) => name)));
  const counts = states.map(
    (_, i): NamedExpr => ({
      name: namer.give(`s${i}`),
      type: 'long',
      expr: call('dcount_hll_intersect', 'long', ...states.slice(0, i + 1)),
    }),
  );
  return extend(given.input, counts, given.context.compilation);
};
