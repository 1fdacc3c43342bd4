// The fingerprint by which documents, notices and receipts are told apart.

import { createHash } from 'node:crypto';

/** Hex SHA-256 of a text's UTF-8 bytes. */
export function hashText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
