// Queries that the engine of the language runs although its public binder reports an error: the few cases known, each by its place.

import type { StoredFunction } from '../stored-functions/stored-function.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from './syntax-node.js';

/** What is reported, and where. */
export interface Reported {
  readonly code: string;
  readonly start: number;
}

const EXPECTED_TYPE = 'KS107';
const ARGUMENT_COUNT = 'KS119';
const UNKNOWN_NAME = 'KS142';
const EXPECTED_ARRAY = 'KS234';

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
    case UNKNOWN_NAME:
      // `T | invoke FileProfile(SHA1)`: the name of a column of T.
      return (
        path.at(-1)?.kind === 'NameReference' &&
        path.some((node) => node.kind === 'InvokeOperator') &&
        stored.get(name ?? '')?.columnParameters !== undefined
      );
    case EXPECTED_ARRAY:
      // The length of what is no array is null.
      return name === 'array_length' || name === 'arraylength';
    default:
      return false;
  }
}

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
