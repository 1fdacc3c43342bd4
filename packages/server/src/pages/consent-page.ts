// The page on which an administrator decides for the tenant what an application may do, and what others see in its place.

import {
  type Account,
  type ConsentNotice,
  dataCategories,
  findPermission,
  purposes,
  type ResourceId,
  resources,
} from '@gamekeeper/platform';
import type { ReplyAddress } from '../oauth/authorize-request.js';
import { replyWithFault } from '../oauth/reply-to-client.js';
import type { WireContext } from '../wire/wire.js';
import type { Browser } from './browser.js';
import { type Html, html, webAddress } from './html.js';
import { formTarget, type Page } from './page.js';

export interface ConsentPageOptions {
  readonly browser: Browser;
  readonly notice: ConsentNotice;
  readonly account: Account;
  /** Where the decision goes. */
  readonly action: string;
  /** The request that asked, path and query. */
  readonly self: string;
  readonly address: ReplyAddress;
}

export function consentPage({ browser, notice, account, action, self, address }: ConsentPageOptions): Page {
  const content = html`<p>Your decision holds for everybody in <strong>${notice.tenant.displayName}</strong>. You are signed in as ${account.userName}.</p>
${describeNotice(notice)}
<form method="post" action="${action}">
${browser.formField}
<input type="hidden" name="request" value="${self}">
<input type="hidden" name="notice" value="${notice.hash}">
<button type="submit" name="decision" value="approve">Consent for the tenant</button>
<button class="quiet" type="submit" name="decision" value="decline">Decline</button>
</form>`;
  const title = `${notice.application.displayName} asks for access`;
  return { title, content, formTargets: [formTarget(address.redirectUri)] };
}

/** Who asks, why, and how far it reaches: everything that the notice's hash covers. */
export function describeNotice(notice: ConsentNotice): Html {
  const { application, owner, permissions, privacyStatementUrl } = notice;
  const purpose = purposes.find(({ id }) => id === notice.purpose);
  const categories = dataCategories.filter(({ id }) => notice.dataCategories.includes(id));
  return html`<dl>
<dt>Application</dt><dd>${application.displayName}, <a href="${webAddress(application.homePage)}" rel="noreferrer">${application.homePage}</a></dd>
<dt>Run by</dt><dd>${owner.displayName}; security contact ${application.securityContact}</dd>
<dt>Purpose</dt><dd>${purpose === undefined ? notice.purpose : `${purpose.title}: ${purpose.description}`}</dd>
<dt>Data it is registered for</dt><dd>${categories.map(({ title }) => title).join(', ')}</dd>
<dt>What its owner does with data</dt><dd><a href="${webAddress(privacyStatementUrl)}" rel="noreferrer">Privacy statement</a> (${privacyStatementUrl})</dd>
</dl>
<h2>It will be able to</h2>
<ul>
${permissions.map(
  ({
    resource,
    permission,
    tables,
  }) => html`<li><strong>${permission}</strong> (${resources[resource as ResourceId].name})<br>
${findPermission(resource as ResourceId, permission)?.description}${describeTables(tables)}</li>
`,
)}</ul>
<p class="hint">Products whose tables the tenant is licensed for: ${notice.products === 'all' ? 'all' : notice.products.join(', ')}. Notice ${notice.hash.slice(0, 12)}.</p>`;
}

function describeTables(tables: 'all' | readonly string[]): string {
  if (tables === 'all') return ' It reaches every table that the tenant is licensed for.';
  return tables.length === 0 ? '' : ` It reaches the tables ${tables.join(', ')}.`;
}

/** For people who may not decide: an administrator must. */
export function consentRefusedPage(address: ReplyAddress, context: WireContext): Page {
  const { application } = address;
  const fault = {
    error: 'access_denied',
    number: 65001,
    description: 'an administrator of the tenant must consent first',
  };
  const back = replyWithFault(
    { ...address, mode: address.mode === 'form_post' ? 'query' : address.mode },
    fault,
    context,
  );
  return {
    title: 'An administrator must consent',
    status: 403,
    content: html`<p><strong>${application.displayName}</strong> asks for access that nobody in your organisation has consented to.</p>
<p>Ask an administrator of your organisation to sign in to it once and consent (AADSTS65001).</p>
${'location' in back && html`<a class="button quiet" href="${back.location}">Back to ${application.displayName}</a>`}`,
  };
}
