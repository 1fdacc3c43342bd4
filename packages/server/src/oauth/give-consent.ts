// Records the consent that an administrator gave on one of the pages, to exactly what the page showed.

import { type Account, type ConsentRequest, TermsError } from '@gamekeeper/platform';
import type { Call } from '../http/define-route.js';
import { pageRefusal } from '../wire/page-wire.js';

export interface ShownConsent extends ConsentRequest {
  /** Of the notice on the page. */
  readonly noticeHash: string;
}

/** Does nothing for no permissions. @throws a page's refusal when the application changed since the page was shown. */
export async function giveConsent({ services, request }: Call, { id }: Account, shown: ShownConsent): Promise<void> {
  if (shown.permissions.length === 0) return;
  const givenBy = `person:${id}`;
  try {
    await services.terms.consents.give(
      { ...shown, givenBy, method: 'consent-page', sourceAddress: request.ip },
      { actor: givenBy, reason: 'consent page' },
    );
  } catch (error) {
    if (!(error instanceof TermsError) || error.code !== 'notice-changed') throw error;
    const message = 'What the application asks for changed while the page was open. Go back to it and begin again.';
    throw pageRefusal(409, 'Something changed', message);
  }
}
