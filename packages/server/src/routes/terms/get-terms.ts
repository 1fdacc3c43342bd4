// The documents that are in force or will be, for everybody: what a refusal for want of acceptance leads to.

import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';
import { describeDocument } from './document-answer.js';

export const getTerms = defineRoute({
  method: 'GET',
  path: '/terms',
  summary: 'Documents of the terms, in force and to come',
  wire: platformWire,
  reads: 'none',
  schemas: {},
  permission: 'none',
  quota: 'none',
  controls: ['CHG-2', 'AUP-11'],
  async handler({ services: { terms, clock } }) {
    const now = clock();
    const inForce = await terms.documents.allInForce(now);
    const all = await terms.documents.list();
    return {
      body: {
        inForce: inForce.map(describeDocument),
        toCome: all.filter(({ effectiveAt }) => effectiveAt > now).map(describeDocument),
      },
    };
  },
});
