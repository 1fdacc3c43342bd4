// Shows the sign-in page.

import { definePage, nextOf } from '../../pages/define-page.js';
import { signInPage } from '../../pages/sign-in-page.js';

export const getSignIn = definePage({
  method: 'GET',
  path: '/sign-in',
  summary: 'Page to sign in',
  controls: ['SEC-1'],
  handler({ call, browser, fields }) {
    const userName = fields.get('login_hint') ?? '';
    return signInPage({ browser, next: nextOf(fields), userName, provider: call.services.outsideProvider?.name });
  },
});
