// Calls of functions that the query declares or the catalog stores: the body is lowered with its parameters bound, as a macro.

import { type Expr, literal } from '../plan/expression.js';
import type { Relation } from '../plan/relation.js';
import {
  type Binding,
  type FunctionBinding,
  findColumn,
  type Scope,
  semanticAt,
  unsupportedAt,
} from '../plan/scope.js';
import { bindLet } from '../plan/statements.js';
import { withinStored } from '../stored-functions/within-stored.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import type { ExpressionContext, LowerExpression } from './context.js';
import { literalOf } from './literals.js';
import { isTabular } from './tabular.js';
import { scalarTypeOf } from './type-names.js';
import { convert } from './types.js';

/**
 * The value of the call `node`: a scalar expression or a relation. `input` is the table that `invoke` passes first.
 * @throws KqlError when arguments do not fit
 */
export function applyFunction(
  binding: FunctionBinding,
  node: SyntaxNode,
  args: readonly SyntaxNode[],
  context: ExpressionContext,
  lower: LowerExpression,
  input?: Relation,
): Expr | Relation {
  const { compilation } = context;
  const value = (body: SyntaxNode, scope: Scope): Expr | Relation =>
    isTabular(body, scope) ? compilation.relation(body, scope) : lower(body, { compilation, scope });
  return inFunction(binding, node, args, context, lower, value, input);
}

/**
 * What `lowerResult` makes of a function's result, in the scope with its parameters and own `let`s.
 * @throws KqlError when arguments do not fit
 */
export function inFunction<T>(
  binding: FunctionBinding,
  node: SyntaxNode,
  args: readonly SyntaxNode[],
  context: ExpressionContext,
  lower: LowerExpression,
  lowerResult: (result: SyntaxNode, scope: Scope) => T,
  input?: Relation,
): T {
  const { compilation } = context;
  compilation.spend();
  const { declaration } = binding;
  const parameters = listOf(childOf(declaration, 'Parameters'), 'Parameters');
  const bound = bindParameters(binding, node, parameters, args, context, lower, input);
  const bindings = bound.size > 0 ? new Map([...binding.scope.bindings, ...bound]) : binding.scope.bindings;
  const scope: Scope = { ...binding.scope, bindings, row: { columns: [], caller: context.scope.row } };
  const apply = () => lowerBody(binding, requiredChild(declaration, 'Body'), scope, context, lower, lowerResult);
  return binding.stored ? withinStored(binding.stored, node, compilation, apply) : apply();
}

function lowerBody<T>(
  binding: FunctionBinding,
  body: SyntaxNode,
  parameterScope: Scope,
  { compilation }: ExpressionContext,
  lower: LowerExpression,
  lowerResult: (result: SyntaxNode, scope: Scope) => T,
): T {
  let scope = parameterScope;
  for (const statement of listOf(body, 'Statements')) {
    if (statement.kind === 'LetStatement') scope = bindLet(statement, scope, compilation, lower);
    else throw unsupportedAt(compilation, statement, `a '${statement.kind}' inside a function`);
  }
  const result = childOf(body, 'Expression');
  if (!result) throw semanticAt(compilation, body, `The function '${binding.name}' has no body`);
  return lowerResult(result, scope);
}

function bindParameters(
  binding: FunctionBinding,
  node: SyntaxNode,
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
        binding.stored ? node : parameter,
        `The function '${binding.name}' is called without its parameter '${name}'`,
      );
    if (type.kind === 'SchemaTypeExpression') {
      const relation = compilation.relation(arg, context.scope);
      bound.set(name, { kind: 'tabular', relation: () => relation });
    } else {
      const value = binding.stored?.columnParameters?.includes(name)
        ? columnName(binding, node, arg, context, lower)
        : (literalOf(arg, compilation.now) ?? lower(arg, context));
      bound.set(name, { kind: 'scalar', expr: convert(value, scalarTypeOf(type)), row: context.scope.row });
    }
  }
  return bound;
}

/** The name of the input's column that an argument means: `SHA1` and `"SHA1"` are the same. */
function columnName(
  { name: called }: FunctionBinding,
  node: SyntaxNode,
  arg: SyntaxNode,
  context: ExpressionContext,
  lower: LowerExpression,
): Expr {
  const { compilation, scope } = context;
  const columns = scope.row?.columns ?? [];
  if (arg.kind === 'NameReference' && findColumn(columns, arg.name ?? '')) return literal('string', arg.name ?? '');
  const value = literalOf(arg, compilation.now) ?? lower(arg, context);
  const wanted = value.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;
  if (wanted === undefined)
    throw unsupportedAt(compilation, arg, `a column of '${called}' that is not given by its name`);
  if (findColumn(columns, wanted)) return value;
  throw semanticAt(
    compilation,
    node,
    `The function '${called}' needs the column '${wanted}', which its input does not have`,
  );
}
