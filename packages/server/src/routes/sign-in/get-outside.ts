// Sends the browser to the outside provider; what belongs to the attempt waits sealed in a cookie.

import { definePage, nextOf } from '../../pages/define-page.js';
import { outsideCallback } from '../../pages/outside-attempt.js';
import { pageRefusal } from '../../wire/page-wire.js';

export const getOutside = definePage({
  method: 'GET',
  path: '/sign-in/outside',
  summary: 'Sign in at the outside provider',
  controls: ['REG-5'],
  async handler({ call, browser, fields }) {
    const { outsideProvider, signIn } = call.services;
    if (outsideProvider === undefined) throw pageRefusal(404, 'Not found', 'No outside provider is configured.');
    const { location, attempt } = await outsideProvider.begin(`${call.origin}${outsideCallback}`);
    const ticket = await signIn.tickets.issue('outside-provider', { ...attempt, next: nextOf(fields) });
    browser.keepAttempt(ticket);
    return { location };
  },
});
