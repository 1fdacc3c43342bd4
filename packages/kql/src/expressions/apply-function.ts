// Calls of functions that the query itself declares: the body is lowered with its parameters bound, as a macro.

import type { Expr } from '../plan/expression.js';
import type { Relation } from '../plan/relation.js';
import { type Binding, type FunctionBinding, type Scope, semanticAt, unsupportedAt } from '../plan/scope.js';
import { bindLet } from '../plan/statements.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import type { ExpressionContext, LowerExpression } from './context.js';
import { literalOf } from './literals.js';
import { isTabular } from './tabular.js';
import { scalarTypeOf } from './type-names.js';
import { convert } from './types.js';

/**
 * The value of a call: a scalar expression or a relation. `input` is the table that `invoke` passes first.
 * @throws KqlError when arguments do not fit
 */
export function applyFunction(
  binding: FunctionBinding,
  args: readonly SyntaxNode[],
  context: ExpressionContext,
  lower: LowerExpression,
  input?: Relation,
): Expr | Relation {
  const { compilation } = context;
  compilation.spend();
  let scope: Scope = { bindings: binding.scope.bindings, row: { columns: [], caller: context.scope.row } };
  const parameters = listOf(childOf(binding.declaration, 'Parameters'), 'Parameters');
  const bound = bindParameters(binding, parameters, args, context, lower, input);
  if (bound.size > 0) scope = { ...scope, bindings: new Map([...scope.bindings, ...bound]) };
  const body = requiredChild(binding.declaration, 'Body');
  for (const statement of listOf(body, 'Statements')) {
    if (statement.kind === 'LetStatement') scope = bindLet(statement, scope, compilation, lower);
    else throw unsupportedAt(compilation, statement, `a '${statement.kind}' inside a function`);
  }
  const result = childOf(body, 'Expression');
  if (!result) throw semanticAt(compilation, body, `The function '${binding.name}' has no body`);
  if (isTabular(result, scope)) return compilation.relation(result, scope);
  return lower(result, { compilation, scope });
}

function bindParameters(
  binding: FunctionBinding,
  parameters: readonly SyntaxNode[],
  args: readonly SyntaxNode[],
  context: ExpressionContext,
  lower: LowerExpression,
  input: Relation | undefined,
): ReadonlyMap<string, Binding> {
  const { compilation } = context;
  const named = new Map<string, SyntaxNode>();
  const positional: SyntaxNode[] = [];
  for (const arg of args) {
    if (arg.kind === 'SimpleNamedExpression')
      named.set(requiredChild(arg, 'Name').name ?? '', requiredChild(arg, 'Expression'));
    else positional.push(arg);
  }
  const bound = new Map<string, Binding>();
  let pending = input;
  for (const parameter of parameters) {
    const declared = requiredChild(parameter, 'NameAndType');
    const name = requiredChild(declared, 'Name').name ?? '';
    if (pending) {
      const passed = pending;
      bound.set(name, { kind: 'tabular', relation: () => passed });
      pending = undefined;
      continue;
    }
    const type = requiredChild(declared, 'Type');
    const arg =
      named.get(name) ?? positional.shift() ?? childOf(childOf(parameter, 'DefaultValue') ?? parameter, 'Value');
    if (!arg)
      throw semanticAt(
        compilation,
        parameter,
        `The function '${binding.name}' is called without its parameter '${name}'`,
      );
    if (type.kind === 'SchemaTypeExpression') {
      const relation = compilation.relation(arg, context.scope);
      bound.set(name, { kind: 'tabular', relation: () => relation });
    } else {
      const written = literalOf(arg, compilation.now);
      const value = written ?? lower(arg, context);
      bound.set(name, { kind: 'scalar', expr: convert(value, scalarTypeOf(type)), row: context.scope.row });
    }
  }
  return bound;
}
