// What may stand at a place of a query, for the list that an editor opens.

import { Type } from '@sinclair/typebox';
import { defineQuestion, kind, span } from './define-question.js';

export const postCompletions = defineQuestion({
  ask: 'completions',
  summary: 'What may stand at a position of a query: columns, tables, functions, operators, keywords',
  atPosition: 'required',
  answer: Type.Object({
    edit: span,
    items: Type.Array(
      Type.Object({
        kind,
        label: Type.String({ description: 'As a list shows it.' }),
        before: Type.String({ description: 'Put in place of the edit, before the caret.' }),
        after: Type.String({ description: 'Put behind the caret.' }),
        match: Type.String({ description: 'What the letters typed so far are matched with.' }),
        order: Type.String({ description: 'Lists sort by it.' }),
      }),
    ),
  }),
});
