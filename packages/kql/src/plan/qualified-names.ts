// Names with a database before them: `database('d').T`, `cluster('c').database('d').T`, an alias, an entity of `macro-expand`.

import { CLUSTER_NAME, DATABASE_NAME } from '../database.js';
import { KqlError } from '../errors.js';
import { childOf, listOf, parameterWord, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { type Compilation, type Entity, type Scope, unsupportedAt } from './scope.js';

const databases: ReadonlySet<string> = new Set(['', '*', DATABASE_NAME]);
const clusters: ReadonlySet<string> = new Set([
  '',
  '.',
  CLUSTER_NAME,
  `http://${CLUSTER_NAME}`,
  `https://${CLUSTER_NAME}`,
]);

/** Whether a path begins with a database or what stands for one. */
export function isQualified(node: SyntaxNode, scope: Scope): boolean {
  if (node.kind === 'PathExpression') return isQualified(requiredChild(node, 'Expression'), scope);
  if (node.kind === 'NameReference') return scope.bindings.get(node.name ?? '')?.kind === 'entity';
  return node.kind === 'FunctionCallExpression' && qualifiers.has(requiredChild(node, 'Name').name ?? '');
}

const qualifiers: ReadonlySet<string> = new Set(['cluster', 'database', 'workspace']);

/**
 * Checks that a qualifier means the database that is here.
 * @throws KqlError `unsupported`, with the name that means another one
 */
export function entityOf(node: SyntaxNode, scope: Scope, compilation: Compilation): Entity {
  if (node.kind === 'PathExpression') {
    entityOf(requiredChild(node, 'Expression'), scope, compilation);
    return entityOf(requiredChild(node, 'Selector'), scope, compilation);
  }
  if (node.kind === 'NameReference') {
    const binding = scope.bindings.get(node.name ?? '');
    if (binding?.kind === 'entity') return binding;
    throw unsupportedAt(compilation, node, `'${node.name}' as a database`);
  }
  const kind = childOf(node, 'Name')?.name ?? '';
  const [argument] = listOf(childOf(node, 'ArgumentList'), 'Expressions');
  const name = argument ? parameterWord(argument) : '';
  if (name === undefined) throw unsupportedAt(compilation, node, `a ${kind} whose name is no text`);
  const alias = kind === 'database' ? scope.aliases?.get(name) : undefined;
  if (alias) return entityOf(alias, { ...scope, aliases: new Map() }, compilation);
  const known = kind === 'cluster' ? clusters : kind === 'database' ? databases : new Set(['']);
  if (!known.has(name))
    throw new KqlError(
      'unsupported',
      `The ${kind} '${name}' is not supported: queries reach the database '${DATABASE_NAME}' here and no other`,
      compilation.position(node),
    );
  return { kind: 'entity' };
}

/** What a name means behind a qualifier: tables and stored functions, whatever the query itself calls so. */
export function withinDatabase(scope: Scope): Scope {
  const stored = [...scope.bindings].filter(([, binding]) => binding.kind === 'function' && binding.stored);
  return { ...scope, bindings: new Map(stored) };
}
