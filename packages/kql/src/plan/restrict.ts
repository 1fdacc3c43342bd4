// `restrict access to (…)`: which names the rest of a query can still see.

import { isTabularFunction } from '../expressions/tabular.js';
import { childOf, listOf, parameterWord, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { type Binding, type Scope, wildcardTest } from './scope.js';

type Test = (name: string) => boolean;

/**
 * The scope after the statement. Names that the query declared before stay when the list has them; what they read is not
 * narrowed. `*` alone stands for those names only, `database().*` for the tables and stored functions.
 */
export function restricted(statement: SyntaxNode, scope: Scope): Scope {
  const declared: Test[] = [];
  const ofDatabase: Test[] = [];
  for (const entity of listOf(statement, 'Expressions')) {
    const name = nameOf(entity);
    const test = wildcardTest(name);
    if (entity.kind === 'PathExpression') ofDatabase.push(test);
    else if (name.includes('*')) {
      declared.push(test);
      if (name !== '*') ofDatabase.push(test);
    } else (scope.bindings.has(name) && !isStored(scope.bindings.get(name)) ? declared : ofDatabase).push(test);
  }
  const fits = (tests: readonly Test[], name: string): boolean => tests.some((test) => test(name));
  const bindings = [...scope.bindings].filter(
    ([name, binding]) => !yieldsTable(binding) || fits(isStored(binding) ? ofDatabase : declared, name),
  );
  const seen = scope.seesTable;
  return {
    ...scope,
    bindings: new Map(bindings),
    seesTable: (table) => fits(ofDatabase, table) && (seen?.(table) ?? true),
  };
}

function nameOf(entity: SyntaxNode): string {
  switch (entity.kind) {
    case 'PathExpression':
      return nameOf(requiredChild(entity, 'Selector'));
    case 'ParenthesizedExpression':
      return nameOf(requiredChild(entity, 'Expression'));
    case 'FunctionCallExpression': {
      const [argument] = listOf(childOf(entity, 'ArgumentList'), 'Expressions');
      const name = requiredChild(entity, 'Name').name ?? '';
      return name === 'table' ? (parameterWord(argument) ?? name) : name;
    }
    default:
      return entity.name ?? entity.value ?? '';
  }
}

const isStored = (binding: Binding | undefined): boolean =>
  binding?.kind === 'function' && binding.stored !== undefined;

const yieldsTable = (binding: Binding): boolean =>
  binding.kind === 'tabular' ||
  binding.kind === 'pattern' ||
  binding.kind === 'graph' ||
  (binding.kind === 'function' && isTabularFunction(binding));
