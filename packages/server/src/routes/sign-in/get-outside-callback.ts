// Takes people back from the outside provider.

import { definePage } from '../../pages/define-page.js';
import { localPath } from '../../pages/local-path.js';
import { outsideCallback } from '../../pages/outside-attempt.js';
import { pageRefusal } from '../../wire/page-wire.js';

export const getOutsideCallback = definePage({
  method: 'GET',
  path: outsideCallback,
  summary: 'Return from the outside provider',
  controls: ['REG-5'],
  async handler({ call, browser }) {
    const { outsideProvider, signIn } = call.services;
    if (outsideProvider === undefined) throw pageRefusal(404, 'Not found', 'No outside provider is configured.');
    const ticket = browser.takeAttempt();
    const { state, nonce, verifier, next } = (await signIn.tickets.read('outside-provider', ticket ?? '')) ?? {};
    if (state === undefined || nonce === undefined || verifier === undefined) {
      throw pageRefusal(400, 'The sign-in took too long', 'Go back to where you began and sign in again.');
    }
    const callback = new URL(call.request.url, call.origin);
    const identity = await outsideProvider.finish(callback, { state, nonce, verifier });
    const account = await signIn.outsideAccounts.resolve(identity, outsideProvider.createIn);
    await browser.signIn({ account, methods: ['fed'] });
    return { location: localPath(next) ?? '/account' };
  },
});
