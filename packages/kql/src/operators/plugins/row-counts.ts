// `evaluate preview(n)` and `evaluate estimate_rows_count()`: a look at a table, and its size.

import { limit } from '../../plan/build.js';
import { aggregateOf } from '../summarize.js';
import { type Plugin, valueArgument } from './plugin.js';

/** The first rows. The second table that the language gives, with the number of all rows, has no place in an answer of one table. */
export const preview: Plugin = (given) => limit(given.input, valueArgument(given, 0, 'long'));

/** Exact, where the language allows an estimate. */
export const estimateRowsCount: Plugin = ({ input }) =>
  aggregateOf(
    { ...input, order: [] } as typeof input,
    [],
    [
      {
        name: 'EstimatedRowsCount',
        type: 'long',
        expr: { kind: 'aggregate', name: 'count', type: 'long', args: [], order: [] },
      },
    ],
  );
