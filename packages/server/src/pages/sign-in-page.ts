// The page on which people type name and password, or go to an outside provider.

import type { Browser } from './browser.js';
import { formTargetsOf } from './form-targets.js';
import { html } from './html.js';
import type { Page } from './page.js';

export interface SignInPageOptions {
  readonly browser: Browser;
  /** Where to go afterwards. */
  readonly next: string;
  readonly userName: string;
  /** What went wrong before. */
  readonly alarm?: string;
  readonly status?: number;
  /** Name of the outside provider; none, no button. */
  readonly provider: string | undefined;
}

export function signInPage({ browser, next, userName, alarm, status = 200, provider }: SignInPageOptions): Page {
  const content = html`${alarm !== undefined && html`<p class="alarm" role="alert">${alarm}</p>`}
<form method="post" action="/sign-in">
${browser.formField}
<input type="hidden" name="next" value="${next}">
<label for="user_name">User name</label>
<input id="user_name" name="user_name" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" required value="${userName}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Sign in</button>
</form>
${
  provider !== undefined &&
  html`<a class="button quiet" href="/sign-in/outside?${new URLSearchParams({ next }).toString()}">Sign in with ${provider}</a>`
}`;
  return { title: 'Sign in', content, status, formTargets: formTargetsOf(next) };
}

/** The second step, for people who have a second factor. */
export function oneTimeCodePage(options: {
  readonly browser: Browser;
  readonly next: string;
  readonly ticket: string;
  readonly alarm?: string;
}): Page {
  const { browser, next, ticket, alarm } = options;
  const content = html`${alarm !== undefined && html`<p class="alarm" role="alert">${alarm}</p>`}
<form method="post" action="/sign-in/code">
${browser.formField}
<input type="hidden" name="next" value="${next}">
<input type="hidden" name="ticket" value="${ticket}">
<label for="code">One-time code</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" required autofocus>
<p class="hint">Six digits from your authenticator application.</p>
<button type="submit">Go on</button>
</form>`;
  const status = alarm === undefined ? 200 : 400;
  return { title: 'One-time code', content, status, formTargets: formTargetsOf(next) };
}
