// The functions of a catalog as the names that a query begins with.

import { KqlError, positionAt } from '../errors.js';
import type { Binding, FunctionBinding, Scope } from '../plan/scope.js';
import type { BoundCatalog } from '../syntax/parse.js';
import type { SyntaxNode } from '../syntax/syntax-node.js';
import type { StoredFunction } from './stored-function.js';

/** @example storedScope(catalog, 'T | invoke FileProfile()').bindings.get('FileProfile') */
export function storedScope(catalog: BoundCatalog, text: string): Scope {
  const bindings = new Map<string, Binding>();
  const scope: Scope = { bindings, row: null };
  for (const stored of catalog.functions.values()) bindings.set(stored.name, bindingOf(stored, scope, catalog, text));
  return scope;
}

function bindingOf(stored: StoredFunction, scope: Scope, catalog: BoundCatalog, text: string): FunctionBinding {
  return {
    kind: 'function',
    name: stored.name,
    stored,
    scope,
    // Most queries call none of them: each is parsed when it is called.
    get declaration(): SyntaxNode {
      return inText(stored, text, () => catalog.declarationOf(stored.name));
    },
  };
}

/** A fault of a function's own text, which may not fit the tables as the caller sees them, is told where its name first stands. */
function inText<T>({ name }: StoredFunction, text: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    const at = Math.max(0, text.search(new RegExp(`\\b${name}\\b`)));
    throw new KqlError(error.code, `In the function '${name}': ${error.message}`, positionAt(text, at));
  }
}
