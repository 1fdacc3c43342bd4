// A document of the terms as an answer: its text for readers and programs, or what is known of it as JSON.

import { Readable } from 'node:stream';
import type { TermsDocument } from '@gamekeeper/platform';
import type { Answer } from '../../http/define-route.js';

/** A document without its text, with the paths that lead to it. */
export function describeDocument({ document, version, title, hash, acceptance, ...at }: TermsDocument) {
  return {
    ...{ document, version, title, hash, acceptance },
    publishedAt: new Date(at.publishedAt).toISOString(),
    effectiveAt: new Date(at.effectiveAt).toISOString(),
    path: `/terms/${document}/${version}`,
  };
}

/**
 * The text as markdown; browsers, which would save that to a file, get it as plain text. JSON, with the text in it, when
 * asked for by `Accept`.
 */
export function documentAnswer(document: TermsDocument, accept = ''): Answer {
  if (/\bapplication\/json\b/.test(accept)) return { body: { ...describeDocument(document), body: document.body } };
  const contentType = /\btext\/html\b/.test(accept) ? 'text/plain; charset=utf-8' : 'text/markdown; charset=utf-8';
  return { contentType, body: Readable.from([Buffer.from(document.body)]) };
}
