// `macro-expand`: a query once per entity of a group, results put together. There is one database here, so that groups are short.

import { KqlError } from '../errors.js';
import { lowerExpression } from '../expressions/lower-expression.js';
import { entityOf } from '../plan/qualified-names.js';
import type { Relation } from '../plan/relation.js';
import { type Entity, type Scope, semanticAt, unsupportedAt, withBinding } from '../plan/scope.js';
import { bindLet } from '../plan/statements.js';
import { listOf, operatorParameters, parameterWord, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import type { OperatorContext } from './operator.js';
import { unionOf } from './union.js';

/** @throws KqlError `unsupported` for an entity that is elsewhere, unless `isfuzzy=true` leaves it out */
export function macroExpand(node: SyntaxNode, context: OperatorContext): Relation {
  const parameters = operatorParameters(node);
  const isFuzzy = parameters.get('isfuzzy')?.text === 'true';
  const scopeName = requiredChild(requiredChild(node, 'ScopeReferenceName'), 'EntityGroupReferenceName').name ?? '';
  const legs = entitiesOf(requiredChild(node, 'EntityGroup'), context).flatMap((entity, i) => {
    const binding = reached(entity, isFuzzy, context);
    if (!binding) return [];
    const relation = expanded(node, withBinding(context.scope, scopeName, binding), context);
    return [{ source: `union_arg${i}`, relation }];
  });
  if (legs.length === 0) throw semanticAt(context.compilation, node, 'The entity group has no entity that exists');
  return unionOf(legs, parameterWord(parameters.get('kind')) === 'inner', null, context);
}

function entitiesOf(group: SyntaxNode, { compilation, scope }: OperatorContext): readonly SyntaxNode[] {
  if (group.kind === 'EntityGroupExpression') return listOf(group, 'Entities');
  const binding = scope.bindings.get(group.name ?? '');
  if (binding?.kind === 'entity-group') return binding.entities;
  throw unsupportedAt(compilation, group, `the stored entity group '${group.name ?? ''}'`);
}

function reached(node: SyntaxNode, isFuzzy: boolean, { compilation, scope }: OperatorContext): Entity | null {
  try {
    return entityOf(node, scope, compilation);
  } catch (error) {
    if (!isFuzzy || !(error instanceof KqlError)) throw error;
    compilation.warnings.push(`An entity was left out of the macro-expand: ${error.message}`);
    return null;
  }
}

function expanded(node: SyntaxNode, outer: Scope, { compilation }: OperatorContext): Relation {
  let scope = outer;
  for (const statement of listOf(node, 'StatementList')) {
    if (statement.kind === 'LetStatement') scope = bindLet(statement, scope, compilation, lowerExpression);
    else if (statement.kind === 'ExpressionStatement')
      return compilation.relation(requiredChild(statement, 'Expression'), scope);
    else throw unsupportedAt(compilation, statement, `a '${statement.kind}' inside 'macro-expand'`);
  }
  throw semanticAt(compilation, node, "The query of 'macro-expand' has no expression that yields a table");
}
