// Queries that the engine of the language runs although its public binder reports an error: the few cases known, each by its place.

import type { StoredFunction } from '../stored-functions/stored-function.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from './syntax-node.js';

/** What is reported, and where. */
export interface Reported {
  readonly code: string;
  readonly start: number;
}

const EXPECTED_TYPE = 'KS107';
const EXPECTED_INTEGER = 'KS134';
const ARGUMENT_COUNT = 'KS119';
const UNKNOWN_NAME = 'KS142';
const EXPECTED_ARRAY = 'KS234';
const UNKNOWN_FUNCTION = 'KS211';

const overElements: ReadonlySet<string> = new Set(['all', 'any', 'map']);
const graphPatterns: ReadonlySet<string> = new Set(['GraphMatchOperator', 'GraphShortestPathsOperator']);
const graphConditions: ReadonlySet<string> = new Set(['GraphWhereNodesOperator', 'GraphWhereEdgesOperator']);
const NO_ARGUMENTS = 'KS118';
const NO_PATTERN_MATCHES = 'KS188';

/** Whether the engine is known to accept what is reported; compilation checks what it needs itself. */
export function isTolerated(
  reported: Reported,
  root: SyntaxNode,
  stored: ReadonlyMap<string, StoredFunction>,
): boolean {
  const path = pathTo(root, reported.start);
  const call = path.findLast((node) => node.kind === 'FunctionCallExpression');
  const name = call && requiredChild(call, 'Name').name;
  const [first] = listOf(call && childOf(call, 'ArgumentList'), 'Expressions');
  switch (reported.code) {
    case EXPECTED_TYPE: {
      // `count(x)` counts rows, `search not('term')` negates a term.
      const isFirst = first?.start === reported.start;
      const inSearch = path.some((node) => node.kind === 'SearchOperator');
      return (name === 'count' && isFirst) || (name === 'not' && isFirst && inSearch) || name === 'bag_unpack';
    }
    case ARGUMENT_COUNT:
      return name === 'bag_unpack';
    // Seconds may have a fraction, as its documentation shows.
    case EXPECTED_INTEGER:
      return name === 'make_timespan';
    case UNKNOWN_NAME:
      // `T | find a == 1`, `find in (View*) where a == 1`: the binder looks for columns in the tables of the database only.
      if (path.some((node) => node.kind === 'FindOperator')) return path.at(-1)?.kind === 'NameReference';
      // `restrict access to (View*)`: the binder knows no declared names here.
      if (path.some((node) => node.kind === 'RestrictStatement')) return path.at(-1)?.name?.includes('*') === true;
      return isColumnOfInvoke(path, stored.get(name ?? '')) || isOverElement(path);
    case UNKNOWN_FUNCTION:
      return isOverElement(path);
    case NO_ARGUMENTS:
    case NO_PATTERN_MATCHES:
      // The engine says which pattern it misses, so that whoever sent the query can declare it.
      return patternNames(root).has(name ?? '');
    case EXPECTED_ARRAY:
      // The length of what is no array is null.
      return name === 'array_length' || name === 'arraylength';
    default:
      return false;
  }
}

// `T | invoke FileProfile(SHA1)`: the name of a column of T.
const isColumnOfInvoke = (path: readonly SyntaxNode[], called: StoredFunction | undefined): boolean =>
  path.at(-1)?.kind === 'NameReference' &&
  path.some((node) => node.kind === 'InvokeOperator') &&
  called?.columnParameters !== undefined;

// The binder does not know the properties of a graph's elements everywhere that they can be named.
const isOverElement = (path: readonly SyntaxNode[]): boolean =>
  path.some(({ kind }) => graphConditions.has(kind)) ||
  (path.some(({ kind }) => graphPatterns.has(kind)) && path.some(isOverElements));

const isOverElements = (node: SyntaxNode): boolean =>
  node.kind === 'FunctionCallExpression' && overElements.has(requiredChild(node, 'Name').name ?? '');

const patternNames = (root: SyntaxNode): ReadonlySet<string | undefined> =>
  new Set(
    listOf(root, 'Statements')
      .filter((statement) => statement.kind === 'PatternStatement')
      .map((statement) => requiredChild(statement, 'Name').name),
  );

/** The nodes around an offset, from the outside in. */
function pathTo(root: SyntaxNode, offset: number): readonly SyntaxNode[] {
  const path: SyntaxNode[] = [];
  let node: SyntaxNode | undefined = root;
  while (node) {
    path.push(node);
    const children: readonly SyntaxNode[] = Object.values(node.fields).flat();
    node = children.find((child) => child.start <= offset && offset < child.end);
  }
  return path;
}
