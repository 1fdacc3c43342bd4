// Where clients send people to sign out: asks first, since anybody can link here, and goes back only to registered addresses.

import { definePage } from '../../pages/define-page.js';
import { html, webAddress } from '../../pages/html.js';

export const getLogout = definePage({
  method: 'GET',
  path: ['/:tenant/oauth2/v2.0/logout', '/:tenant/oauth2/logout'],
  summary: 'Sign out, asked for by an application',
  async handler({ call, browser, fields }) {
    const application = await call.services.identity.parties.applications.find(fields.get('client_id') ?? '');
    const asked = fields.get('post_logout_redirect_uri') ?? '';
    const back = application?.redirectUris.includes(asked) === true ? webAddress(asked) : '#';
    const link = back !== '#' && html`<a class="button quiet" href="${back}">Back to ${application?.displayName}</a>`;
    if (browser.session === null) {
      return { title: 'Signed out', content: html`<p>Nobody is signed in at this browser.</p>${link}` };
    }
    const { userName } = browser.session.account;
    const content = html`<p>You are signed in as ${userName}.</p>
<form method="post" action="/sign-out">
${browser.formField}
<input type="hidden" name="next" value="${call.request.url}">
<button type="submit">Sign out</button>
${link}
</form>`;
    return { title: 'Sign out?', content };
  },
});
