// Who sits at the browser: its session, and the proof that a form was sent from one of our own pages.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Proven, type Session, sessionLifetime } from '@gamekeeper/platform';
import type { Call } from '../http/define-route.js';
import { isLoopback } from '../http/origins.js';
import { pageRefusal } from '../wire/page-wire.js';
import { cookieName, readCookies, writeCookie } from './cookies.js';
import { type Html, html } from './html.js';

const sessionCookie = 'gk-session';
const browserCookie = 'gk-browser';
const attemptCookie = 'gk-attempt';
const tokenField = 'form_token';

export interface Browser {
  readonly session: Session | null;
  /** The hidden field that every form carries. */
  readonly formField: Html;
  /** The Set-Cookie headers that the answer must carry. */
  readonly cookies: readonly string[];
  /** Starts a session for whoever has just proved who they are. */
  signIn(proven: Proven): Promise<void>;
  signOut(): Promise<void>;
  /** Keeps a sealed note while the browser is away at an outside provider; it is gone once an answer succeeded. */
  keepAttempt(ticket: string): void;
  takeAttempt(): string | null;
}

/**
 * Reads the browser's cookies, and for a form checks where it comes from: its token is the HMAC of the session's cookie
 * under another cookie of the browser, neither of which another site can read or, over https, set.
 * @throws a page's refusal for plain http from elsewhere, or a form that is not ours.
 */
export async function openBrowser(call: Call): Promise<Browser> {
  const { origin, services, request } = call;
  const { protocol, hostname } = new URL(origin);
  const secure = protocol === 'https:';
  if (!secure && !isLoopback(hostname)) {
    throw pageRefusal(403, 'Not over plain http', 'People sign in over https, or on the machine itself.');
  }
  const sent = readCookies(request.headers.cookie);
  const browserToken = sent.get(cookieName(browserCookie, secure)) || null;
  const sessionToken = sent.get(cookieName(sessionCookie, secure)) || null;
  if (request.method === 'POST') requireOwnForm(call, browserToken, sessionToken);

  const token = browserToken ?? randomBytes(32).toString('base64url');
  const cookies = browserToken === null ? [writeCookie(browserCookie, token, { secure })] : [];
  const maxAge = sessionLifetime / 1000;
  return {
    session: sessionToken === null ? null : await services.signIn.sessions.find(sessionToken),
    formField: html`<input type="hidden" name="${tokenField}" value="${formToken(token, sessionToken)}">`,
    cookies,
    async signIn({ account, methods }) {
      const by = { actor: `person:${account.id}`, reason: 'signed in' };
      // A new value each time, so that one planted before means nothing after.
      if (sessionToken !== null) await services.signIn.sessions.end(sessionToken);
      const value = await services.signIn.sessions.start({ account, methods, address: request.ip }, by);
      cookies.push(writeCookie(sessionCookie, value, { secure, maxAge }));
    },
    async signOut() {
      if (sessionToken !== null) await services.signIn.sessions.end(sessionToken);
      cookies.push(writeCookie(sessionCookie, '', { secure }));
    },
    keepAttempt(ticket) {
      cookies.push(writeCookie(attemptCookie, ticket, { secure, maxAge: 900 }));
    },
    takeAttempt() {
      cookies.push(writeCookie(attemptCookie, '', { secure }));
      return sent.get(cookieName(attemptCookie, secure)) || null;
    },
  };
}

function formToken(browserToken: string, sessionToken: string | null): string {
  return createHmac('sha256', browserToken)
    .update(sessionToken ?? '')
    .digest('base64url');
}

function requireOwnForm({ request, body }: Call, browserToken: string | null, sessionToken: string | null): void {
  const site = request.headers['sec-fetch-site'];
  const sent = Buffer.from((body as Readonly<Record<string, string>>)[tokenField] ?? '');
  const expected = Buffer.from(formToken(browserToken ?? '', sessionToken));
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (foreign || browserToken === null || sent.length !== expected.length || !timingSafeEqual(sent, expected)) {
    const advice = 'Go back, load the page again and repeat; cookies must be allowed for this site.';
    throw pageRefusal(403, 'The form has expired', advice);
  }
}
