// `reduce by`: a table of texts as the patterns that they follow (kql-semantics §5.7).

import { lowerExpression } from '../expressions/lower-expression.js';
import { convert } from '../expressions/types.js';
import { literal, stringLiteral } from '../plan/expression.js';
import { hosted } from '../plan/hosted.js';
import { semanticAt, unsupportedAt } from '../plan/scope.js';
import { childOf, listOf, operatorParameters, requiredChild, type SyntaxNode } from '../syntax/syntax-node.js';
import { type Operator, type OperatorContext, rowContext, rowless } from './operator.js';

/** Above it the documented examples contradict the algorithm that they are said to follow. */
const DEFAULT_THRESHOLD = 0.1;

export const reduce: Operator = (node, input, context) => {
  const { compilation } = context;
  if (operatorParameters(node).has('kind')) throw unsupportedAt(compilation, node, "'reduce' with a kind");
  const parameters = new Map(
    listOf(childOf(node, 'With'), 'Parameters').map((parameter) => [
      requiredChild(parameter, 'Name').name ?? '',
      requiredChild(parameter, 'Expression'),
    ]),
  );
  const value = convert(lowerExpression(requiredChild(node, 'Expression'), rowContext(input, context)), 'string');
  return hosted(
    input,
    {
      table: 'reduce',
      what: "The operator 'reduce'",
      cells: [value],
      options: [
        literal('real', thresholdOf(parameters.get('threshold'), context)),
        stringLiteral(String(constant(parameters.get('characters'), context) ?? '')),
      ],
      outputs: [
        { name: 'Pattern', type: 'string' },
        { name: 'Count', type: 'long' },
        { name: 'Representative', type: 'string' },
      ],
    },
    compilation,
  );
};

function thresholdOf(node: SyntaxNode | undefined, context: OperatorContext): number {
  if (!node) return DEFAULT_THRESHOLD;
  const threshold = Number(constant(node, context));
  if (!(threshold >= 0 && threshold <= 1))
    throw semanticAt(context.compilation, node, "The threshold of 'reduce' must be a number from 0 to 1");
  if (threshold > DEFAULT_THRESHOLD)
    throw unsupportedAt(context.compilation, node, `a threshold of 'reduce' above ${DEFAULT_THRESHOLD}`);
  return threshold;
}

function constant(node: SyntaxNode | undefined, context: OperatorContext) {
  if (!node) return null;
  const value = lowerExpression(node, rowless(context));
  if (value.kind === 'literal') return value.value;
  throw unsupportedAt(context.compilation, node, "a parameter of 'reduce' that is not a constant");
}
