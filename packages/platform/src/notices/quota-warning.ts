// The notice that a quota is running out, before it has (LIM-6).

import type { NewNotice } from './notices.js';

/** A threshold that was passed. */
export interface QuotaThreshold {
  /** Owner who answers for the use. */
  readonly owner: string;
  /** Whose use it is: `tenant:<id>`, `application:<id>`, `owner:<id>`. */
  readonly subject: string;
  /** Name of the quota: `hunting`. */
  readonly quota: string;
  /** What the quota allows in its window, in its own unit: calls or milliseconds. */
  readonly limit: number;
  /** Share that is used: 50, 80 or 95. */
  readonly percent: number;
  readonly windowMs: number;
  /** When it was passed, in milliseconds since the Unix epoch. */
  readonly at: number;
}

/**
 * At most one notice per threshold and window of the clock, so that use that hovers around a threshold is told once.
 * @example await notices.send(quotaWarning({ owner, subject: `tenant:${id}`, quota: 'hunting', limit: 45, percent: 80, windowMs: 60_000, at }));
 */
export function quotaWarning({ owner, subject, quota, limit, percent, windowMs, at }: QuotaThreshold): NewNotice {
  return {
    kind: 'quota-warning',
    recipient: `owner:${owner}`,
    deduplicationKey: [subject, quota, limit, windowMs, percent, Math.floor(at / windowMs)].join(' '),
    payload: { subject, quota, limit, percent, windowMs, at: new Date(at).toISOString() },
  };
}
