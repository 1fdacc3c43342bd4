// Which part of a file's records goes into which column: by position or by name, or as an ingestion mapping says.

import {
  type ExternalField,
  type ExternalFormat,
  type ExternalTransform,
  externalTransforms,
} from '../plan/external-table.js';
import { semanticAt, unsupportedAt } from '../plan/scope.js';
import type { SyntaxNode } from '../syntax/syntax-node.js';
import type { Column } from '../types.js';
import type { OperatorContext } from './operator.js';

const MAX_STEPS = 50;
const namedFormats: ReadonlySet<ExternalFormat> = new Set(['json', 'multijson', 'parquet']);

/** Steps of a path: `.name`, `['name']`, `.['name']`, `[0]`. */
const STEP =
  /\.?\[\s*'((?:[^'\\]|\\.)*)'\s*\]|\.?\[\s*"((?:[^"\\]|\\.)*)"\s*\]|\.?\[\s*(\d{1,9})\s*\]|\.([^.[\]'"\s]+)/y;

/** Without a mapping: columns in their order, or fields of the columns' own names where records have names. */
export const identityFields = (format: ExternalFormat, columns: readonly Column[]): readonly ExternalField[] =>
  columns.map(
    ({ name, type }, at): ExternalField =>
      namedFormats.has(format)
        ? { kind: 'path', steps: [name], asJson: type === 'dynamic', transform: null }
        : { kind: 'ordinal', at },
  );

/**
 * The fields of `ingestionMapping`: a JSON array of `{"Column", "Properties": {"Path" | "Field" | "Ordinal" | "ConstValue",
 * "Transform"}}`, names in any case; older forms have the properties beside the column. Columns that it leaves out are empty.
 * @throws KqlError at `node` when it is no such array, or asks for what is not supported
 */
export function mappedFields(
  text: string,
  node: SyntaxNode,
  format: ExternalFormat,
  columns: readonly Column[],
  { compilation }: OperatorContext,
): readonly ExternalField[] {
  const malformed = (found: string) =>
    semanticAt(compilation, node, `The property 'ingestionMapping' expects a JSON array of columns, found ${found}`);
  const unsupported = (what: string) => unsupportedAt(compilation, node, `${what} in 'ingestionMapping'`);
  const list = parsed(text);
  if (!Array.isArray(list)) throw malformed('other text');
  const byColumn = new Map<string, ExternalField>();
  for (const element of list) {
    const outer = lowerCased(element);
    const inner = new Map([...outer, ...lowerCased(outer.get('properties'))]);
    const name = outer.get('column') ?? outer.get('name');
    const column = columns.find((candidate) => candidate.name === name);
    if (!column) throw malformed(`a column that the schema does not have: '${String(name).slice(0, 100)}'`);
    byColumn.set(column.name, fieldOf(inner, column, format, unsupported));
  }
  return columns.map(({ name }) => byColumn.get(name) ?? { kind: 'constant', text: '' });
}

type Fault = (what: string) => Error;

function fieldOf(
  properties: ReadonlyMap<string, unknown>,
  column: Column,
  format: ExternalFormat,
  unsupported: Fault,
): ExternalField {
  const constant = properties.get('constvalue') ?? properties.get('constantvalue');
  if (constant !== undefined && constant !== null) return { kind: 'constant', text: constantText(constant) };
  const transform = properties.get('transform') ?? 'None';
  if (transform === 'SourceLocation') return { kind: 'location' };
  if (transform === 'SourceLineNumber') return { kind: 'line' };
  if (!namedFormats.has(format)) {
    const at = Number(properties.get('ordinal') ?? Number.NaN);
    if (transform !== 'None') throw unsupported(`the transform '${String(transform)}' for ${format}`);
    if (!Number.isInteger(at) || at < 0 || at > 10_000)
      throw unsupported(`the column '${column.name}' without an ordinal`);
    return { kind: 'ordinal', at };
  }
  const path = properties.get('path') ?? properties.get('field');
  if (typeof path !== 'string') throw unsupported(`the column '${column.name}' without a path`);
  if (properties.has('path') && !path.startsWith('$')) return { kind: 'constant', text: path };
  const steps = path.startsWith('$') ? stepsOf(path) : [path];
  if (!steps) throw unsupported(`the path '${path.slice(0, 100)}'`);
  return {
    kind: 'path',
    steps,
    asJson: column.type === 'dynamic',
    transform: transform === 'None' ? null : transformOf(transform, unsupported),
  };
}

const constantText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function transformOf(name: unknown, unsupported: Fault): ExternalTransform {
  const found = externalTransforms.find((known) => known === name);
  if (!found) throw unsupported(`the transform '${String(name).slice(0, 100)}'`);
  return found;
}

/** Names and positions of a JSON path; null when it asks for more than one place, or is none. */
function stepsOf(path: string): readonly (string | number)[] | null {
  const steps: (string | number)[] = [];
  for (let at = 1; at < path.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    if (!match || steps.length === MAX_STEPS) return null;
    const [, single, double, position, plain] = match;
    if (plain === '*') return null;
    const quoted = single ?? double;
    steps.push(position === undefined ? (quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '') : Number(position));
  }
  return steps;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const lowerCased = (value: unknown): ReadonlyMap<string, unknown> =>
  typeof value === 'object' && value !== null
    ? new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]))
    : new Map();
