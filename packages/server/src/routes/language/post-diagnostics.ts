// What is wrong with a query, or could be better, before it is run.

import { Type } from '@sinclair/typebox';
import { defineQuestion, span } from './define-question.js';

export const postDiagnostics = defineQuestion({
  ask: 'diagnostics',
  summary: 'What is wrong with a query or could be better, with its place; what is not supported here is among it',
  atPosition: 'never',
  answer: Type.Object({
    value: Type.Array(
      Type.Object({
        span,
        severity: Type.Union(['error', 'warning', 'suggestion', 'information'].map((one) => Type.Literal(one))),
        code: Type.String({
          description: "The official library's, or 'unsupported', 'forbidden-table', 'syntax', 'semantic'.",
        }),
        message: Type.String(),
      }),
    ),
  }),
});
