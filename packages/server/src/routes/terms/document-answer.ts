// A document of the terms as an answer: its text for readers and programs, or what is known of it as JSON.

import type { TermsDocument } from '@gamekeeper/platform';
import type { Answer } from '../../http/define-route.js';
import { type Page, pageHeaders, renderPage } from '../../pages/page.js';
import { documentPage } from './document-page.js';

/** A document without its text, with the paths that lead to it. */
export function describeDocument({ document, version, title, hash, acceptance, ...at }: TermsDocument) {
  return {
    ...{ document, version, title, hash, acceptance },
    publishedAt: new Date(at.publishedAt).toISOString(),
    effectiveAt: new Date(at.effectiveAt).toISOString(),
    path: `/terms/${document}/${version}`,
  };
}

/** Whether a browser asks: it names HTML, which programs do not. */
export function wantsPage(accept = ''): boolean {
  return /\btext\/html\b/.test(accept);
}

/** The text as markdown, a page for browsers, or JSON with the text in it, as `Accept` asks. */
export function documentAnswer(document: TermsDocument, accept = ''): Answer {
  if (wantsPage(accept)) return asPage(documentPage(document));
  if (/\bapplication\/json\b/.test(accept)) return { body: { ...describeDocument(document), body: document.body } };
  return { contentType: 'text/markdown; charset=utf-8', body: document.body };
}

/** A page as an answer of the platform's wire. */
export function asPage(page: Page): Answer {
  return { contentType: 'text/html; charset=utf-8', headers: pageHeaders(page), body: renderPage(page) };
}
