// Sets the password that somebody chose behind their one-time link, and signs them in.

import { SignInError } from '@gamekeeper/platform';
import { definePage } from '../../pages/define-page.js';
import { invitationPage } from '../../pages/invitation-page.js';

export const postInvitation = definePage({
  method: 'POST',
  path: '/invitation',
  summary: 'Set a password through a one-time link',
  controls: ['SEC-1', 'REG-5'],
  async handler({ call, browser, fields }) {
    const { invitations } = call.services.signIn;
    const token = fields.get('token') ?? '';
    const password = fields.get('password') ?? '';
    try {
      if (password !== fields.get('again')) {
        throw new SignInError('password-weak', 'password: the two are different; type the same twice');
      }
      const account = await invitations.redeem({ token, password });
      await browser.signIn({ account, methods: ['pwd'] });
      return { location: '/account' };
    } catch (error) {
      const account = await invitations.find(token);
      if (!(error instanceof SignInError) || error.code !== 'password-weak' || account === null) throw error;
      return invitationPage({ browser, account, token, alarm: `${error.message}.` });
    }
  },
});
