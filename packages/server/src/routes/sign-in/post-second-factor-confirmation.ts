// Confirms a second factor with its first code.

import { defineAccountForm } from '../../pages/define-account-form.js';

export const postSecondFactorConfirmation = defineAccountForm({
  path: '/account/second-factor/confirm',
  summary: 'Confirm a second factor with its first code',
  async handler({ call, session: { account }, fields }) {
    const by = { actor: `person:${account.id}`, reason: 'account page' };
    const [ticket = '', code = ''] = [fields.get('ticket'), fields.get('code')];
    await call.services.signIn.secondFactors.confirm({ account, ticket, code }, by);
    return { location: '/account' };
  },
});
