// The version of a document that is in force.

import { TermsError } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';
import { documentAnswer } from './document-answer.js';

export const getDocument = defineRoute({
  method: 'GET',
  path: '/terms/:document',
  summary: 'A document of the terms, as in force',
  wire: platformWire,
  reads: 'none',
  schemas: { params: Type.Object({ document: Type.String() }) },
  permission: 'none',
  quota: 'none',
  controls: ['CHG-2'],
  async handler({ params: { document }, services: { terms, clock }, request }) {
    const inForce = await terms.documents.inForce(document, clock());
    if (inForce === null) throw new TermsError('document-unknown', `document ${document} is not in force`);
    return documentAnswer(inForce, request.headers.accept);
  },
});
