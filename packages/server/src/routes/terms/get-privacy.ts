// The platform's own privacy statement, under the address where people look for one (DAT-6).

import { TermsError } from '@gamekeeper/platform';
import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';
import { documentAnswer } from './document-answer.js';

export const getPrivacy = defineRoute({
  method: 'GET',
  path: '/privacy',
  summary: "The platform's privacy statement",
  wire: platformWire,
  reads: 'none',
  schemas: {},
  permission: 'none',
  quota: 'none',
  controls: ['DAT-6'],
  async handler({ services: { terms, clock }, request }) {
    const statement = await terms.documents.inForce('privacy-statement', clock());
    if (statement === null) throw new TermsError('document-unknown', 'no privacy statement is in force');
    return documentAnswer(statement, request.headers.accept);
  },
});
