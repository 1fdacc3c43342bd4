// The documents that are in force or will be, for everybody: what a refusal for want of acceptance leads to.

import { defineRoute } from '../../http/define-route.js';
import { platformWire } from '../../wire/platform-wire.js';
import { asPage, describeDocument, wantsPage } from './document-answer.js';
import { termsPage } from './document-page.js';

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
  async handler({ services: { terms, clock }, request }) {
    const now = clock();
    const inForce = await terms.documents.allInForce(now);
    const toCome = (await terms.documents.list()).filter(({ effectiveAt }) => effectiveAt > now);
    if (wantsPage(request.headers.accept)) return asPage(termsPage(inForce, toCome));
    return { body: { inForce: inForce.map(describeDocument), toCome: toCome.map(describeDocument) } };
  },
});
