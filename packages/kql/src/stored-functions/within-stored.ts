// What goes wrong inside a stored function is told at the place of its call: the caller sees that text and no other.

import { DiscoveryNeeded } from '../discovery.js';
import { KqlError, TableForbidden } from '../errors.js';
import { type Compilation, offsetOf, semanticAt } from '../plan/scope.js';
import type { SyntaxNode } from '../syntax/syntax-node.js';
import type { StoredFunction } from './stored-function.js';

/**
 * Lowers a part of a stored function for the call `node`.
 * @throws KqlError with the call's position; `semantic` when the function calls itself
 */
export function withinStored<T>(
  { name }: StoredFunction,
  node: SyntaxNode,
  compilation: Compilation,
  lower: () => T,
): T {
  const { calling } = compilation;
  if (calling.has(name)) throw semanticAt(compilation, node, `The function '${name}' calls itself`);
  calling.set(name, offsetOf(compilation, node));
  try {
    return lower();
  } catch (error) {
    throw error instanceof KqlError ? atCall(error, name, node, compilation) : error;
  } finally {
    calling.delete(name);
  }
}

function atCall(error: KqlError, name: string, node: SyntaxNode, compilation: Compilation): KqlError {
  const position = compilation.position(node);
  if (error instanceof TableForbidden) return new TableForbidden(error.table, position);
  if (error instanceof DiscoveryNeeded)
    return new DiscoveryNeeded(error.id, error.sql, `The function '${name}'`, position, error.externals);
  return new KqlError(error.code, `In the function '${name}': ${error.message}`, position);
}
