// Statements before the query itself: `let` in its forms, aliases.

import type { LowerExpression } from '../expressions/context.js';
import { isTabular, yieldsGraph } from '../expressions/tabular.js';
import { listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { shape } from './build.js';
import type { Graph } from './graph.js';
import type { Relation } from './relation.js';
import { type Compilation, type Scope, withBinding } from './scope.js';

/** The scope after a `let` statement. Names stand for calculations: a table is planned once and shared by its readers. */
export function bindLet(statement: SyntaxNode, scope: Scope, compilation: Compilation, lower: LowerExpression): Scope {
  const name = requiredChild(statement, 'Name').name ?? '';
  const value = requiredChild(statement, 'Expression');
  if (value.kind === 'FunctionDeclaration') {
    return withBinding(scope, name, { kind: 'function', name, declaration: value, scope });
  }
  if (yieldsGraph(value, scope)) {
    let graph: Graph | undefined;
    return withBinding(scope, name, {
      kind: 'graph',
      graph: () => {
        graph ??= compilation.graph(value, scope);
        return graph;
      },
    });
  }
  if (value.kind === 'EntityGroupExpression') {
    return withBinding(scope, name, { kind: 'entity-group', entities: listOf(value, 'Entities') });
  }
  if (isTabular(value, scope)) {
    return withBinding(scope, name, { kind: 'tabular', relation: shared(value, scope, compilation) });
  }
  return withBinding(scope, name, {
    kind: 'scalar',
    expr: lower(value, { compilation, scope }),
    row: scope.row,
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

/** The scope after `alias database`. What the alias stands for is looked at when a name behind it is read. */
export function withAlias(statement: SyntaxNode, scope: Scope): Scope {
  const name = requiredChild(statement, 'Name').name ?? '';
  return { ...scope, aliases: new Map(scope.aliases).set(name, requiredChild(statement, 'Expression')) };
}
