// `union`: all rows of several tables, columns by name and type (kql-semantics §5.5).

import { KqlError } from '../errors.js';
import { isTabular } from '../expressions/tabular.js';
import { absent, project, serialKey } from '../plan/build.js';
import { columnRef, longLiteral, stringLiteral } from '../plan/expression.js';
import { entityOf, isQualified, withinDatabase } from '../plan/qualified-names.js';
import { type NamedExpr, type Relation, type RelationColumn, visibleColumns } from '../plan/relation.js';
import { readableTables, type Scope, semanticAt, unsupportedAt, viewNames, wildcardTest } from '../plan/scope.js';
import {
  childOf,
  listOf,
  operatorParameters,
  parameterWord,
  requiredChild,
  type SyntaxNode,
} from '../syntax/syntax-node.js';
import type { ScalarType } from '../types.js';
import type { OperatorContext } from './operator.js';

/** One input of a union with the name that `withsource` gives it. */
export interface UnionLeg {
  readonly source: string;
  readonly relation: Relation;
}

/** Lowers `union`, piped or not. */
export function union(node: SyntaxNode, input: Relation | null, context: OperatorContext): Relation {
  const parameters = operatorParameters(node);
  const fuzzy = parameterWord(parameters.get('isfuzzy')) === 'true' || parameters.get('isfuzzy')?.text === 'true';
  const kind = parameterWord(parameters.get('kind')) ?? 'outer';
  const sourceColumn = parameterWord(parameters.get('withsource')) ?? null;
  const legs: UnionLeg[] = input ? [{ source: sourceName(input, 'union_arg0'), relation: input }] : [];
  for (const expression of listOf(node, 'Expressions')) legs.push(...legsOf(expression, legs.length, fuzzy, context));
  if (legs.length === 0) throw semanticAt(context.compilation, node, 'The union has no table that exists');
  const united = unionOf(legs, kind === 'inner', sourceColumn, context);
  if (visibleColumns(united).filter(({ name }) => name === sourceColumn).length > 1)
    throw unsupportedAt(
      context.compilation,
      node,
      `'withsource=${sourceColumn}' over a table with a column of that name (another name can be chosen)`,
    );
  return united;
}

/** What `as` called a relation, where it did. */
export const sourceName = (relation: Relation, otherwise: string): string =>
  (relation.kind === 'shared' && relation.name) || otherwise;

/** The tables that a name stands for; one with `*` for all tables and views that fit, behind a database for its tables. */
export function tablesNamed(node: SyntaxNode, context: OperatorContext): readonly UnionLeg[] {
  const { compilation } = context;
  const { name, scope } = tableName(node, context);
  if (!name.includes('*')) return [{ source: name, relation: compilation.relation(node, context.scope) }];
  const matches = wildcardTest(name);
  return [...readableTables(compilation, scope), ...viewNames(scope)].filter(matches).map((table) => ({
    source: table,
    relation: compilation.relation(
      { ...node, kind: 'NameReference', name: table, refersTo: 'table', fields: {} },
      scope,
    ),
  }));
}

/** The name of a table with the scope in which it means something: `T`, `database('d').T`, `table('T')`; '' for other expressions. */
function tableName(node: SyntaxNode, context: OperatorContext): { readonly name: string; readonly scope: Scope } {
  const { compilation, scope } = context;
  if (node.kind === 'NameReference') return { name: node.name ?? '', scope };
  if (node.kind === 'FunctionCallExpression' && requiredChild(node, 'Name').name === 'table')
    return { name: parameterWord(listOf(childOf(node, 'ArgumentList'), 'Expressions')[0]) ?? '', scope };
  if (node.kind !== 'PathExpression' || !isQualified(node, scope)) return { name: '', scope };
  entityOf(requiredChild(node, 'Expression'), scope, compilation);
  return tableName(requiredChild(node, 'Selector'), { compilation, scope: withinDatabase(scope) });
}

// In a fuzzy union a table that does not exist is left out.
function legsOf(node: SyntaxNode, index: number, fuzzy: boolean, context: OperatorContext): readonly UnionLeg[] {
  const { compilation, scope } = context;
  const name = node.kind === 'NameReference' ? (node.name ?? '') : null;
  if (fuzzy && name !== null && !isTabular(node, scope)) {
    compilation.warnings.push(`The table '${name}' does not exist and was left out of the union`);
    return [];
  }
  try {
    const { name: written } = tableName(node, context);
    if (written.includes('*')) return tablesNamed(node, context);
    const relation = compilation.relation(node, scope);
    const isTable = written !== '' && (node.kind !== 'NameReference' || !scope.bindings.has(written));
    return [{ source: isTable ? written : sourceName(relation, `union_arg${index}`), relation }];
  } catch (error) {
    const isMissing = error instanceof KqlError && (error.code === 'semantic' || isQualified(node, scope));
    if (!fuzzy || !isMissing) throw error;
    compilation.warnings.push(`A table was left out of the union: ${error.message}`);
    return [];
  }
}

/** The union of legs: outer keeps all columns, inner the common ones; a name with several types gets one column per type. */
export function unionOf(
  legs: readonly UnionLeg[],
  inner: boolean,
  sourceColumn: string | null,
  context: Pick<OperatorContext, 'compilation'>,
): Relation {
  const columns = unionColumns(
    legs.map((leg) => visibleColumns(leg.relation)),
    inner,
  );
  const numbered = legs.every((leg) => leg.relation.serial !== undefined);
  const inputs = legs.map(({ source, relation }, i) => {
    const own = new Map(visibleColumns(relation).map((column) => [`${column.type} ${column.name}`, column]));
    const outputs = columns.map(({ name, type, from }): NamedExpr => {
      const column = own.get(`${type} ${from}`);
      return { name, type, expr: column ? columnRef(column) : absent({ type }) };
    });
    const labelled =
      sourceColumn === null
        ? outputs
        : [{ name: sourceColumn, type: 'string' as const, expr: stringLiteral(source) }, ...outputs];
    const place: NamedExpr[] = [
      { name: '$leg', type: 'long', hidden: true, expr: longLiteral(i) },
      { name: '$row', type: 'long', hidden: true, expr: columnRef({ name: relation.serial ?? '', type: 'long' }) },
    ];
    const { serial: _, ...unordered } = { ...relation, order: [] };
    return project(unordered as Relation, numbered ? [...labelled, ...place] : labelled, context.compilation);
  });
  // Where all legs are numbered, rows come leg by leg, each in its order.
  const order = numbered ? [serialKey('$leg'), serialKey('$row')] : [];
  return { kind: 'union', inputs, columns: inputs[0]?.columns ?? [], order };
}

interface UnionColumn extends RelationColumn {
  /** The column's name in the legs. */
  readonly from: string;
}

function unionColumns(legs: readonly (readonly RelationColumn[])[], inner: boolean): readonly UnionColumn[] {
  const types = new Map<string, ScalarType[]>();
  for (const leg of legs) {
    for (const { name, type } of leg) {
      const known = types.get(name) ?? [];
      if (!known.includes(type)) types.set(name, [...known, type]);
    }
  }
  const namesByLeg = inner ? legs.map((leg) => new Set(leg.map(({ name }) => name))) : [];
  const everywhere = (name: string): boolean => namesByLeg.every((names) => names.has(name));
  const taken = new Set(types.keys());
  const columns: UnionColumn[] = [];
  for (const [name, found] of types) {
    if (inner && !everywhere(name)) continue;
    for (const type of found) {
      let unique = found.length === 1 ? name : `${name}_${type}`;
      for (let n = 1; unique !== name && taken.has(unique); n++) unique = `${name}_${type}${n}`;
      taken.add(unique);
      columns.push({ name: unique, type, from: name });
    }
  }
  return columns;
}
