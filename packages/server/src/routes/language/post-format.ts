// A query laid out as the official formatter does.

import { Type } from '@sinclair/typebox';
import { defineQuestion } from './define-question.js';

export const postFormat = defineQuestion({
  ask: 'format',
  summary: 'The same query laid out anew, and where the caret is then',
  atPosition: 'optional',
  answer: Type.Object({
    text: Type.String(),
    position: Type.Integer({ description: 'Where the caret is now, in UTF-16 code units.' }),
  }),
});
