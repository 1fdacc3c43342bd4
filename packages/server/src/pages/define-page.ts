// Declares a page: a route that knows the browser and answers with a page or sends the browser on.

import { Type } from '@sinclair/typebox';
import type { Answer, Call, Route } from '../http/define-route.js';
import { defineRoute } from '../http/define-route.js';
import { pageWire } from '../wire/page-wire.js';
import { type Browser, openBrowser } from './browser.js';
import { localPath } from './local-path.js';
import { type Page, pageHeaders, renderPage } from './page.js';

/** A page, or the address that the browser goes to next. */
export type PageAnswer = Page | { readonly location: string };

/** The fields of a query or form, the first of each name. */
export type Fields = ReadonlyMap<string, string>;

export interface PageCall {
  readonly call: Call;
  readonly browser: Browser;
  readonly fields: Fields;
}

export interface PageOptions {
  readonly method: 'GET' | 'POST';
  readonly path: string | readonly [string, ...string[]];
  readonly summary: string;
  readonly controls?: Route['controls'];
  readonly handler: (page: PageCall) => Promise<PageAnswer> | PageAnswer;
}

const query = Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]));

/** @example export const getAccount = definePage({ method: 'GET', path: '/account', summary: '…', handler: … }) */
export function definePage({ method, path, summary, controls = [], handler }: PageOptions): Route {
  const isForm = method === 'POST';
  return defineRoute({
    ...{ method, path, summary, controls, wire: pageWire, permission: 'none', quota: 'none' },
    reads: isForm ? 'form' : 'none',
    schemas: isForm ? { body: Type.Record(Type.String(), Type.String()) } : { querystring: query },
    async handler(call) {
      const browser = await openBrowser(call);
      const fields = readFields(isForm ? call.body : call.query);
      return pageAnswer(await handler({ call, browser, fields }), browser);
    },
  });
}

/** The HTTP answer for a page, with the browser's cookies. */
export function pageAnswer(answer: PageAnswer, { cookies }: Pick<Browser, 'cookies'>): Answer {
  const setCookie = cookies.length === 0 ? {} : { 'set-cookie': cookies };
  if ('location' in answer) return { status: 303, headers: { ...setCookie, location: answer.location }, body: '' };
  const { status = 200, headers = {} } = answer;
  return { status, headers: { ...headers, ...pageHeaders(answer), ...setCookie }, body: renderPage(answer) };
}

function readFields(sent: unknown): Fields {
  const entries = Object.entries(sent as Readonly<Record<string, string | readonly string[]>>);
  return new Map(entries.map(([name, value]) => [name, typeof value === 'string' ? value : (value[0] ?? '')]));
}

/** The place on this server that the page was asked to go on to, or the account page. */
export function nextOf(fields: Fields): string {
  return localPath(fields.get('next')) ?? '/account';
}

/** Sends somebody who has not signed in to do so, and back. */
export function toSignIn(next: string, hint?: string): PageAnswer {
  const query = new URLSearchParams({ next, ...(hint !== undefined && { login_hint: hint }) });
  return { location: `/sign-in?${query}` };
}
