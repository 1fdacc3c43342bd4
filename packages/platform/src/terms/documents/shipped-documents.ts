// The documents that the platform comes with, in our own words; an operator replaces them by publishing others.

import { readFile } from 'node:fs/promises';
import { TermsError } from '../terms-error.js';
import { type DocumentFile, readDocumentFile } from './read-document.js';

/** Documents that every platform has from its first start on. */
export const shippedDocuments = ['api-terms', 'acceptable-use', 'privacy-statement'] as const;

export type ShippedDocument = { readonly [K in keyof DocumentFile]: NonNullable<DocumentFile[K]> };

/** Reads a shipped document. */
export async function readShippedDocument(document: (typeof shippedDocuments)[number]): Promise<ShippedDocument> {
  const file = readDocumentFile(await readFile(new URL(`../../../documents/${document}.md`, import.meta.url), 'utf8'));
  const { version, effectiveAt, acceptance, body } = file;
  if (version === null || effectiveAt === null || acceptance === null) {
    throw new TermsError('document-malformed', `${document}.md: expected version, effective and acceptance at its top`);
  }
  return { document, version, effectiveAt, acceptance, body };
}
