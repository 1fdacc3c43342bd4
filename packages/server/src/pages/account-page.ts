// The page on which people see who they are signed in as, and change password and second factor.

import type { Session } from '@gamekeeper/platform';
import type { Browser } from './browser.js';
import { html } from './html.js';
import type { Page } from './page.js';

export interface AccountPageOptions {
  readonly browser: Browser;
  readonly session: Session;
  readonly alarm?: string;
}

export function accountPage({ browser, session: { account }, alarm }: AccountPageOptions): Page {
  const { formField } = browser;
  const secondFactor = account.hasSecondFactor
    ? html`<p>A one-time code is asked whenever you sign in.</p>
<form method="post" action="/account/second-factor/remove">
${formField}
<label for="code">One-time code</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" required>
<button class="quiet" type="submit">Remove second factor</button>
</form>`
    : html`<p>Your password alone signs you in.</p>
<form method="post" action="/account/second-factor">
${formField}
<button type="submit">Set up a second factor</button>
</form>`;
  const content = html`${alarm !== undefined && html`<p class="alarm" role="alert">${alarm}</p>`}
<dl>
<dt>Name</dt><dd>${account.displayName}</dd>
<dt>User name</dt><dd>${account.userName}</dd>
<dt>Role</dt><dd>${account.role}${account.tenantId === null && ' of the platform'}</dd>
</dl>
<form method="post" action="/sign-out">
${formField}
<button class="quiet" type="submit">Sign out</button>
</form>
<h2>Second factor</h2>
${secondFactor}
<h2>Password</h2>
<form method="post" action="/account/password">
${formField}
<label for="current">Present password</label>
<input id="current" name="current" type="password" autocomplete="current-password" required>
<label for="password">New password</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required>
<button class="quiet" type="submit">Change password</button>
<p class="hint">You will be signed out everywhere else.</p>
</form>
<h2>Applications</h2>
<form method="post" action="/account/applications">
${formField}
<p>Ends the access of every application that you signed in to.</p>
<button class="quiet" type="submit">Sign out of all applications</button>
</form>`;
  return { title: 'Your account', content, status: alarm === undefined ? 200 : 400 };
}

export interface EnrolmentPageOptions {
  readonly browser: Browser;
  /** The secret as a picture, `data:` address. */
  readonly picture: string;
  readonly secret: string;
  readonly ticket: string;
  readonly alarm?: string;
}

export function enrolmentPage({ browser, picture, secret, ticket, alarm }: EnrolmentPageOptions): Page {
  const content = html`${alarm !== undefined && html`<p class="alarm" role="alert">${alarm}</p>`}
<p>Scan this with an authenticator application, or type the key below it, then enter the code that it shows.</p>
<img src="${picture}" width="220" height="220" alt="QR code with the key below">
<p class="code">${secret}</p>
<form method="post" action="/account/second-factor/confirm">
${browser.formField}
<input type="hidden" name="ticket" value="${ticket}">
<label for="code">One-time code</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" required>
<button type="submit">Confirm</button>
</form>`;
  return { title: 'Set up a second factor', content };
}
