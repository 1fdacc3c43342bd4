// All versions of the documents, for the operator on this machine.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';
import { describeDocument } from './document-answer.js';

export const getLocalDocuments = defineRoute({
  method: 'GET',
  path: '/local/terms/documents',
  summary: 'Every version of the documents, for the operator on this machine',
  wire: platformWire,
  reads: 'none',
  schemas: { querystring: Type.Object({ document: Type.Optional(Type.String()) }) },
  permission: 'local-key',
  quota: 'none',
  controls: ['CHG-2'],
  async handler({ query: { document }, services: { terms, clock } }) {
    const inForce = new Set((await terms.documents.allInForce(clock())).map(({ hash }) => hash));
    const all = await terms.documents.list(document);
    return { body: { value: all.map((one) => ({ ...describeDocument(one), inForce: inForce.has(one.hash) })) } };
  },
});
