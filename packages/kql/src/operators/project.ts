// `project`, `extend`, `serialize` and the operators that choose, rename and reorder columns.

import { lowerExpression } from '../expressions/lower-expression.js';
import { ColumnNamer } from '../expressions/names.js';
import { extend as extendWith, passThrough, project as projectTo, serialize as serializeRows } from '../plan/build.js';
import { columnRef } from '../plan/expression.js';
import { type NamedExpr, type Relation, type RelationColumn, visibleColumns } from '../plan/relation.js';
import { semanticAt, unsupportedAt, wildcardTest } from '../plan/scope.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { computedColumns, namedNode, namerFor, type Operator, type OperatorContext } from './operator.js';
import { aggregateOf } from './summarize.js';

const project: Operator = (node, input, context) => {
  const nodes = listOf(node, 'Expressions');
  const computed = computedColumns(nodes, input, context, namerFor(nodes));
  return projectTo(computed.input, computed.columns, context.compilation);
};

const extend: Operator = (node, input, context) => {
  const nodes = listOf(node, 'Expressions');
  const computed = computedColumns(nodes, input, context, extendNamer(nodes, input), 'dropped');
  return extendWith(computed.input, computed.columns, context.compilation);
};

// `Column1` must not hit a column of the input; a suggested name that does replaces it.
function extendNamer(nodes: readonly SyntaxNode[], input: Relation): ColumnNamer {
  const numbered = visibleColumns(input)
    .map((column) => column.name)
    .filter((name) => /^Column\d+$/.test(name));
  return new ColumnNamer(new Set([...nodes.flatMap((node) => namedNode(node).given ?? []), ...numbered]));
}

const serialize: Operator = (node, input, context) =>
  extend(node, { ...serializeRows(input, context.compilation), serialized: true }, context);

/** A test for a column name written bare or with `*`. */
const nameTest = (node: SyntaxNode): ((name: string) => boolean) => wildcardTest(node.name ?? '');

const selectColumns =
  (keep: (column: RelationColumn, tests: readonly ((name: string) => boolean)[]) => boolean): Operator =>
  (node, input, context) => {
    const tests = listOf(node, 'Expressions').map(nameTest);
    const kept = visibleColumns(input).filter((column) => keep(column, tests));
    return projectTo(input, passThrough(kept), context.compilation);
  };

const projectAway = selectColumns((column, tests) => !tests.some((test) => test(column.name)));
const projectKeep = selectColumns((column, tests) => tests.some((test) => test(column.name)));

const projectRename: Operator = (node, input, context) => {
  const renames = new Map<string, string>();
  for (const expression of listOf(node, 'Expressions')) {
    const { given, value } = namedNode(expression);
    if (!given?.[0] || value.name === undefined)
      throw semanticAt(context.compilation, expression, 'A rename takes the form new = old');
    renames.set(value.name, given[0]);
  }
  const columns = visibleColumns(input).map(
    (column): NamedExpr => ({ ...column, name: renames.get(column.name) ?? column.name, expr: columnRef(column) }),
  );
  return projectTo(input, columns, context.compilation);
};

const projectReorder: Operator = (node, input, context) => {
  const visible = visibleColumns(input);
  const entries = listOf(node, 'Expressions').map((entry) => {
    const name = entry.kind === 'OrderedExpression' ? requiredChild(entry, 'Expression') : entry;
    const direction = childOf(childOf(entry, 'Ordering') ?? entry, 'AscOrDescKeyword')?.text ?? null;
    return {
      written: name.kind === 'StarExpression' ? '*' : (name.name ?? ''),
      test: nameTest(name.kind === 'StarExpression' ? { ...name, name: '*' } : name),
      direction,
    };
  });
  // An exact name is placed where it is listed first; a wildcard takes what no exact name claims.
  const exact = new Set(entries.filter((entry) => !entry.written.includes('*')).map((entry) => entry.written));
  const placed: RelationColumn[] = [];
  for (const entry of entries) {
    const isPattern = entry.written.includes('*');
    const found = visible.filter(
      (column) => entry.test(column.name) && !placed.includes(column) && (!isPattern || !exact.has(column.name)),
    );
    placed.push(...(entry.direction ? sortedByName(found, entry.direction) : found));
  }
  const rest = visible.filter((column) => !placed.includes(column));
  return projectTo(input, passThrough([...placed, ...rest]), context.compilation);
};

function sortedByName(columns: readonly RelationColumn[], direction: string): readonly RelationColumn[] {
  const granny = direction.startsWith('granny');
  const compare = (a: string, b: string): number =>
    granny ? a.localeCompare(b, 'en', { numeric: true }) : a < b ? -1 : a > b ? 1 : 0;
  const sorted = [...columns].sort((a, b) => compare(a.name, b.name));
  return direction.endsWith('desc') ? sorted.reverse() : sorted;
}

/** Texts and arrays of texts, which may have `*`, in the order that the columns come in; those that fit no column are passed over. */
const projectByNames: Operator = (node, input, context) => {
  const { compilation } = context;
  const visible = visibleColumns(input);
  const written = listOf(node, 'Expressions').flatMap((entry) => columnNames(entry, context));
  const found = written.flatMap((name) => visible.filter((column) => wildcardTest(name)(column.name)));
  if (found.length === 0) throw unsupportedAt(compilation, node, "'project-by-names' that finds no column");
  return projectTo(input, passThrough([...new Set(found)]), compilation);
};

function columnNames(node: SyntaxNode, context: OperatorContext): readonly string[] {
  if (node.refersTo === 'column' && node.name !== undefined) return [node.name];
  const { compilation, scope } = context;
  const names = lowerExpression(node, { compilation, scope: { ...scope, row: null } });
  if (names.kind === 'literal' && typeof names.value === 'string') {
    const value: unknown = names.type === 'dynamic' ? JSON.parse(names.value) : names.value;
    const list = Array.isArray(value) ? value : [value];
    if (list.every((name) => typeof name === 'string')) return list;
  }
  throw unsupportedAt(compilation, node, 'a column name that is neither a constant text nor a constant array of texts');
}

const distinct: Operator = (node, input, context) => {
  const nodes = listOf(node, 'Expressions');
  const all = nodes.some((candidate) => candidate.kind === 'StarExpression');
  const { columns } = all
    ? { columns: passThrough(visibleColumns(input)) }
    : computedColumns(nodes, input, context, namerFor(nodes));
  return aggregateOf(input, columns, []);
};

/** The operators of this file by syntax kind. */
export const columnOperators = {
  ProjectOperator: project,
  ExtendOperator: extend,
  SerializeOperator: serialize,
  ProjectAwayOperator: projectAway,
  ProjectKeepOperator: projectKeep,
  ProjectRenameOperator: projectRename,
  ProjectReorderOperator: projectReorder,
  ProjectByNamesOperator: projectByNames,
  DistinctOperator: distinct,
} satisfies Record<string, Operator>;
