// A stored function as syntax: its text is parsed as the `let` statement that would declare it.

import { KqlError, positionAt } from '../errors.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import type { StoredFunction } from './stored-function.js';

/** The text before a definition, so that it declares `name`. */
export const declarationHead = (name: string): string => `let ${name} = `;

/**
 * The declaration in a text that is one `let` statement with a function.
 * @throws KqlError `syntax` when the text is anything else
 */
export function onlyDeclaration(root: SyntaxNode, text: string): SyntaxNode {
  const statements = listOf(root, 'Statements');
  const [first, second] = statements;
  const declaration = first?.kind === 'LetStatement' ? requiredChild(first, 'Expression') : undefined;
  if (declaration?.kind === 'FunctionDeclaration' && second === undefined) {
    const view = childOf(declaration, 'ViewKeyword');
    if (!view) return declaration;
    throw new KqlError('unsupported', 'A stored view is not supported', positionAt(text, view.start));
  }
  const at = second ?? declaration ?? first;
  const message =
    "Expected one function: parameters in parentheses and a body in braces, such as '(n:long) { T | take n }'";
  throw new KqlError('syntax', message, positionAt(text, at?.start ?? 0));
}

/** Parameters and body of a declaration as they are written. */
export function partsOf(declaration: SyntaxNode, text: string): Pick<StoredFunction, 'parameters' | 'body'> {
  const written = (field: string): string => {
    const node = requiredChild(declaration, field);
    return text.slice(node.start, node.end).trim();
  };
  return { parameters: written('Parameters'), body: written('Body') };
}
