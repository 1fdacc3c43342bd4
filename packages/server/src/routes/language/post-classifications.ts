// The parts of a query by kind, for its colours in an editor.

import { Type } from '@sinclair/typebox';
import { defineQuestion, kind, span } from './define-question.js';

export const postClassifications = defineQuestion({
  ask: 'classifications',
  summary: 'The parts of a query by kind, for syntax colours',
  atPosition: 'never',
  answer: Type.Object({ value: Type.Array(Type.Object({ span, kind })) }),
});
