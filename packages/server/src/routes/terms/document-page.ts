// The terms as pages: every clause has an anchor, so that a refusal can lead to the very words.

import { readClauses, type TermsDocument } from '@gamekeeper/platform';
import { html } from '../../pages/html.js';
import type { Page } from '../../pages/page.js';

/** A document: its clauses' texts as plain paragraphs, whatever markup they hold. */
export function documentPage({ document, version, title, body, effectiveAt, hash }: TermsDocument): Page {
  const { clauses } = readClauses(body);
  // What stands between the title and the first clause.
  const [, preface = ''] = /^[^\n]*\n([\s\S]*?)(?=^#{1,6}[ \t]|(?![\s\S]))/m.exec(body) ?? [];
  return {
    title,
    content: html`<p class="hint">Version ${version}, in force from ${day(effectiveAt)}. SHA-256 ${hash}.
<a href="/terms">All documents</a></p>
${paragraphs(preface)}
${clauses.map(({ id, heading, text }) => html`<h2 id="${id}">${heading}</h2>${paragraphs(text)}`)}
<p class="hint"><a href="/terms/${document}/${version}">This version</a></p>`,
  };
}

/** The documents in force and to come. */
export function termsPage(inForce: readonly TermsDocument[], toCome: readonly TermsDocument[]): Page {
  const list = (documents: readonly TermsDocument[]) =>
    html`<ul>${documents.map(
      ({ document, version, title, effectiveAt }) =>
        html`<li><a href="/terms/${document}/${version}">${title}</a>, version ${version}, from ${day(effectiveAt)}</li>`,
    )}</ul>`;
  return {
    title: 'Terms of use',
    content: html`<h2>In force</h2>${list(inForce)}${toCome.length > 0 && html`<h2>To come</h2>${list(toCome)}`}`,
  };
}

function paragraphs(text: string) {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => html`<p>${paragraph.trim()}</p>`);
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
