// Serves both authorization endpoints: finds client and person, asks for sign-in or consent where needed, gives a code.

import { GrantError, IdentityError } from '@gamekeeper/platform';
import type { Call } from '../http/define-route.js';
import type { Browser } from '../pages/browser.js';
import { consentPage, consentRefusedPage } from '../pages/consent-page.js';
import { type PageAnswer, toSignIn } from '../pages/define-page.js';
import { pageRefusal } from '../wire/page-wire.js';
import { findAddressedTenant } from './addressed-tenant.js';
import type { AuthorizeFault } from './authorize-fault.js';
import {
  type AuthorizeRequest,
  queryReader,
  type ReplyAddress,
  readAuthorizeRequest,
  readReplyAddress,
} from './authorize-request.js';
import { type AccessDecision, decideAccess } from './decide-access.js';
import type { TokenVersion } from './grants/grant.js';
import { replyWithCode, replyWithFault } from './reply-to-client.js';

/** An authorization request with everything that it needs: a person of the tenant, and an application that may act there. */
export interface Authorization {
  readonly address: ReplyAddress;
  readonly request: AuthorizeRequest;
  readonly session: NonNullable<Browser['session']>;
  readonly tenantId: string;
  readonly decision: AccessDecision;
}

export interface AuthorizeOptions {
  readonly call: Call;
  readonly browser: Browser;
  /** Tenant as addressed. */
  readonly segment: string;
  readonly version: TokenVersion;
  /** Path and query of the request. */
  readonly self: string;
}

/** The answer of the authorization endpoint. */
export async function authorize(options: AuthorizeOptions): Promise<PageAnswer> {
  const { call, browser, self } = options;
  const prepared = await prepare(options);
  if (!('decision' in prepared)) return prepared;
  const { address, request, session, tenantId, decision } = prepared;
  const asksAgain =
    request.prompt === 'consent' && session.account.role === 'administrator' && decision.asked.length > 0;
  if (decision.missing.length > 0 || asksAgain) {
    if (request.prompt === 'none') return replyWithFault(address, unconsented(decision), call);
    if (session.account.role !== 'administrator') return consentRefusedPage(address, call);
    const permissions = asksAgain ? decision.asked : decision.missing;
    const wanted = { tenantId, applicationId: address.application.id, permissions };
    const notice = await call.services.terms.consents.notice(wanted);
    return consentPage({ browser, notice, account: session.account, action: '/consent', self, address });
  }
  const { account, methods, signedInAt } = session;
  const family = { applicationId: address.application.id, personId: account.id, tenantId, methods, signedInAt };
  const { scope, nonce, challenge } = request;
  const { redirectUri } = address;
  const code = await call.services.signIn.codes.issue({ family, redirectUri, scope, nonce, challenge });
  return replyWithCode(address, code);
}

/** Everything up to the question of consent; an answer where it ends before. */
export async function prepare(options: AuthorizeOptions): Promise<Authorization | PageAnswer> {
  const { call, browser, segment, version, self } = options;
  const { identity } = call.services;
  const read = queryReader(call.query as Readonly<Record<string, string | readonly string[]>>);
  const address = await readReplyAddress(call, read);
  const { application } = address;
  const refuse = (fault: AuthorizeFault) => replyWithFault(address, fault, call);
  const request = readAuthorizeRequest(call, read, address, version);
  if ('error' in request) return refuse(request);

  const tenant = await findAddressedTenant(identity, call.origin, segment);
  const session = await presentSession(browser, request, call.now);
  if (session === null) {
    if (request.prompt === 'none') {
      return refuse({ error: 'login_required', number: 50058, description: 'nobody is signed in at this browser' });
    }
    return toSignIn(withoutPrompt(self), request.loginHint ?? undefined);
  }
  const { account } = session;
  const tenantId = account.tenantId;
  if (tenantId === null || (tenant.id !== null && tenant.id !== tenantId)) {
    const description = `${account.userName} is not a person of the tenant that the application asked for`;
    if (request.prompt === 'none') return refuse({ error: 'interaction_required', number: 50020, description });
    throw pageRefusal(403, 'Another tenant', `${description}. Sign out and sign in as somebody who is.`);
  }
  try {
    await identity.parties.requireStanding({ tenantId, applicationId: application.id });
    const decision = await decideAccess(call.services, { application, tenantId, account, access: request.access });
    return { address, request, session, tenantId, decision };
  } catch (error) {
    if (error instanceof IdentityError) {
      return refuse({ error: 'unauthorized_client', number: 700016, description: error.message });
    }
    if (error instanceof GrantError)
      return refuse({ error: 'invalid_scope', number: 70011, description: error.message });
    throw error;
  }
}

/** The session if it is fresh enough; `prompt=login` ends the one there is, so that its person proves themselves anew. */
async function presentSession(browser: Browser, { prompt, maxAge }: AuthorizeRequest, now: number) {
  const { session } = browser;
  if (session === null) return null;
  const isOld = maxAge !== null && now - session.signedInAt > maxAge * 1000;
  if (prompt !== 'login' && !isOld) return session;
  if (prompt !== 'none') await browser.signOut();
  return null;
}

/** The request as it goes on after an interaction, which must not be asked for again. */
export function withoutPrompt(self: string): string {
  const url = new URL(self, 'http://here.invalid');
  url.searchParams.delete('prompt');
  return url.pathname + url.search;
}

function unconsented({ missing: [first] }: AccessDecision): AuthorizeFault {
  const description = `no administrator of the tenant has consented to '${first?.permission}' for the application`;
  return { error: 'interaction_required', number: 65001, description };
}
