// Patterns as written, `(a)-[e]->(b)<-[f*1..3]-(c), (b)--(d)`, as named nodes and the edges between them.

import { constantLong } from '../../expressions/lower-expression.js';
import { semanticAt, unsupportedAt } from '../../plan/scope.js';
import { childOf, listOf, requiredChild, type SyntaxNode } from '../../syntax/syntax-node.js';
import { type OperatorContext, rowless } from '../operator.js';

/** How many edges follow each other in the place of one. */
export interface EdgeRange {
  readonly least: bigint;
  readonly most: bigint;
}

/** An edge of a pattern; `left` and `right` are the nodes beside it as it is written. */
export interface PatternEdge {
  readonly variable: string;
  readonly left: string;
  readonly right: string;
  readonly direction: 'right' | 'left' | 'any';
  /** Null for a single edge. */
  readonly range: EdgeRange | null;
  readonly node: SyntaxNode;
}

/** Sequences of elements; those without a name have one that no query can write. */
export interface Pattern {
  /** In the order in which they are met. */
  readonly nodes: readonly string[];
  readonly edges: readonly PatternEdge[];
  readonly sequences: number;
}

/** Elements that a pattern may have: each is a join or two. */
const MOST_ELEMENTS = 100;

/** @throws KqlError for elements that contradict each other */
export function patternOf(node: SyntaxNode, context: OperatorContext): Pattern {
  const { compilation } = context;
  const nodes = new Set<string>();
  const edges: PatternEdge[] = [];
  const sequences = listOf(node, 'Patterns');
  const nameOf = (element: SyntaxNode): string => childOf(element, 'Name')?.name ?? `$element${compilation.fresh()}`;
  for (const sequence of sequences) {
    const elements = listOf(sequence, 'PatternElements');
    const names = elements.map(nameOf);
    elements.forEach((element, i) => {
      const variable = names[i] ?? '';
      if (element.kind === 'GraphMatchPatternNode') {
        nodes.add(variable);
        return;
      }
      const [left, right] = [names[i - 1] ?? '', names[i + 1] ?? ''];
      const range = rangeOf(element, context);
      edges.push({ variable, left, right, direction: directionOf(element, context), range, node: element });
    });
  }
  for (const [i, { variable, node: element }] of edges.entries())
    if (nodes.has(variable) || edges.findIndex((edge) => edge.variable === variable) < i)
      throw semanticAt(compilation, element, `The pattern has another element '${variable}' already`);
  if (nodes.size + edges.length > MOST_ELEMENTS)
    throw unsupportedAt(compilation, node, `a pattern of more than ${MOST_ELEMENTS} elements`);
  return { nodes: [...nodes], edges, sequences: sequences.length };
}

function directionOf(element: SyntaxNode, { compilation }: OperatorContext): PatternEdge['direction'] {
  const first = requiredChild(element, 'FirstToken').text ?? '';
  const last = childOf(element, 'LastToken')?.text ?? first;
  const [left, right] = [first.startsWith('<'), last.endsWith('>')];
  if (left && right) throw unsupportedAt(compilation, element, 'an edge with two directions');
  return left ? 'left' : right ? 'right' : 'any';
}

function rangeOf(element: SyntaxNode, context: OperatorContext): EdgeRange | null {
  const written = childOf(element, 'Range');
  if (!written) return null;
  const bound = (field: string): bigint =>
    constantLong(requiredChild(written, field), rowless(context), 'a length of an edge');
  const range = { least: bound('RangeStart'), most: bound('RangeEnd') };
  if (range.least < 0n || range.most < range.least)
    throw semanticAt(
      context.compilation,
      written,
      `An edge of ${range.least} to ${range.most} steps: the least must not be negative or greater than the most`,
    );
  return range;
}
