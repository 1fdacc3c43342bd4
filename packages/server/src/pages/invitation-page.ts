// The page behind a one-time link: somebody chooses their password.

import type { Account } from '@gamekeeper/platform';
import type { Browser } from './browser.js';
import { html } from './html.js';
import type { Page } from './page.js';

export interface InvitationPageOptions {
  readonly browser: Browser;
  readonly account: Account;
  readonly token: string;
  readonly alarm?: string;
}

export function invitationPage({ browser, account, token, alarm }: InvitationPageOptions): Page {
  const content = html`${alarm !== undefined && html`<p class="alarm" role="alert">${alarm}</p>`}
<p>Welcome, ${account.displayName}. With this password you will sign in as <strong>${account.userName}</strong>.</p>
<form method="post" action="/invitation">
${browser.formField}
<input type="hidden" name="token" value="${token}">
<input type="hidden" name="user_name" autocomplete="username" value="${account.userName}">
<label for="password">New password</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required aria-describedby="rules">
<p class="hint" id="rules">At least twelve characters; a few unrelated words do well. Common words alone are refused.</p>
<label for="again">The same again</label>
<input id="again" name="again" type="password" autocomplete="new-password" required>
<button type="submit">Set password</button>
</form>
${account.hasSecondFactor && html`<p class="hint">Your second factor will be removed; set it up again afterwards.</p>`}`;
  return { title: 'Choose a password', content, status: alarm === undefined ? 200 : 400 };
}
