// Ends the tokens of all applications that the person signed in to.

import { defineAccountForm } from '../../pages/define-account-form.js';

export const postApplicationsSignOut = defineAccountForm({
  path: '/account/applications',
  summary: 'Sign out of all applications',
  async handler({ call, session: { account } }) {
    await call.services.identity.families.revokeAll({ personId: account.id, reason: 'signed out of all applications' });
    return { location: '/account' };
  },
});
