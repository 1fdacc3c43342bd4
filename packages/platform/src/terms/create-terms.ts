// Puts the parts of the terms together: documents, their acceptance, and consents.

import type { Clock } from '../clock.js';
import { createAgreements } from '../parties/agreements.js';
import type { Records } from '../records/open-records.js';
import { type Acceptances, createAcceptances } from './acceptances/create-acceptances.js';
import type { PlatformPlace } from './consents/consent-receipt.js';
import { type Consents, createConsents } from './consents/create-consents.js';
import { createTermsDocuments, type TermsDocuments } from './documents/create-terms-documents.js';

export interface Terms {
  readonly documents: TermsDocuments;
  readonly acceptances: Acceptances;
  readonly consents: Consents;
}

export interface TermsOptions {
  readonly records: Records;
  readonly clock: Clock;
  /** Where data is kept and under which law, for the receipts; nothing is stated unless told. */
  readonly place?: PlatformPlace;
}

/**
 * @example
 * const terms = createTerms({ records, clock });
 * await terms.documents.publishShipped({ actor: 'system', reason: 'first start' });
 */
export function createTerms({ records, clock, place }: TermsOptions): Terms {
  const documents = createTermsDocuments({ records, clock });
  return {
    documents,
    acceptances: createAcceptances({ records, clock, documents, agreements: createAgreements({ records, clock }) }),
    consents: createConsents({ records, clock, ...(place && { place }) }),
  };
}
