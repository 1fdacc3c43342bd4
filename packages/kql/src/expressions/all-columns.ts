// Tests that hold when they hold in any column: `* has "x"`, `search "x"`.

import { call, type Expr, literal } from '../plan/expression.js';
import { convert } from './types.js';

/** Stands between the columns' texts; no term can reach across it, since it is neither letter nor digit. */
export const COLUMN_SEPARATOR = '\u001e';

/**
 * Whether any of the columns satisfies a test that looks for a needle somewhere in a text: made once, on all texts together.
 * Per column it would be fifty patterns to compile and fifty texts to fold for every row.
 */
export function withinColumns(columns: readonly Expr[], needle: string, test: (text: Expr) => Expr): Expr {
  if (columns.length === 0) return literal('bool', false);
  const texts = columns.map((column) => convert(column, 'string'));
  const [only] = texts;
  if (texts.length === 1 && only) return test(only);
  if (needle.includes(COLUMN_SEPARATOR)) return call('or', 'bool', ...texts.map(test));
  return test(call('concat_columns', 'string', ...texts));
}
