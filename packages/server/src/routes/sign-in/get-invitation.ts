// Opens a one-time link.

import { SignInError } from '@gamekeeper/platform';
import { definePage } from '../../pages/define-page.js';
import { invitationPage } from '../../pages/invitation-page.js';

export const getInvitation = definePage({
  method: 'GET',
  path: '/invitation',
  summary: 'Page behind a one-time link',
  controls: ['SEC-1'],
  async handler({ call, browser, fields }) {
    const token = fields.get('token') ?? '';
    const account = await call.services.signIn.invitations.find(token);
    if (account === null) {
      throw new SignInError('link-invalid', 'the link was used before or has expired; ask for a new one');
    }
    return invitationPage({ browser, account, token });
  },
});
