// Expressions over one node or edge, whose properties they name directly: conditions of `graph-where-nodes`, of `all()` and the like.

import { lowerExpression } from '../../expressions/lower-expression.js';
import { convert } from '../../expressions/types.js';
import { columnRef, type Expr, literal } from '../../plan/expression.js';
import type { Graph } from '../../plan/graph.js';
import { type Relation, visibleColumns } from '../../plan/relation.js';
import { semanticAt, withBinding, withRow } from '../../plan/scope.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from '../../syntax/syntax-node.js';
import type { OperatorContext } from '../operator.js';
import { degreeCalled } from './degrees.js';
import { mapSyntax, nameReference } from './rewrite-syntax.js';

/** Rows of nodes or edges; those of nodes come from `withDegrees`. */
export interface Elements {
  readonly graph: Graph;
  readonly of: Relation;
  readonly is: 'node' | 'edge';
}

/** What a graph function gives of an element, over its row; null when there is no such function of it. */
export function graphFunction(name: string, { graph, is }: Pick<Elements, 'graph' | 'is'>): Expr | null {
  // Labels belong to graphs that are stored.
  if (name === 'labels') return literal('dynamic', '[]');
  if (is === 'edge') return null;
  return name === 'node_id' ? convert(columnRef(graph.id), 'string') : degreeCalled(name);
}

/** Names of the functions that say something of an element. */
export const graphFunctions: ReadonlySet<string> = new Set(['labels', 'node_id', 'node_degree_in', 'node_degree_out']);

/**
 * An expression over the rows of the elements; graph functions in it take no arguments.
 * @throws KqlError when it names something that the elements do not have
 */
export function elementExpression(node: SyntaxNode, elements: Elements, context: OperatorContext): Expr {
  const { compilation } = context;
  let { scope } = context;
  const written = mapSyntax(node, (part) => {
    const name = part.kind === 'FunctionCallExpression' ? (requiredChild(part, 'Name').name ?? '') : '';
    if (!graphFunctions.has(name)) return null;
    const expr = graphFunction(name, elements);
    if (!expr || listOf(childOf(part, 'ArgumentList'), 'Expressions').length > 0)
      throw semanticAt(compilation, part, `The function '${name}' takes no arguments here and is for nodes`);
    const alias = `$element${compilation.fresh()}`;
    scope = withBinding(scope, alias, { kind: 'scalar', expr, row: null });
    return nameReference(alias, part);
  });
  return lowerExpression(written, { compilation, scope: withRow(scope, visibleColumns(elements.of)) });
}
