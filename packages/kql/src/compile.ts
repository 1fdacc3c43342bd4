// The whole way: KQL text and a catalog in; SQL, column types and visualisation out. Pure: no I/O, clock or randomness.

import { createCompiledQueries, momentsOf, type PrintedResult } from './compiled-queries.js';
import { DiscoveryNeeded } from './discovery.js';
import { KqlError, positionAt, RefusedForm } from './errors.js';
import { lowerExpression } from './expressions/lower-expression.js';
import { isTabular } from './expressions/tabular.js';
import { givesTwoTables, graphTables } from './operators/graph/graph-to-table.js';
import { type NamedResult, resultOperators } from './operators/result-operators.js';
import { schemaOf } from './operators/schema.js';
import { sourceName } from './operators/union.js';
import { limit } from './plan/build.js';
import { type CatalogOptions, createCatalogs } from './plan/catalogs.js';
import { literal, longLiteral } from './plan/expression.js';
import type { ExternalRead } from './plan/external-table.js';
import { everythingGranted, type TableRows } from './plan/grants.js';
import { lowerGraph, lowerPipeline, lowerRelation } from './plan/lower-relation.js';
import { createNow, fixedNow, type Now } from './plan/now.js';
import { optionsOf } from './plan/options.js';
import { bindPattern } from './plan/patterns.js';
import { pruneColumns } from './plan/prune.js';
import {
  bindQueryParameters,
  declaredParameters,
  type ParameterValues,
  type QueryParameter,
  refuseUndeclared,
} from './plan/query-parameters.js';
import { type Relation, visibleColumns } from './plan/relation.js';
import { restricted } from './plan/restrict.js';
import { type Compilation, type QueryOptions, type Scope, withBinding } from './plan/scope.js';
import { bindLet, withAlias } from './plan/statements.js';
import { isReservedName, physicalNames } from './sql/physical-names.js';
import { RelationRenderer } from './sql/render-relation.js';
import { rowSql } from './sql/row.js';
import { fillSql, type PrintedSql, printSql } from './sql/sql.js';
import { declareFunction } from './stored-functions/declare.js';
import type { StoredFunction } from './stored-functions/stored-function.js';
import { storedScope } from './stored-functions/stored-scope.js';
import { withHint } from './syntax/hints/with-hint.js';
import { type BoundCatalog, parse, parseSyntax } from './syntax/parse.js';
import { childOf, listOf, parameterWord, requiredChild, type SyntaxNode } from './syntax/syntax-node.js';
import type { Column, Table } from './types.js';

/** What a query is compiled against. */
export interface CompileOptions extends CatalogOptions {
  /** The moment that `now()` means, in ticks; fixed for the whole query. */
  readonly now: bigint;
  /** Ticks that bound every table read, whatever the query says; null for no bound (LIM-1). */
  readonly window: { readonly from: bigint | null; readonly to: bigint | null };
  /** The SQL schema whose tables are read; null or none for the engine's own. */
  readonly namespace?: string | null;
  /** Tables that the namespaces share, and which of their rows there are for the caller, however the query reads them. */
  readonly rows?: TableRows;
  /** Whether the engine can tell where addresses are (`geo_info_from_ip_address`); a query that asks is warned unless it can. */
  readonly geoDatabase?: boolean;
  /** Values for the parameters that the query declares; none unless told. */
  readonly parameters?: ParameterValues;
  /** Names of all functions of the caller, those included that `functions` leaves out: a hint may name them. */
  readonly functionNames?: readonly string[];
  /** What earlier discoveries of this query answered, by id: the texts of their rows. */
  readonly discoveries?: ReadonlyMap<string, readonly string[]>;
}

/** One table of a query's answer. */
export interface CompiledResult {
  /** What `as` or a leg of `fork` called it; otherwise `Table_0`, `Table_1` … by its place. */
  readonly name: string;
  /** One SELECT with a single column `row`: the JSON text of each row, an array in the order of `columns`. */
  readonly sql: string;
  readonly columns: readonly Column[];
  /** What `render` asked for: `{ kind: 'timechart', … }`, or null. */
  readonly visualization: Readonly<Record<string, string>> | null;
}

/** A query ready to run. */
export interface CompiledQuery {
  /** One per tabular statement; `fork` and `facet` give several. */
  readonly results: readonly [CompiledResult, ...CompiledResult[]];
  /** Tables that the query reads. */
  readonly tables: readonly string[];
  readonly warnings: readonly string[];
  /** External tables that must be there before the SQL runs, under `externalTableName` in the schema `external`. */
  readonly externals: readonly ExternalRead[];
}

/** A compiler for one catalog: it keeps the binder's state and the queries that it compiled, so make one and keep it. */
export interface KqlCompiler {
  compile(text: string, options: CompileOptions): CompiledQuery;
  /**
   * Checks a function that is to be stored: that its text is one function, and that it compiles within the catalog and the functions of
   * `options`. Positions are in `definition`.
   * @example compiler.declare('Recent', '(n:long) { T | take n }', options).parameters // '(n:long)'
   */
  declare(name: string, definition: string, options: CompileOptions): StoredFunction;
  /**
   * Checks a query that is to be run later, with some value for every parameter that has no default, and tells its parameters.
   * @example compiler.parametersOf('declare query_parameters(n:long); T | take n', options) // [{ name: 'n', type: 'long', optional: false }]
   */
  parametersOf(text: string, options: CompileOptions): readonly QueryParameter[];
  /** The syntax stage, as plain data. */
  syntax(text: string): SyntaxNode;
  /** The plan stage, as plain data: a relation per result. */
  plan(text: string, options: CompileOptions): readonly [Relation, ...Relation[]];
}

/** The most columns that are taken from the data of a table. */
const MAX_DISCOVERED = 1000;

/** The most tables that one query may answer with. */
const MAX_RESULTS = 64;

/** Lowering steps that a query may take: a bound on lets and functions that unfold into each other. */
const MAX_STEPS = 200_000;

/**
 * @throws KqlError from its methods: `syntax`, `semantic` or `unsupported`, with a position; `DiscoveryNeeded` where the columns
 * depend on the data: run its SQL and compile again with its rows among `discoveries`
 * @example
 * const compiler = createCompiler([{ name: 'T', columns: [{ name: 'a', type: 'long' }] }]);
 * compiler.compile('T | where a > 1', { now: 0n, window: { from: null, to: null } }).results[0].sql;
 */
export function createCompiler(
  tables: Iterable<Table>,
  builtIn: ReadonlyMap<string, StoredFunction> = new Map(),
): KqlCompiler {
  const catalogs = createCatalogs(tables, builtIn);
  const queries = createCompiledQueries();
  const lower = (text: string, options: CompileOptions) => {
    const catalog = catalogs.of(text, options);
    const { functionNames = [] } = options;
    const visible = () => ({ catalog: catalogs.of(text, { ...options, hidesRefused: true }), functionNames });
    const parsed = withHint(text, visible, () => parse(text, catalog));
    return lowerQuery(parsed, text, catalog, catalogs.tables, options);
  };
  return {
    declare: (name, definition, options) => declareFunction(name, definition, options, catalogs, lower),
    parametersOf(text, options) {
      try {
        lower(text, { ...options, parameters: 'samples' });
      } catch (error) {
        if (!(error instanceof DiscoveryNeeded)) throw error;
      }
      return listOf(parseSyntax(text), 'Statements').flatMap((statement) =>
        statement.kind === 'QueryParametersStatement' ? declaredParameters(statement) : [],
      );
    },
    syntax: (text) => parse(text, catalogs.of(text, {})),
    plan: (text, options) => {
      const [first, ...rest] = lower(text, options).results;
      return [first.relation, ...rest.map(({ relation }) => relation)];
    },
    compile: (text, options) =>
      queries.of(text, options, () => {
        const { results, compilation, validity } = lower(text, options);
        const [first, ...rest] = results;
        return {
          results: [printedResult(first, 0, text), ...rest.map((result, i) => printedResult(result, i + 1, text))],
          tables: [...compilation.tables],
          warnings: compilation.warnings,
          externals: [...compilation.externals.values()],
          // Rendering reads moments, too.
          validity: validity(),
        };
      }),
  };
}

function printedResult({ name, relation, node }: NamedResult, place: number, text: string): PrintedResult {
  return {
    name: name || `Table_${place}`,
    sql: relationSql(relation, text),
    columns: visibleColumns(relation).map(({ name, type }) => ({ name, type })),
    visualization: node ? visualizationOf(node) : null,
  };
}

/** One SELECT with the visible columns of each row as JSON text. */
function relationSql(relation: Relation, text: string): PrintedSql {
  const names = physicalNames(relation.columns.map((column) => column.name));
  const physical = relation.columns.flatMap((column, i) => (column.hidden ? [] : [names[i] ?? column.name]));
  try {
    return printSql(rowSql(new RelationRenderer().render(relation), visibleColumns(relation), physical));
  } catch (error) {
    if (!(error instanceof RefusedForm) || error.at === null) throw error;
    throw new KqlError(error.code, error.message, positionAt(text, error.at));
  }
}

function lowerQuery(
  root: SyntaxNode,
  text: string,
  catalog: BoundCatalog,
  stored: ReadonlyMap<string, Table>,
  options: CompileOptions,
) {
  const statements = listOf(root, 'Statements');
  const position = (node: SyntaxNode) => positionAt(text, node.start);
  const warnings: string[] = [];
  const observed = createNow(options.now);
  const asked = optionsOf(statements, { now: observed, position, warnings });
  const now = asked.now === undefined ? observed : fixedNow(asked.now);
  const compilation = createCompilation(text, catalog, stored, options, now, asked);
  compilation.warnings.push(...warnings);
  const { parameters: values = new Map() } = options;
  const parameters: QueryParameter[] = [];
  let scope = storedScope(catalog, text);
  const results: NamedResult[] = [];
  for (const statement of statements) {
    if (statement.kind === 'LetStatement') scope = bindLet(statement, scope, compilation, lowerExpression);
    else if (statement.kind === 'QueryParametersStatement') {
      scope = bindQueryParameters(statement, scope, compilation, values, lowerExpression);
      parameters.push(...declaredParameters(statement));
    } else if (statement.kind === 'ExpressionStatement') {
      const tables = lowerResults(requiredChild(statement, 'Expression'), scope, compilation);
      // The two tables of a graph are there for the statements that follow, which show what they want of them.
      const isNamed = yieldsGraphTables(requiredChild(statement, 'Expression'));
      if (isNamed) scope = tables.reduce(withTable, scope);
      if (!isNamed || statement === statements.at(-1)) results.push(...tables);
      if (results.length > MAX_RESULTS)
        throw new KqlError(
          'unsupported',
          `A query with more than ${MAX_RESULTS} result tables is not supported`,
          compilation.position(statement),
        );
    } else if (statement.kind === 'RestrictStatement') scope = restricted(statement, scope);
    else if (statement.kind === 'PatternStatement') scope = bindPattern(statement, scope);
    else if (statement.kind === 'AliasStatement') scope = withAlias(statement, scope);
    else if (statement.kind !== 'SetOptionStatement') {
      throw new KqlError(
        'unsupported',
        `The statement '${statementWords(statement)}' is not supported`,
        compilation.position(statement),
      );
    }
  }
  const [first, ...rest] = results.map((result) => ({
    ...result,
    relation: pruneColumns(asAsked(result.relation, compilation)),
  }));
  if (!first)
    throw new KqlError('semantic', 'The query has no expression that yields a table', positionAt(text, text.length));
  refuseUndeclared(values, parameters);
  return { results: [first, ...rest] as const, compilation, validity: observed.validity };
}

const withTable = (scope: Scope, { name, relation }: NamedResult): Scope =>
  name === '' ? scope : withBinding(scope, name, { kind: 'tabular', relation: () => relation });

const yieldsGraphTables = (node: SyntaxNode): boolean =>
  node.kind === 'PipeExpression' && givesTwoTables(requiredChild(node, 'Operator'));

/** A result as `set` statements want results. */
function asAsked(relation: Relation, { asked: { schemaOnly, takeMaxRecords } }: Compilation): Relation {
  if (schemaOnly) return schemaOf(relation);
  return takeMaxRecords === undefined ? relation : limit(relation, literal('long', takeMaxRecords));
}

/** The tables that a statement gives. */
function lowerResults(node: SyntaxNode, scope: Scope, compilation: Compilation): readonly NamedResult[] {
  if (!isTabular(node, scope))
    throw new KqlError('semantic', 'The query does not yield a table', compilation.position(node));
  const last = node.kind === 'PipeExpression' ? requiredChild(node, 'Operator') : node;
  if (yieldsGraphTables(node)) {
    const graph = lowerGraph(requiredChild(node, 'Expression'), scope, compilation);
    return graphTables(last, graph, { compilation, scope });
  }
  const severalResults = resultOperators[last.kind];
  if (severalResults) {
    const input = lowerRelation(requiredChild(node, 'Expression'), scope, compilation);
    return severalResults(last, input, { compilation, scope });
  }
  const relation = lowerRelation(node, scope, compilation);
  return [{ name: sourceName(relation, ''), relation, node }];
}

/** `alias database`, `declare pattern`: the keywords that a statement begins with. */
const statementWords = (statement: SyntaxNode): string =>
  Object.values(statement.fields)
    .filter((field): field is SyntaxNode => !Array.isArray(field) && (field as SyntaxNode).kind.endsWith('Keyword'))
    .map((keyword) => keyword.text ?? '')
    .join(' ') || statement.kind;

function createCompilation(
  text: string,
  catalog: BoundCatalog,
  stored: ReadonlyMap<string, Table>,
  options: CompileOptions,
  now: Now,
  asked: QueryOptions,
): Compilation {
  let counter = 0;
  let steps = 0;
  let discoveries = 0;
  const compilation: Compilation = {
    text,
    catalog,
    stored,
    now,
    window: options.window,
    namespace: options.namespace ?? null,
    asked,
    grants: options.grants ?? everythingGranted,
    rows: options.rows ?? new Map(),
    geoDatabase: options.geoDatabase ?? false,
    warnings: [],
    externals: new Map(),
    tables: new Set(),
    position: (node) => positionAt(text, node.start),
    calling: new Map(),
    fresh: () => ++counter,
    spend: () => {
      if (++steps > MAX_STEPS) throw new KqlError('semantic', `The query unfolds into more than ${MAX_STEPS} steps`);
    },
    relation: (node, scope) => lowerRelation(node, scope, compilation),
    graph: (node, scope) => lowerGraph(node, scope, compilation),
    pipeline: (node, input, scope) => lowerPipeline(node, input, scope, compilation),
    discover(node, what, relation) {
      const id = `discovery-${++discoveries}`;
      const rows = options.discoveries?.get(id);
      const position = compilation.position(node);
      if (!rows) {
        const sql = fillSql(relationSql(limit(relation, longLiteral(MAX_DISCOVERED + 1)), text), momentsOf(options));
        throw new DiscoveryNeeded(id, sql, what, position, [...compilation.externals.values()]);
      }
      if (rows.length > MAX_DISCOVERED)
        throw new KqlError('semantic', `${what} finds more than ${MAX_DISCOVERED} columns in the data`, position);
      const found = rows.map((row) => JSON.parse(row) as readonly unknown[]);
      const reserved = found.flat().find((name) => typeof name === 'string' && isReservedName(name));
      if (reserved !== undefined)
        throw new KqlError('unsupported', `The column name '${reserved}' in the data is not supported`, position);
      return found;
    },
  };
  return compilation;
}

// `render` must come last; its kind and properties are handed to whoever draws.
function visualizationOf(query: SyntaxNode): Readonly<Record<string, string>> | null {
  const last = query.kind === 'PipeExpression' ? requiredChild(query, 'Operator') : query;
  if (last.kind !== 'RenderOperator') return null;
  const visualization: Record<string, string> = { kind: childOf(last, 'ChartType')?.text ?? 'table' };
  const withClause = childOf(last, 'WithClause');
  for (const property of listOf(withClause, 'Properties')) {
    const name = childOf(property, 'Name')?.name ?? childOf(property, 'Name')?.text;
    if (name) visualization[name.toLowerCase()] = propertyText(requiredChild(property, 'Expression'));
  }
  return visualization;
}

function propertyText(value: SyntaxNode): string {
  const names = listOf(value, 'Names');
  return names.length > 0 ? names.map((name) => name.name ?? '').join(',') : (parameterWord(value) ?? '');
}
