// Statements before the query itself: `let` in its three forms, and the refusal by name of those that are not run.

import type { LowerExpression } from '../expressions/context.js';
import { isTabular } from '../expressions/tabular.js';
import { requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { shape } from './build.js';
import type { Relation } from './relation.js';
import { type Compilation, type Scope, withBinding } from './scope.js';

/** The scope after a `let` statement. Names stand for calculations: a table is planned once and shared by its readers. */
export function bindLet(statement: SyntaxNode, scope: Scope, compilation: Compilation, lower: LowerExpression): Scope {
  const name = requiredChild(statement, 'Name').name ?? '';
  const value = requiredChild(statement, 'Expression');
  if (value.kind === 'FunctionDeclaration') {
    return withBinding(scope, name, { kind: 'function', name, declaration: value, scope });
  }
  if (isTabular(value, scope)) {
    return withBinding(scope, name, { kind: 'tabular', relation: shared(value, scope, compilation) });
  }
  return withBinding(scope, name, {
    kind: 'scalar',
    expr: lower(value, { compilation, scope: { ...scope, row: null } }),
    row: null,
  });
}

function shared(value: SyntaxNode, scope: Scope, compilation: Compilation): () => Relation {
  let relation: Relation | undefined;
  return () => {
    if (!relation) {
      const input = compilation.relation(value, scope);
      relation =
        input.kind === 'shared'
          ? input
          : { kind: 'shared', id: compilation.fresh(), input, materialized: false, ...shape(input) };
    }
    return relation;
  };
}
