// `set` statements: request properties that a query brings along, and what each changes in the answer.

import { KqlError } from '../errors.js';
import { literalOf } from '../expressions/literals.js';
import { childOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import type { Compilation, QueryOptions } from './scope.js';

/**
 * Reads all `set` statements.
 * @throws KqlError `unsupported` for a property that would change the answer and is not known how to; a property that nobody knows
 * is passed over with a warning, as the language does
 */
export function optionsOf(
  statements: readonly SyntaxNode[],
  context: Pick<Compilation, 'position' | 'now'> & { readonly warnings: string[] },
): QueryOptions {
  return statements
    .filter((statement) => statement.kind === 'SetOptionStatement')
    .reduce((options, statement) => withOption(options, statement, context), {} as QueryOptions);
}

function withOption(
  options: QueryOptions,
  statement: SyntaxNode,
  context: Parameters<typeof optionsOf>[1],
): QueryOptions {
  const written = requiredChild(statement, 'Name').name ?? '';
  const name = written.toLowerCase();
  const clause = childOf(statement, 'ValueClause');
  const node = clause && requiredChild(clause, 'Expression');
  const literal = node && literalOf(node, context.now);
  const ticks = (): bigint => {
    if (literal?.type === 'datetime' && typeof literal.value === 'bigint') return literal.value;
    throw refused(`The option '${name}' without a datetime literal`, statement, context);
  };
  switch (name) {
    case 'query_now':
      return { ...options, now: ticks() };
    case 'query_datetimescope_column':
      return { ...options, datetimeScope: { ...options.datetimeScope, column: String(literal?.value ?? '') } };
    case 'query_datetimescope_from':
      return { ...options, datetimeScope: { ...options.datetimeScope, from: ticks() } };
    case 'query_datetimescope_to':
      return { ...options, datetimeScope: { ...options.datetimeScope, to: ticks() } };
    case 'query_take_max_records':
      if (typeof literal?.value === 'bigint' && literal.value >= 0n)
        return { ...options, takeMaxRecords: literal.value };
      throw refused(`The option '${name}' without a number of rows`, statement, context);
    case 'query_bin_auto_size':
      return { ...options, binAuto: { ...options.binAuto, ...(node && { size: node }) } };
    case 'query_bin_auto_at':
      return { ...options, binAuto: { ...options.binAuto, ...(node && { at: node }) } };
    case 'query_results_apply_getschema':
      return { ...options, schemaOnly: literal?.value !== false };
    case 'query_language':
      if (['kql', 'csl'].includes(String(literal?.value))) return options;
      throw refused(`The query language '${String(literal?.value ?? '')}'`, statement, context);
  }
  if (unsupported.has(name)) throw refused(`The option '${name}'`, statement, context);
  if (!harmless.has(name)) context.warnings.push(`The option '${written}' is not known and has no effect`);
  return options;
}

const refused = (what: string, node: SyntaxNode, { position }: Pick<Compilation, 'position'>): KqlError =>
  new KqlError('unsupported', `${what} is not supported`, position(node));

/** Options that would change what a query answers. */
const unsupported: ReadonlySet<string> = new Set([
  'query_cursor_after_default',
  'query_cursor_before_or_at_default',
  'query_cursor_current',
  'query_cursor_scoped_tables',
  'request_block_row_level_security',
  'validatepermissions',
]);

/** Options that bound or guide how a query runs, and leave what it answers. */
const harmless: ReadonlySet<string> = new Set([
  'best_effort',
  'client_max_redirect_count',
  'deferpartialqueryfailures',
  'materialized_view_shuffle_query',
  'max_memory_consumption_per_query_per_node',
  'maxmemoryconsumptionperiterator',
  'maxoutputcolumns',
  'norequesttimeout',
  'notruncation',
  'push_selection_through_aggregation',
  'query_cursor_disabled',
  'query_datascope',
  'query_distribution_nodes_span',
  'query_fanout_nodes_percent',
  'query_fanout_threads_percent',
  'query_force_row_level_security',
  'query_log_query_parameters',
  'query_max_entities_in_union',
  'query_python_debug',
  'query_results_cache_force_refresh',
  'query_results_cache_max_age',
  'query_results_cache_per_shard',
  'query_results_progressive_row_count',
  'query_results_progressive_update_period',
  'query_weakconsistency_session_id',
  'queryconsistency',
  'querytrace',
  'request_app_name',
  'request_callout_disabled',
  'request_description',
  'request_external_data_disabled',
  'request_external_table_disabled',
  'request_impersonation_disabled',
  'request_readonly',
  'request_remote_entities_disabled',
  'request_sandboxed_execution_disabled',
  'request_user',
  'results_progressive_enabled',
  'servertimeout',
  'truncation_max_records',
  'truncation_max_size',
  'truncationmaxrecords',
  'truncationmaxsize',
]);
