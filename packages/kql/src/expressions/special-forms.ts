// Calls whose arguments are not plain values: lazily typed choices, types as arguments, all columns at once, tables.

import { CLUSTER_NAME, DATABASE_NAME } from '../database.js';
import { functions } from '../functions/index.js';
import { call, columnRef, type Expr, literal, stringLiteral } from '../plan/expression.js';
import { visibleColumns } from '../plan/relation.js';
import { findColumn, semanticAt, unsupportedAt } from '../plan/scope.js';
import { listOf, type SyntaxNode } from '../syntax/syntax-node.js';
import type { ScalarType } from '../types.js';
import { lowerCall } from './calls.js';
import type { ExpressionContext, LowerExpression } from './context.js';
import { isTabular } from './tabular.js';
import { scalarTypeOf } from './type-names.js';
import { convert, unify } from './types.js';

type LowerSpecialForm = (
  node: SyntaxNode,
  args: readonly SyntaxNode[],
  context: ExpressionContext,
  lower: LowerExpression,
) => Expr;

const iff: LowerSpecialForm = (_node, args, context, lower) => {
  const [condition, then, otherwise] = args.map((arg) => lower(arg, context));
  if (!condition || !then || !otherwise) return literal('dynamic', null);
  const type = unify([then.type, otherwise.type]);
  return call('iff', type, convert(condition, 'bool'), convert(then, type), convert(otherwise, type));
};

const caseOf: LowerSpecialForm = (_node, args, context, lower) => {
  const lowered = args.map((arg) => lower(arg, context));
  const isValue = (i: number): boolean => i % 2 === 1 || i === lowered.length - 1;
  const type = unify(lowered.filter((_, i) => isValue(i)).map((value) => value.type));
  return call('case', type, ...lowered.map((arg, i) => convert(arg, isValue(i) ? type : 'bool')));
};

const coalesce: LowerSpecialForm = (_node, args, context, lower) => {
  const lowered = args.map((arg) => lower(arg, context));
  const type = unify(lowered.map((arg) => arg.type));
  return call('coalesce', type, ...lowered.map((arg) => convert(arg, type)));
};

const ago: LowerSpecialForm = (node, args, context, lower) => {
  const [offset] = args;
  const { now } = context.compilation;
  if (!offset) return now.plus(0n);
  const span = convert(lower(offset, context), 'timespan');
  const backwards = node.fields.Name && (node.fields.Name as SyntaxNode).name === 'ago';
  if (span.kind === 'literal' && typeof span.value === 'bigint') {
    return now.plus(backwards ? -span.value : span.value);
  }
  return call(backwards ? 'subtract' : 'add', 'datetime', now.plus(0n), span);
};

/** The type that a `typeof(…)` argument names. */
export function typeArgument(node: SyntaxNode | undefined): ScalarType | undefined {
  if (node?.kind !== 'TypeOfLiteralExpression') return undefined;
  const [type] = listOf(node, 'Types');
  return type && scalarTypeOf(type);
}

const extract: LowerSpecialForm = (_node, args, context, lower) => {
  const type = typeArgument(args[3]);
  const values = args.slice(0, 3).map((arg) => lower(arg, context));
  const [pattern, group, source] = values;
  if (!pattern || !group || !source) return literal('string', '');
  const found = call('extract', 'string', convert(pattern, 'string'), group, convert(source, 'string'));
  return type ? convert(found, type) : found;
};

const extractJson: LowerSpecialForm = (_node, args, context, lower) => {
  const type = typeArgument(args[2]);
  const [path, source] = args.slice(0, 2).map((arg) => lower(arg, context));
  if (!path || !source) return literal('string', '');
  const found = call('extract_json', 'dynamic', convert(path, 'string'), convert(source, 'string'));
  return convert(found, type ?? 'string');
};

// A percentile is dynamic, or what a third argument says.
const percentileOfDigest: LowerSpecialForm = (_node, args, context, lower) => {
  const type = typeArgument(args[2]);
  const [digest, percent] = args.slice(0, 2).map((arg) => lower(arg, context));
  if (!digest || !percent) return literal('dynamic', null);
  const found = call('percentile_tdigest', 'dynamic', convert(digest, 'dynamic'), convert(percent, 'real'));
  return type ? convert(found, type) : found;
};

// All columns for `*`.
const estimateDataSize: LowerSpecialForm = (_node, args, context, lower) => {
  const columns = (context.scope.row?.columns ?? []).filter((column) => !column.hidden).map(columnRef);
  return call(
    'estimate_data_size',
    'long',
    ...args.flatMap((arg) => (arg.kind === 'StarExpression' ? columns : [lower(arg, context)])),
  );
};

const columnNamesOf: LowerSpecialForm = (node, args, context) => {
  const [table] = args;
  if (!table || !isTabular(table, context.scope))
    throw unsupportedAt(context.compilation, node, "'column_names_of' of what is no table");
  const names = visibleColumns(context.compilation.relation(table, context.scope)).map((column) => column.name);
  return literal('dynamic', JSON.stringify(names));
};

const columnIfExists: LowerSpecialForm = (node, args, context, lower) => {
  const [name, otherwise] = args;
  if (!name || !otherwise)
    throw semanticAt(context.compilation, node, "The function 'column_ifexists' takes a name and a default");
  const wanted = name.value ?? (lower(name, context) as { value?: unknown }).value;
  const column = typeof wanted === 'string' ? findColumn(context.scope.row?.columns ?? [], wanted) : undefined;
  return column ? columnRef(column) : lower(otherwise, context);
};

const isColumnExists: LowerSpecialForm = (node, [name], context) => {
  if (name?.value === undefined)
    throw unsupportedAt(context.compilation, node, "'iscolumnexists' of a name that is not a literal");
  return literal('bool', findColumn(context.scope.row?.columns ?? [], name.value) !== undefined);
};

// Keys and values in turn; `pack_all` takes every column.
const packAll: LowerSpecialForm = (_node, args, context, lower) => {
  const columns = (context.scope.row?.columns ?? []).filter((column) => !column.hidden);
  const [ignore] = args.map((arg) => lower(arg, context));
  const dropEmpty = ignore?.kind === 'literal' && ignore.value === true;
  const pairs = columns.flatMap((column) => [stringLiteral(column.name), columnRef(column)]);
  return call(dropEmpty ? 'bag_pack_nonempty' : 'bag_pack', 'dynamic', ...pairs);
};

const packDictionary: LowerSpecialForm = (_node, args, context, lower) =>
  call(
    'bag_pack',
    'dynamic',
    ...args.map((arg, i) => (i % 2 === 0 ? convert(lower(arg, context), 'string') : lower(arg, context))),
  );

const packArray: LowerSpecialForm = (node, args, context, lower) => {
  if (args.some((arg) => arg.kind === 'StarExpression')) {
    const columns = (context.scope.row?.columns ?? []).filter((column) => !column.hidden);
    return call('pack_array', 'dynamic', ...columns.map(columnRef));
  }
  if (args.length === 0)
    throw semanticAt(context.compilation, node, "The function 'pack_array' takes at least one argument");
  return call('pack_array', 'dynamic', ...args.map((arg) => lower(arg, context)));
};

const ingestionTime: LowerSpecialForm = (node, _args, context) => {
  const hidden = context.scope.row?.columns.find((column) => column.name === '$ingested');
  if (!hidden)
    throw unsupportedAt(context.compilation, node, "'ingestion_time()' after the table's rows were reshaped");
  return columnRef(hidden);
};

// Without a database the answer is an empty bag, and whoever asks is told.
const geoInfo: LowerSpecialForm = (node, args, context, lower) => {
  const { compilation } = context;
  const [address] = args.map((arg) => lower(arg, context));
  if (!address) throw semanticAt(compilation, node, "The function 'geo_info_from_ip_address' takes an address");
  const warning = 'geo_info_from_ip_address() knows no address: start with --geo-database <file>';
  if (!compilation.geoDatabase && !compilation.warnings.includes(warning)) compilation.warnings.push(warning);
  return call('geo_info_from_ip_address', 'dynamic', convert(address, 'string'));
};

const binAuto: LowerSpecialForm = (node, args, context, lower) => {
  const { size, at } = context.compilation.asked.binAuto ?? {};
  const [value] = args.map((arg) => lower(arg, context));
  if (!size || !value)
    throw semanticAt(
      context.compilation,
      node,
      "The function 'bin_auto' needs 'set query_bin_auto_size=…' before the query",
    );
  const rowless = { ...context, scope: { ...context.scope, row: null } };
  const from = at ? [lower(at, rowless)] : [];
  const name = at ? 'bin_at' : 'bin';
  const row = functions[name];
  if (!row) throw new Error(`there is no function '${name}'`);
  return lowerCall(name, row, [value, lower(size, rowless), ...from], node, context.compilation);
};

/** By KQL name. */
export const specialForms: Readonly<Record<string, LowerSpecialForm>> = {
  __proto__: null as never,
  iff,
  iif: iff,
  case: caseOf,
  coalesce,
  ago,
  now: ago,
  bin_auto: binAuto,
  current_database: () => stringLiteral(DATABASE_NAME),
  current_cluster_endpoint: () => stringLiteral(CLUSTER_NAME),
  extract,
  extract_json: extractJson,
  extractjson: extractJson,
  percentile_tdigest: percentileOfDigest,
  estimate_data_size: estimateDataSize,
  column_names_of: columnNamesOf,
  column_ifexists: columnIfExists,
  columnifexists: columnIfExists,
  iscolumnexists: isColumnExists,
  pack_all: packAll,
  bag_pack: packDictionary,
  pack: packDictionary,
  pack_dictionary: packDictionary,
  pack_array: packArray,
  ingestion_time: ingestionTime,
  geo_info_from_ip_address: geoInfo,
};
