// The frame of every page, and the headers that keep it from running anything but itself.

import { type Html, html } from './html.js';

export interface Page {
  readonly title: string;
  readonly content: Html;
  /** 200 unless told. */
  readonly status?: number;
  /** Origins, besides our own, that the page's forms may end up at: where sign-in leads back to. */
  readonly formTargets?: readonly string[];
  /** Whether the page's only form is sent without waiting for its button, where scripts run. */
  readonly submits?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Paths of what the pages load. */
export const assets = { style: '/pages/style.css', submit: '/pages/submit.js' } as const;

/** The document as text. */
export function renderPage({ title, content, submits = false }: Pick<Page, 'title' | 'content' | 'submits'>): string {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – Gamekeeper</title>
<link rel="stylesheet" href="${assets.style}">
</head>
<body>
<header>Gamekeeper</header>
<main>
<h1>${title}</h1>
${content}
</main>
${submits && html`<script src="${assets.submit}"></script>`}
</body>
</html>
`;
  return document.toString();
}

/** Headers of a page: nothing is loaded, sent or framed but what the page needs. */
export function pageHeaders({ formTargets = [], submits = false }: Pick<Page, 'formTargets' | 'submits'>) {
  const directives = [
    "default-src 'none'",
    "style-src 'self'",
    // The picture of a second factor's secret.
    'img-src data:',
    ...(submits ? ["script-src 'self'"] : []),
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return { 'content-security-policy': directives.join('; ') };
}

/** What a content security policy calls the place of an address: its origin, or the scheme of a private one. */
export function formTarget(address: string): string {
  const { origin, protocol } = new URL(address);
  return origin === 'null' ? protocol : origin;
}

/** A page that only says something. */
export function messagePage(title: string, message: string, status = 200): Page {
  return { title, status, content: html`<p>${message}</p>` };
}
