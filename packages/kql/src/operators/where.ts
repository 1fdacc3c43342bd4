// `where`: rows for which the condition is true.

import { lowerExpression } from '../expressions/lower-expression.js';
import { convert } from '../expressions/types.js';
import { filter } from '../plan/build.js';
import { requiredChild } from '../syntax/syntax-node.js';
import { type Operator, rowContext } from './operator.js';

export const where: Operator = (node, input, context) => {
  const condition = lowerExpression(requiredChild(node, 'Condition'), rowContext(input, context));
  return filter(input, convert(condition, 'bool'));
};
