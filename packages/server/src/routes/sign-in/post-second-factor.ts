// Offers a second factor: its secret as a picture and as text.

import { toDataURL } from 'qrcode';
import { enrolmentPage } from '../../pages/account-page.js';
import { defineAccountForm } from '../../pages/define-account-form.js';

export const postSecondFactor = defineAccountForm({
  path: '/account/second-factor',
  summary: 'Set up a second factor',
  async handler({ call, browser, session }) {
    const { address, secret, ticket } = await call.services.signIn.secondFactors.offer(session.account);
    return enrolmentPage({ browser, picture: await toDataURL(address, { margin: 0 }), secret, ticket });
  },
});
