// Hosted relations: the rows of operators and plugins that SQL cannot say.

import type { HostTableName } from '../dialects/duckdb/host-tables/index.js';
import { serialKey } from './build.js';
import type { Expr } from './expression.js';
import type { HostedRelation, Relation, RelationColumn } from './relation.js';
import type { Compilation } from './scope.js';

/** What a host table function is given, and what it gives. */
export interface HostedCall {
  readonly table: HostTableName;
  /** What asked for it, for messages: `The plugin 'basket'`. */
  readonly what: string;
  /** What it gets of each row of the input. */
  readonly cells: readonly Expr[];
  /** What it gets once: values that see no row. */
  readonly options?: readonly Expr[];
  readonly outputs: readonly RelationColumn[];
}

/**
 * The rows that a host table function makes of the input's, in the order in which it gives them.
 * @example hosted(input, { table: 'basket', what: "The plugin 'basket'", cells, options, outputs }, compilation)
 */
export function hosted(
  input: Relation,
  { table, what, cells, options = [], outputs }: HostedCall,
  compilation: Compilation,
): HostedRelation {
  const number: RelationColumn = { name: `$number${compilation.fresh()}`, type: 'long', hidden: true };
  return {
    kind: 'hosted',
    input,
    table,
    what,
    cells,
    options,
    outputs,
    number,
    partition: [],
    columns: [...outputs, number],
    order: [serialKey(number.name)],
  };
}
