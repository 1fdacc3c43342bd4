// `externaldata (a:string, …) [urls] with (…)`: rows of files that the host reads, in a schema that the query writes down.

import { lowerExpression } from '../expressions/lower-expression.js';
import { scalarTypeOf } from '../expressions/type-names.js';
import { convert } from '../expressions/types.js';
import { project } from '../plan/build.js';
import { call, columnRef, type Expr } from '../plan/expression.js';
import {
  EXTERNAL_SCHEMA,
  type ExternalFormat,
  type ExternalTable,
  externalColumn,
  externalFormats,
  externalTableName,
} from '../plan/external-table.js';
import type { Relation } from '../plan/relation.js';
import { semanticAt, unsupportedAt } from '../plan/scope.js';
import { childOf, listOf, parameterWord, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import type { Column } from '../types.js';
import { identityFields, mappedFields } from './ingestion-mapping.js';
import { type OperatorContext, rowless } from './operator.js';

const MAX_URLS = 100;
const MAX_COLUMNS = 500;

/** What a file's extension says of its format; others are taken for CSV. */
const formatOfExtension: ReadonlyMap<string, string> = new Map([
  ...externalFormats.map((format): [string, string] => [format, format]),
  ['avro', 'avro'],
  ['orc', 'orc'],
  ['log', 'w3clogfile'],
]);

/**
 * A scan of the external table, each column converted from its text as the language converts text: what does not fit is null.
 * The host finds in the compiled query which external tables it reads.
 */
export function externalData(node: SyntaxNode, context: OperatorContext): Relation {
  const { compilation } = context;
  const columns = columnsOf(node, context);
  const urls = urlsOf(node, context);
  const properties = propertiesOf(node, context);
  const format = formatOf(node, urls, properties.format, context);
  const mapping = properties.ingestionmapping;
  const table: ExternalTable = {
    urls,
    format,
    ignoreFirstRecord: flagOf(properties.ignorefirstrecord, context),
    fields: mapping
      ? mappedFields(textOf(mapping, "the property 'ingestionMapping'", context), mapping, format, columns, context)
      : identityFields(format, columns),
  };
  const name = externalTableName(table);
  compilation.externals.set(name, { ...table, position: compilation.position(node) });
  const texts = columns.map((_, at): Column => ({ name: externalColumn(at), type: 'string' }));
  const scan: Relation = {
    kind: 'scan',
    namespace: EXTERNAL_SCHEMA,
    table: name,
    timeColumn: '',
    from: null,
    to: null,
    only: null,
    physical: {},
    columns: texts,
    order: [],
  };
  return project(
    scan,
    columns.map((column, at) => ({ ...column, expr: converted(columnRef(texts[at] ?? column), column) })),
    compilation,
  );
}

const converted = (text: Expr, { type }: Column): Expr =>
  type === 'dynamic' ? call('parse_json', 'dynamic', text) : convert(text, type);

function columnsOf(node: SyntaxNode, { compilation }: OperatorContext): readonly Column[] {
  const columns = listOf(requiredChild(node, 'Schema'), 'Columns').map((column) => ({
    name: requiredChild(column, 'Name').name ?? '',
    type: scalarTypeOf(requiredChild(column, 'Type')),
  }));
  if (columns.length > MAX_COLUMNS)
    throw unsupportedAt(compilation, node, `'externaldata' of more than ${MAX_COLUMNS} columns`);
  return columns;
}

/** What is wrong with a URL is told without the URL: it may hold a secret. */
function urlsOf(node: SyntaxNode, context: OperatorContext): readonly string[] {
  const { compilation } = context;
  const nodes = listOf(node, 'URIs');
  if (nodes.length > MAX_URLS) throw unsupportedAt(compilation, node, `'externaldata' of more than ${MAX_URLS} files`);
  return nodes.map((uri) => {
    const text = textOf(uri, "a URL of 'externaldata'", context).trim();
    if (text.includes(';')) throw unsupportedAt(compilation, uri, "the storage access that a URL names behind ';'");
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url) throw semanticAt(compilation, uri, "'externaldata' expects URLs such as https://lists.example/a.csv");
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw unsupportedAt(compilation, uri, `'externaldata' over ${url.protocol}//`);
    return text;
  });
}

/** The text that a node stands for: a literal, or the name of one. */
function textOf(node: SyntaxNode, what: string, context: OperatorContext): string {
  if (node.value !== undefined) return node.value;
  const expr = lowerExpression(node, rowless(context));
  if (expr.kind === 'literal' && typeof expr.value === 'string') return expr.value;
  throw unsupportedAt(context.compilation, node, `${what} that is computed`);
}

interface Properties {
  format?: SyntaxNode;
  ignorefirstrecord?: SyntaxNode;
  ingestionmapping?: SyntaxNode;
}

const propertyNames: readonly string[] = ['format', 'ignorefirstrecord', 'ingestionmapping'];

function propertiesOf(node: SyntaxNode, { compilation }: OperatorContext): Properties {
  const found: Record<string, SyntaxNode> = {};
  for (const property of listOf(childOf(node, 'WithClause'), 'Properties')) {
    const name = parameterWord(childOf(property, 'Name')) ?? '';
    const key = name.toLowerCase();
    if (!propertyNames.includes(key))
      throw unsupportedAt(compilation, property, `the property '${name}' of 'externaldata'`);
    found[key] = requiredChild(property, 'Expression');
  }
  return found;
}

function formatOf(
  node: SyntaxNode,
  urls: readonly string[],
  given: SyntaxNode | undefined,
  { compilation }: OperatorContext,
): ExternalFormat {
  const named = given ? [parameterWord(given) ?? ''] : urls.map(extensionFormat);
  const [first = 'csv', ...others] = named.map((name) => name.trim().toLowerCase());
  if (others.some((other) => other !== first))
    throw unsupportedAt(compilation, node, "'externaldata' of files of several formats without the property 'format'");
  const format = externalFormats.find((known) => known === first);
  if (!format) throw unsupportedAt(compilation, given ?? node, `the format '${first}' of 'externaldata'`);
  return format;
}

/** By the file's name, below `.gz` and `.zip`. */
function extensionFormat(url: string): string {
  const name = new URL(url).pathname.toLowerCase().replace(/\.(?:gz|zip)$/, '');
  return formatOfExtension.get(/\.([a-z0-9]+)$/.exec(name)?.[1] ?? '') ?? 'csv';
}

function flagOf(node: SyntaxNode | undefined, { compilation }: OperatorContext): boolean {
  if (!node) return false;
  const word = parameterWord(node)?.toLowerCase();
  if (word !== 'true' && word !== 'false')
    throw semanticAt(compilation, node, "The property 'ignoreFirstRecord' of 'externaldata' is true or false");
  return word === 'true';
}
