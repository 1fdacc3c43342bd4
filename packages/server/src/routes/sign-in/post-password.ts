// Changes the password of the signed-in person.

import { defineAccountForm } from '../../pages/define-account-form.js';

export const postPassword = defineAccountForm({
  path: '/account/password',
  summary: 'Change the own password',
  async handler({ call, browser, session, fields }) {
    await call.services.signIn.passwords.changePassword({
      ...{ account: session.account, address: call.request.ip },
      ...{ current: fields.get('current') ?? '', next: fields.get('password') ?? '' },
    });
    await browser.signIn(session);
    return { location: '/account' };
  },
});
