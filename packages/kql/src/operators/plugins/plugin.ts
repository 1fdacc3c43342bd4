// What a plugin of `evaluate` is to the compiler: a function from its call and input to a relation.

import { lowerExpression } from '../../expressions/lower-expression.js';
import { scalarTypeOf } from '../../expressions/type-names.js';
import { convert } from '../../expressions/types.js';
import { type ColumnExpr, columnRef, type Expr } from '../../plan/expression.js';
import type { Relation } from '../../plan/relation.js';
import { columnsOfSchema, findColumn, semanticAt } from '../../plan/scope.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from '../../syntax/syntax-node.js';
import type { Column, ScalarType } from '../../types.js';
import { type OperatorContext, rowContext, rowless } from '../operator.js';

/** The result columns that a query states: `: (*, a:long)`. */
export interface StatedSchema {
  /** The input's columns come first. */
  readonly includesInput: boolean;
  readonly columns: readonly Column[];
}

/** A call in `evaluate name(…)`, its arguments told apart. */
export interface PluginCall {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly input: Relation;
  readonly context: OperatorContext;
  readonly args: readonly SyntaxNode[];
  readonly named: ReadonlyMap<string, SyntaxNode>;
  readonly schema: StatedSchema | null;
}

/** Lowers `input | evaluate name(…)`. Add one: `operators/plugins/<name>.ts` and a line in `evaluate.ts`. */
export type Plugin = (call: PluginCall) => Relation;

/** The parts of an `evaluate` operator. */
export function pluginCall(node: SyntaxNode, input: Relation, context: OperatorContext): PluginCall {
  const call = requiredChild(node, 'FunctionCall');
  const written = listOf(childOf(call, 'ArgumentList'), 'Expressions');
  const isNamed = (arg: SyntaxNode): boolean => arg.kind === 'SimpleNamedExpression';
  const schema = childOf(childOf(node, 'Schema') ?? node, 'Schema');
  return {
    name: requiredChild(call, 'Name').name ?? '',
    node: call,
    input,
    context,
    args: written.filter((arg) => !isNamed(arg)),
    named: new Map(
      written.filter(isNamed).map((arg) => [requiredChild(arg, 'Name').name ?? '', requiredChild(arg, 'Expression')]),
    ),
    schema: schema
      ? {
          includesInput: childOf(schema, 'AsteriskToken') !== undefined,
          columns: columnsOfSchema(listOf(schema, 'Columns'), (column) => scalarTypeOf(requiredChild(column, 'Type'))),
        }
      : null,
  };
}

/** The argument at a place, or under a name. */
export const argumentOf = (call: PluginCall, at: number, name?: string): SyntaxNode | undefined =>
  (name === undefined ? undefined : call.named.get(name)) ?? call.args[at];

/** @throws KqlError when there is no such argument */
export function requiredArgument(call: PluginCall, at: number): SyntaxNode {
  const arg = call.args[at];
  if (arg) return arg;
  throw semanticAt(call.context.compilation, call.node, `The plugin '${call.name}' lacks its argument ${at + 1}`);
}

/** @throws KqlError when the argument is no column of the input */
export function columnArgument(call: PluginCall, at: number): ColumnExpr {
  return inputColumn(call, requiredArgument(call, at));
}

/** @throws KqlError when the node is no column of the input */
export function inputColumn(call: PluginCall, node: SyntaxNode): ColumnExpr {
  const column = findColumn(call.input.columns, node.name ?? '');
  if (!column)
    throw semanticAt(call.context.compilation, node, `The plugin '${call.name}' expects a column of its input here`);
  return columnRef(column);
}

/** An argument that sees no row, as a value of a type. */
export const valueArgument = (call: PluginCall, at: number, type: ScalarType): Expr =>
  convert(lowerExpression(requiredArgument(call, at), rowless(call.context)), type);

/** An argument over the rows of the input. */
export const rowArgument = (call: PluginCall, at: number): Expr =>
  lowerExpression(requiredArgument(call, at), rowContext(call.input, call.context));

/** The constant that an argument is; undefined when it is absent. */
export function constantOf(
  call: PluginCall,
  node: SyntaxNode | undefined,
): bigint | boolean | string | number | undefined {
  if (!node) return undefined;
  const value = lowerExpression(node, rowless(call.context));
  if (value.kind === 'literal') return value.value ?? undefined;
  throw semanticAt(call.context.compilation, node, `The plugin '${call.name}' expects a constant here`);
}
