// Removes the second factor, given one of its codes.

import { defineAccountForm } from '../../pages/define-account-form.js';

export const postSecondFactorRemoval = defineAccountForm({
  path: '/account/second-factor/remove',
  summary: 'Remove the own second factor',
  async handler({ call, session: { account }, fields }) {
    // Whoever found an open browser must not try all codes.
    const guess = call.services.signIn.passwords.countGuess(call.request.ip);
    const by = { actor: `person:${account.id}`, reason: 'account page' };
    await call.services.signIn.secondFactors.remove({ account, code: fields.get('code') ?? '' }, by);
    guess.wasRight();
    return { location: '/account' };
  },
});
