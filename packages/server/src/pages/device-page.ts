// The pages on which people let a program without a browser sign in as them.

import type { ConsentNotice, Session } from '@gamekeeper/platform';
import type { Browser } from './browser.js';
import { describeNotice } from './consent-page.js';
import { html } from './html.js';
import type { Page } from './page.js';

export function deviceCodePage(browser: Browser, alarm?: string): Page {
  const content = html`${alarm !== undefined && html`<p class="alarm" role="alert">${alarm}</p>`}
<form method="post" action="/device">
${browser.formField}
<label for="user_code">Code</label>
<input id="user_code" name="user_code" class="code" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" required>
<p class="hint">The eight letters that the program shows.</p>
<button type="submit">Go on</button>
</form>`;
  return { title: 'Enter the code', content, status: alarm === undefined ? 200 : 400 };
}

export interface DeviceDecisionOptions {
  readonly browser: Browser;
  readonly session: Session;
  readonly userCode: string;
  readonly applicationName: string;
  /** Names of what the program will be able to do. */
  readonly permissions: readonly string[];
  /** What the tenant has not consented to yet: its administrator decides that, too. */
  readonly notice: ConsentNotice | null;
}

export function deviceDecisionPage(options: DeviceDecisionOptions): Page {
  const { browser, session, userCode, applicationName, permissions, notice } = options;
  const content = html`<p>A program wants to sign in as <strong>${session.account.userName}</strong>. Go on only if you started it yourself, just now: whoever runs it will act as you.</p>
<dl><dt>Code</dt><dd class="code">${userCode}</dd><dt>Permissions</dt><dd>${permissions.length === 0 ? 'none' : permissions.join(', ')}</dd></dl>
${
  notice !== null &&
  html`<h2>Consent for ${notice.tenant.displayName}</h2>
<p>Nobody has consented to this yet. If you allow it, you consent as administrator for everybody in the tenant.</p>
${describeNotice(notice)}`
}
<form method="post" action="/device/decision">
${browser.formField}
<input type="hidden" name="user_code" value="${userCode}">
<input type="hidden" name="notice" value="${notice?.hash}">
<button type="submit" name="decision" value="approve">Allow</button>
<button class="quiet" type="submit" name="decision" value="decline">Decline</button>
</form>`;
  return { title: `Sign in to ${applicationName}?`, content };
}
