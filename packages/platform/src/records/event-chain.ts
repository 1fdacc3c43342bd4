// Binds every event to the one before by its hash, so that nobody can alter the past without altering everything since.

import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/** What an event's hash covers: everything that the event says, and the hash of the one before. */
export interface EventContent {
  /** 1, 2, 3, … without gaps. */
  readonly id: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly actor: string;
  /** What was done, as `<noun>.<participle>`: `application.created`. */
  readonly kind: string;
  /** Id of the thing changed. */
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Hash of the event before; of the first event `chainStart`. */
  readonly previousHash: string;
}

/** What the first event names as the hash before it. */
export const chainStart = '0'.repeat(64);

/**
 * Hex SHA-256 over the canonical JSON (RFC 8785) of the content, in UTF-8.
 * @example hashEvent({ id: 1, at: 0, actor: 'system', kind: 'tenant.created', subject: 'a', detail: {}, previousHash: chainStart })
 */
export function hashEvent(content: EventContent): string {
  return createHash('sha256').update(canonicalJson(content), 'utf8').digest('hex');
}
