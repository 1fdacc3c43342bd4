// `declare pattern`: a name whose calls with literal texts stand for tables.

import { childOf, listOf, parameterWord, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import {
  type Compilation,
  type FunctionBinding,
  type PatternBinding,
  type Scope,
  semanticAt,
  withBinding,
} from './scope.js';

/** The scope after the statement; a pattern without mappings has no matches. */
export function bindPattern(statement: SyntaxNode, scope: Scope): Scope {
  const name = requiredChild(statement, 'Name').name ?? '';
  const matches = listOf(childOf(statement, 'Pattern'), 'Patterns').map((match) => {
    const path = childOf(match, 'PathValue');
    const declaration = { ...match, kind: 'FunctionDeclaration', fields: { Body: requiredChild(match, 'Body') } };
    return {
      values: listOf(requiredChild(match, 'ParameterValues'), 'Expressions').map((value) => parameterWord(value) ?? ''),
      path: path ? (parameterWord(requiredChild(path, 'Value')) ?? '') : null,
      body: { kind: 'function', name, declaration, scope } satisfies FunctionBinding,
    };
  });
  return withBinding(scope, name, { kind: 'pattern', name, matches });
}

/**
 * What a call of a pattern stands for; `selector` is what follows its dot.
 * @throws KqlError `semantic` when the pattern has no mapping for it
 */
export function patternMatch(
  pattern: PatternBinding,
  call: SyntaxNode,
  selector: SyntaxNode | null,
  compilation: Compilation,
): FunctionBinding {
  const values = listOf(childOf(call, 'ArgumentList'), 'Expressions').map((value) => parameterWord(value) ?? '');
  const path = selector && (parameterWord(childOf(selector, 'Expression')) ?? parameterWord(selector) ?? '');
  const found = pattern.matches.find(
    (match) =>
      match.path === path &&
      match.values.length === values.length &&
      match.values.every((value, i) => value === values[i]),
  );
  if (found) return found.body;
  const written = `${pattern.name}(${values.map(quoted).join(', ')})${path === null ? '' : `.[${quoted(path)}]`}`;
  throw semanticAt(
    compilation,
    call,
    `One or more pattern references were not declared. Detected pattern references: ["${written}"]`,
  );
}

const quoted = (value: string): string => `'${value}'`;
