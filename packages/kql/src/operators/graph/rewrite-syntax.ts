// Puts names in the place of parts of an expression, so that what a pattern means by them can be bound in the scope.

import type { SyntaxNode } from '../../syntax/syntax-node.js';

/** A reference to a bound name, in the place of `replaced`. */
export const nameReference = (name: string, replaced: SyntaxNode): SyntaxNode => ({
  kind: 'NameReference',
  start: replaced.start,
  end: replaced.end,
  fields: {},
  name,
});

/** The tree with every part replaced for which `replacement` has something; table expressions inside are left alone. */
export function mapSyntax(node: SyntaxNode, replacement: (part: SyntaxNode) => SyntaxNode | null): SyntaxNode {
  const replaced = replacement(node);
  if (replaced) return replaced;
  if (node.kind === 'PipeExpression' || node.kind === 'ToScalarExpression') return node;
  const fields = Object.entries(node.fields).map(([name, field]): [string, SyntaxNode | readonly SyntaxNode[]] => [
    name,
    Array.isArray(field)
      ? field.map((child: SyntaxNode) => mapSyntax(child, replacement))
      : mapSyntax(field as SyntaxNode, replacement),
  ]);
  return { ...node, fields: Object.fromEntries(fields) };
}
