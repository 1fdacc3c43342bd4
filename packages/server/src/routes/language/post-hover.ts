// What stands at a place of a query, for the note that an editor shows under the pointer.

import { Type } from '@sinclair/typebox';
import { defineQuestion, kind, span } from './define-question.js';

export const postHover = defineQuestion({
  ask: 'hover',
  summary: 'What stands at a position of a query: a column with its type, a function with its parameters',
  atPosition: 'required',
  answer: Type.Object({
    value: Type.Union([Type.Object({ span, text: Type.String(), kind }), Type.Null()], {
      description: 'null where there is nothing to tell.',
    }),
  }),
});
