// Statements before the query itself: `let` in its three forms, options.

import { KqlError } from '../errors.js';
import type { LowerExpression } from '../expressions/context.js';
import { literalOf } from '../expressions/literals.js';
import { isTabular, yieldsGraph } from '../expressions/tabular.js';
import { requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { shape } from './build.js';
import type { Graph } from './graph.js';
import type { Relation } from './relation.js';
import { type Compilation, type Scope, withBinding } from './scope.js';

/** The scope after a `let` statement. Names stand for calculations: a table is planned once and shared by its readers. */
export function bindLet(statement: SyntaxNode, scope: Scope, compilation: Compilation, lower: LowerExpression): Scope {
  const name = requiredChild(statement, 'Name').name ?? '';
  const value = requiredChild(statement, 'Expression');
  if (value.kind === 'FunctionDeclaration') {
    return withBinding(scope, name, { kind: 'function', name, declaration: value, scope });
  }
  if (yieldsGraph(value, scope)) {
    let graph: Graph | undefined;
    return withBinding(scope, name, {
      kind: 'graph',
      graph: () => {
        graph ??= compilation.graph(value, scope);
        return graph;
      },
    });
  }
  if (isTabular(value, scope)) {
    return withBinding(scope, name, { kind: 'tabular', relation: shared(value, scope, compilation) });
  }
  return withBinding(scope, name, {
    kind: 'scalar',
    expr: lower(value, { compilation, scope }),
    row: scope.row,
  });
}

function shared(value: SyntaxNode, scope: Scope, compilation: Compilation): () => Relation {
  let relation: Relation | undefined;
  return () => {
    if (!relation) {
      const input = compilation.relation(value, scope);
      relation =
        input.kind === 'shared'
          ? input
          : { kind: 'shared', id: compilation.fresh(), input, materialized: false, ...shape(input) };
    }
    return relation;
  };
}

/**
 * What a `set` statement asks for: a moment that `now()` is to mean, or nothing that changes an answer.
 * @throws KqlError `unsupported` for an option that is not known to leave answers as they are
 */
export function optionOf(
  statement: SyntaxNode,
  compilation: Pick<Compilation, 'position' | 'now'>,
): { readonly now?: bigint } {
  const name = (requiredChild(statement, 'Name').name ?? '').toLowerCase();
  if (name === 'query_now') {
    const value = literalOf(requiredChild(requiredChild(statement, 'ValueClause'), 'Expression'), compilation.now);
    if (value?.type === 'datetime' && typeof value.value === 'bigint') return { now: value.value };
    throw new KqlError(
      'unsupported',
      "The option 'query_now' without a datetime literal is not supported",
      compilation.position(statement),
    );
  }
  if (!harmlessOptions.has(name))
    throw new KqlError('unsupported', `The option '${name}' is not supported`, compilation.position(statement));
  return {};
}

/** Options that bound or guide how a query runs, and leave what it answers. */
const harmlessOptions: ReadonlySet<string> = new Set([
  'best_effort',
  'deferpartialqueryfailures',
  'max_memory_consumption_per_query_per_node',
  'maxmemoryconsumptionperiterator',
  'maxoutputcolumns',
  'norequesttimeout',
  'notruncation',
  'push_selection_through_aggregation',
  'query_distribution_nodes_span',
  'query_fanout_nodes_percent',
  'query_fanout_threads_percent',
  'query_force_row_level_security',
  'query_log_query_parameters',
  'query_max_entities_in_union',
  'query_results_cache_force_refresh',
  'query_results_cache_max_age',
  'query_results_cache_per_shard',
  'query_weakconsistency_session_id',
  'queryconsistency',
  'request_app_name',
  'request_description',
  'request_readonly',
  'request_user',
  'servertimeout',
  'truncationmaxrecords',
  'truncationmaxsize',
]);
