// Sends the browser back to the client with a code or an error, in the way that the client asked for.

import { Refusal } from '../http/refusal.js';
import type { PageAnswer } from '../pages/define-page.js';
import { html } from '../pages/html.js';
import { formTarget } from '../pages/page.js';
import { oauthWire } from '../wire/oauth-wire.js';
import type { WireContext } from '../wire/wire.js';
import type { AuthorizeFault } from './authorize-fault.js';
import type { ReplyAddress } from './authorize-request.js';

export function replyWithCode(address: ReplyAddress, code: string): PageAnswer {
  return reply(address, { code });
}

export function replyWithFault(address: ReplyAddress, fault: AuthorizeFault, context: WireContext): PageAnswer {
  const { error, number, description } = fault;
  const refusal = new Refusal({ status: 400, code: error, number, message: description });
  const { error_description } = oauthWire.errorBody(refusal, context) as { readonly error_description: string };
  return reply(address, { error, error_description, error_uri: `${context.origin}/error?code=${number}` });
}

function reply(
  { redirectUri, mode, state, application }: ReplyAddress,
  fields: Readonly<Record<string, string>>,
): PageAnswer {
  // RFC 9207: a client of several servers learns which one answered.
  const answer = { ...fields, ...(state !== null && { state }) };
  if (mode === 'form_post') {
    const inputs = Object.entries(answer).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
    );
    const content = html`<form method="post" action="${redirectUri}">
${inputs}
<p>You are being taken back to ${application.displayName}.</p>
<button type="submit">Go on</button>
</form>`;
    return { title: 'One moment', content, submits: true, formTargets: [formTarget(redirectUri)] };
  }
  const location = new URL(redirectUri);
  if (mode === 'fragment') location.hash = new URLSearchParams(answer).toString();
  else for (const [name, value] of Object.entries(answer)) location.searchParams.append(name, value);
  return { location: location.href };
}
