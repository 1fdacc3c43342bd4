// Publishes a version of a document, for the operator on this machine.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';
import { describeDocument } from './document-answer.js';
import { byOperator, reasonField } from './operator.js';

export const postLocalDocument = defineRoute({
  method: 'POST',
  path: '/local/terms/documents',
  summary: 'Publish a version of a document, for the operator on this machine',
  wire: platformWire,
  reads: 'json',
  schemas: {
    body: Type.Object({
      document: Type.String(),
      version: Type.String(),
      body: Type.String(),
      /** Milliseconds since the Unix epoch. */
      effectiveAt: Type.Integer({ minimum: 0, maximum: 8.64e15 }),
      acceptance: Type.Union([Type.Literal('explicit'), Type.Literal('deemed'), Type.Literal('none')]),
      ...reasonField,
    }),
  },
  permission: 'local-key',
  quota: 'none',
  controls: ['CHG-2'],
  handler: async ({ body: { reason, ...options }, services: { terms } }) => ({
    body: describeDocument(await terms.documents.publish(options, byOperator(reason))),
  }),
});
