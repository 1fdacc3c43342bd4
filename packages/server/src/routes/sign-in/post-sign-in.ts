// Signs in with name and password, or goes on to the one-time code.

import { SignInError } from '@gamekeeper/platform';
import { definePage, nextOf } from '../../pages/define-page.js';
import { oneTimeCodePage, signInPage } from '../../pages/sign-in-page.js';

export const postSignIn = definePage({
  method: 'POST',
  path: '/sign-in',
  summary: 'Sign in with name and password',
  controls: ['SEC-1', 'REG-5'],
  async handler({ call, browser, fields }) {
    const next = nextOf(fields);
    const userName = fields.get('user_name') ?? '';
    const { signIn, outsideProvider } = call.services;
    try {
      const password = fields.get('password') ?? '';
      const proven = await signIn.passwords.withPassword({ userName, password, address: call.request.ip });
      if ('ticket' in proven) return oneTimeCodePage({ browser, next, ticket: proven.ticket });
      await browser.signIn(proven);
      return { location: next };
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      const status = error.code === 'throttled' ? 429 : 400;
      const alarm = `${error.message}.`;
      return signInPage({ browser, next, userName, alarm, status, provider: outsideProvider?.name });
    }
  },
});
