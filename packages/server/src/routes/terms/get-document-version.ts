// Any version of a document, superseded ones included, so that what was accepted once can be read for ever.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';
import { documentAnswer } from './document-answer.js';

export const getDocumentVersion = defineRoute({
  method: 'GET',
  path: '/terms/:document/:version',
  summary: 'A version of a document of the terms',
  wire: platformWire,
  reads: 'none',
  schemas: { params: Type.Object({ document: Type.String(), version: Type.String() }) },
  permission: 'none',
  quota: 'none',
  controls: ['CHG-2'],
  handler: async ({ params: { document, version }, services: { terms }, request }) =>
    documentAnswer(await terms.documents.get(document, version), request.headers.accept),
});
