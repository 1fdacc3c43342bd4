// What a query operator is to the compiler: a function from its input to a relation.

import type { ExpressionContext, WindowContext } from '../expressions/context.js';
import { lowerExpression } from '../expressions/lower-expression.js';
import { ColumnNamer, suggestedName } from '../expressions/names.js';
import { convert } from '../expressions/types.js';
import { windowFunctions } from '../expressions/window-functions.js';
import { passThrough, project, serialize } from '../plan/build.js';
import type { ColumnExpr, Expr } from '../plan/expression.js';
import { columnRef } from '../plan/expression.js';
import { foldOver } from '../plan/fold-program.js';
import type { NamedExpr, Relation } from '../plan/relation.js';
import { type Compilation, type Scope, semanticAt, withRow } from '../plan/scope.js';
import { descendants, listOf, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';

/** Where an operator stands. */
export interface OperatorContext {
  readonly compilation: Compilation;
  readonly scope: Scope;
}

/** Lowers `input | operator`. Add one: `operators/<name>.ts` and a line in `operators/index.ts`. */
export type Operator = (node: SyntaxNode, input: Relation, context: OperatorContext) => Relation;

/** The context of expressions over the rows of `input`. */
export function rowContext(input: Relation, { compilation, scope }: OperatorContext): ExpressionContext {
  return { compilation, scope: withRow(scope, input.columns) };
}

/** The scope for expressions that see no row, such as the count of `take`. */
export const rowless = ({ compilation, scope }: OperatorContext): ExpressionContext => ({
  compilation,
  scope: { ...scope, row: null },
});

/** An expression list element: its name, given or suggested, and its value's node. */
export interface NamedNode {
  readonly given: readonly string[] | null;
  readonly suggested: string | null;
  readonly value: SyntaxNode;
}

/** Reads `name = expr`, `(a, b) = expr` or `expr`. */
export function namedNode(node: SyntaxNode): NamedNode {
  if (node.kind === 'SimpleNamedExpression') {
    return {
      given: [requiredChild(node, 'Name').name ?? ''],
      suggested: null,
      value: requiredChild(node, 'Expression'),
    };
  }
  if (node.kind === 'CompoundNamedExpression') {
    const names = listOf(requiredChild(node, 'Names'), 'Names').map((name) => name.name ?? '');
    return { given: names, suggested: null, value: requiredChild(node, 'Expression') };
  }
  return { given: null, suggested: suggestedName(node), value: node };
}

/**
 * The computed columns of `project`, `extend` and the like, and the input they are computed over (serialised for window functions).
 * Where an author names only some results of a function that has several, `extend` drops the others.
 */
export function computedColumns(
  nodes: readonly SyntaxNode[],
  input: Relation,
  context: OperatorContext,
  namer: ColumnNamer,
  unnamedResults: 'kept' | 'dropped' = 'kept',
): { readonly input: Relation; readonly columns: readonly NamedExpr[] } {
  const windowCall = nodes.flatMap((node) => [...descendants(node)]).find(isWindowCall);
  if (windowCall && !input.serialized) {
    const name = requiredChild(windowCall, 'Name').name;
    throw semanticAt(
      context.compilation,
      windowCall,
      `Function '${name}' cannot be invoked here: the input rows must be serialized`,
    );
  }
  let over: Relation = windowCall ? serialize(input, context.compilation) : input;
  const windows: WindowContext | undefined = windowCall
    ? {
        order: over.order,
        precompute(expr: Expr): ColumnExpr {
          const name = `$w${context.compilation.fresh()}`;
          over = project(
            over,
            [...passThrough(over.columns), { name, type: expr.type, hidden: true, expr }],
            context.compilation,
          );
          return columnRef({ name, type: expr.type });
        },
        fold(what, states): void {
          over = foldOver(over, states, what, context.compilation);
        },
        fresh: (prefix) => `$${prefix}${context.compilation.fresh()}`,
      }
    : undefined;
  const expressions = rowContext(input, context);
  const columns = nodes.flatMap((node): NamedExpr[] => {
    const { given, suggested, value } = namedNode(node);
    const expr = lowerExpression(value, { ...expressions, ...(windows && { windows }) });
    if (value.tuple && value.tuple.length > 1 && value.kind === 'FunctionCallExpression')
      return tupleColumns(
        given ?? [],
        given && unnamedResults === 'dropped' ? value.tuple.slice(0, given.length) : value.tuple,
        expr,
        namer,
      );
    if (given && given.length > 1) return unpackTuple(given, expr, namer);
    return [{ name: given?.[0] ?? namer.give(suggested), type: expr.type, expr }];
  });
  return { input: over, columns };
}

/** The columns of a call with several results: names by the author come first, the rest are suggested. */
export function tupleColumns(
  given: readonly string[],
  tuple: NonNullable<SyntaxNode['tuple']>,
  expr: Expr,
  namer: ColumnNamer,
): NamedExpr[] {
  return tuple.map(({ name, type }, i) => ({
    name: given[i] ?? namer.give(name),
    type,
    expr: convert({ kind: 'path', type: 'dynamic', base: expr, steps: [i] }, type),
  }));
}

// `(a, b) = f()` of a dynamic array takes its elements.
function unpackTuple(names: readonly string[], expr: Expr, _namer: ColumnNamer): NamedExpr[] {
  return names.map((name, i) => ({
    name,
    type: 'dynamic',
    expr: { kind: 'path', type: 'dynamic', base: expr, steps: [i] },
  }));
}

const isWindowCall = (node: SyntaxNode): boolean =>
  node.kind === 'FunctionCallExpression' && Object.hasOwn(windowFunctions, requiredChild(node, 'Name').name ?? '');

/** Names given by the author are taken before any suggestion is. */
export function namerFor(nodes: readonly SyntaxNode[]): ColumnNamer {
  return new ColumnNamer(new Set(nodes.flatMap((node) => namedNode(node).given ?? [])));
}
