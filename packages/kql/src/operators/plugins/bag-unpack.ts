// `evaluate bag_unpack(d)`: the keys of bags as columns (kql-semantics §4).

import { convert } from '../../expressions/types.js';
import { filter, project } from '../../plan/build.js';
import { call, columnRef, type Expr } from '../../plan/expression.js';
import { type NamedExpr, type UnnestRelation, visibleColumns } from '../../plan/relation.js';
import { findColumn, semanticAt, unsupportedAt } from '../../plan/scope.js';
import type { Column, ScalarType } from '../../types.js';
import { aggregateOf } from '../summarize.js';
import { argumentOf, columnArgument, constantOf, type Plugin, type PluginCall } from './plugin.js';

/** Column types of what a bag holds; everything else, and what differs from row to row, is dynamic. */
const columnTypes: Readonly<Record<string, ScalarType>> = {
  long: 'long',
  double: 'real',
  string: 'string',
  bool: 'bool',
};

export const bagUnpack: Plugin = (given) => {
  const { input, context } = given;
  const bag = columnArgument(given, 0);
  const prefix = String(constantOf(given, argumentOf(given, 1, 'OutputColumnPrefix')) ?? '');
  const conflict = String(constantOf(given, argumentOf(given, 2, 'columnsConflict')) ?? 'error');
  const ignored = ignoredKeys(given);
  const others = visibleColumns(input).filter((column) => column.name !== bag.name);
  const found = given.schema
    ? statedColumns(given, others)
    : unpackedColumns(given, bag).filter((column) => !ignored.includes(column.name));
  const columns = new Map<string, NamedExpr>(
    (given.schema && !given.schema.includesInput ? [] : others).map((column) => [
      column.name,
      { ...column, expr: columnRef(column) },
    ]),
  );
  for (const { name, type } of found) {
    const key = given.schema && name.startsWith(prefix) ? name.slice(prefix.length) : name;
    const output = given.schema ? name : `${prefix}${name}`;
    const source = findColumn(others, output);
    if (source && conflict === 'error' && !given.schema)
      throw semanticAt(
        context.compilation,
        given.node,
        `'bag_unpack' finds the key '${output}', which is a column already`,
      );
    const value: Expr = { kind: 'path', type: 'dynamic', base: bag, steps: [key] };
    const keepsSource = source && (conflict === 'keep_source' || (given.schema && conflict === 'error'));
    columns.set(output, { name: output, type, expr: convert(keepsSource ? columnRef(source) : value, type) });
  }
  return project(input, [...columns.values()], context.compilation);
};

function ignoredKeys(given: PluginCall): readonly string[] {
  const node = argumentOf(given, 3, 'ignoredProperties');
  const written = constantOf(given, node);
  if (written === undefined || !node) return [];
  const keys: unknown = typeof written === 'string' ? JSON.parse(written) : null;
  if (Array.isArray(keys) && keys.every((key): key is string => typeof key === 'string')) return keys;
  throw unsupportedAt(given.context.compilation, node, 'a list of ignored properties that is no array of texts');
}

function statedColumns({ schema }: PluginCall, others: readonly Column[]): readonly Column[] {
  return (schema?.columns ?? []).filter(
    (column) => !(schema?.includesInput && others.some((other) => other.name === column.name)),
  );
}

// Every key in the data with the types that its values have, in alphabetical order.
function unpackedColumns(given: PluginCall, bag: Expr): readonly Column[] {
  const { input, context } = given;
  const { compilation } = context;
  const bags = project({ ...input, order: [] }, [{ name: 'bag', type: 'dynamic', expr: bag }], compilation);
  const keys: UnnestRelation = {
    kind: 'unnest',
    input: bags,
    items: [
      { column: 'key', source: call('bag_keys', 'dynamic', columnRef({ name: 'bag', type: 'dynamic' })), bagAs: 'bag' },
    ],
    indexColumn: null,
    limit: null,
    columns: [...bags.columns, { name: 'key', type: 'dynamic' }],
    order: [],
  };
  const key = columnRef({ name: 'key', type: 'dynamic' });
  const named = filter(keys, call('isnotnull', 'bool', key));
  const value: Expr = {
    kind: 'path',
    type: 'dynamic',
    base: columnRef({ name: 'bag', type: 'dynamic' }),
    steps: [convert(key, 'string')],
  };
  const kinds = aggregateOf(
    named,
    [
      { name: 'key', type: 'string', expr: convert(key, 'string') },
      { name: 'kind', type: 'string', expr: call('gettype', 'string', value) },
    ],
    [],
  );
  const types = new Map<string, Set<string>>();
  for (const [name, kind] of compilation.discover(given.node, "The plugin 'bag_unpack'", kinds)) {
    const known = types.get(String(name)) ?? new Set();
    types.set(String(name), kind === 'null' ? known : known.add(String(kind)));
  }
  return [...types]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, found]) => ({ name, type: (found.size === 1 && columnTypes[[...found][0] ?? '']) || 'dynamic' }));
}
