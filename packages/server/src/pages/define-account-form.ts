// Declares a form of the account page: for people who are signed in; what goes wrong is told on the page itself.

import { type Session, SignInError } from '@gamekeeper/platform';
import type { Route } from '../http/define-route.js';
import { accountPage } from './account-page.js';
import { definePage, type PageAnswer, type PageCall, toSignIn } from './define-page.js';

export interface AccountFormOptions {
  readonly path: string;
  readonly summary: string;
  readonly handler: (form: PageCall & { readonly session: Session }) => Promise<PageAnswer>;
}

/** @example export const postPassword = defineAccountForm({ path: '/account/password', summary: '…', handler: … }) */
export function defineAccountForm({ path, summary, handler }: AccountFormOptions): Route {
  return definePage({
    ...{ method: 'POST', path, summary, controls: ['SEC-1'] },
    async handler(page) {
      const { session } = page.browser;
      if (session === null) return toSignIn('/account');
      try {
        return await handler({ ...page, session });
      } catch (error) {
        if (!(error instanceof SignInError)) throw error;
        return accountPage({ browser: page.browser, session, alarm: `${error.message}.` });
      }
    },
  });
}
