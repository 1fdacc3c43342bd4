// The second step of signing in: the one-time code.

import { SignInError } from '@gamekeeper/platform';
import { definePage, nextOf } from '../../pages/define-page.js';
import { oneTimeCodePage } from '../../pages/sign-in-page.js';

export const postOneTimeCode = definePage({
  method: 'POST',
  path: '/sign-in/code',
  summary: 'Sign in with a one-time code after the password',
  controls: ['SEC-1', 'REG-5'],
  async handler({ call, browser, fields }) {
    const next = nextOf(fields);
    const ticket = fields.get('ticket') ?? '';
    try {
      const code = fields.get('code') ?? '';
      await browser.signIn(await call.services.signIn.passwords.withCode({ ticket, code, address: call.request.ip }));
      return { location: next };
    } catch (error) {
      if (!(error instanceof SignInError) || error.code !== 'one-time-code-wrong') throw error;
      return oneTimeCodePage({ browser, next, ticket, alarm: `${error.message}.` });
    }
  },
});
