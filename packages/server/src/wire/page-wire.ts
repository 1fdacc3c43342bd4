// The wire of the pages that people see: failures are pages too.

import { AdmissionError, SignInError } from '@gamekeeper/platform';
import { Refusal } from '../http/refusal.js';
import { messagePage, renderPage } from '../pages/page.js';
import type { HttpFault, Wire } from './wire.js';

const statuses: ReadonlyMap<string, number> = new Map([
  ['throttled', 429],
  ['link-invalid', 410],
  ['account-unknown', 403],
  ['provider-failed', 502],
]);

function words(fault: HttpFault): Refusal {
  switch (fault.kind) {
    case 'not-found':
      return new Refusal({ status: 404, code: 'Not found', message: 'There is no such page.' });
    case 'body-too-large':
      return new Refusal({ status: 413, code: 'Too large', message: 'The form is too large.' });
    case 'internal':
      return new Refusal({
        ...{ status: 500, code: 'Something went wrong', message: 'The request failed; the log knows why.' },
        cause: fault.cause,
      });
    case 'bad-request':
    case 'body-unreadable':
      return new Refusal({ status: 400, code: 'Not understood', message: fault.detail });
    default:
      return new Refusal({ status: 403, code: 'Not allowed', message: 'This page is not open to the request.' });
  }
}

/** The refusal that a page shows: `title` as heading. */
export function pageRefusal(status: number, title: string, message: string): Refusal {
  return new Refusal({ status, code: title, message });
}

export const pageWire: Wire = {
  name: 'page',
  resources: [],
  contentType: 'text/html; charset=utf-8',
  errorContentType: 'text/html; charset=utf-8',
  headers: () => ({
    'content-security-policy': "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
  }),
  refuse(error) {
    if (error instanceof AdmissionError) return pageRefusal(403, 'Not allowed', error.message);
    if (!(error instanceof SignInError)) return undefined;
    return pageRefusal(statuses.get(error.code) ?? 400, 'That did not work', `${error.message}.`);
  },
  fault: words,
  errorBody: ({ code, message, status }) => renderPage(messagePage(code, message, status)),
};
