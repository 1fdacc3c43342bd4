// Shows people their account.

import { accountPage } from '../../pages/account-page.js';
import { definePage, toSignIn } from '../../pages/define-page.js';

export const getAccount = definePage({
  method: 'GET',
  path: '/account',
  summary: 'Page of the signed-in person',
  handler: ({ browser }) =>
    browser.session === null ? toSignIn('/account') : accountPage({ browser, session: browser.session }),
});
