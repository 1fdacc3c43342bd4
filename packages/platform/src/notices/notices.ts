// The outbox: notices are kept, delivered to the recipient's proven address, tried again, and stay as the proof that they were.

import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Clock } from '../clock.js';
import type { Outbound } from '../network/index.js';
import type { Records } from '../records/index.js';
import type { NoticeTable } from '../records/schema/notices.js';
import { repeatEvery } from '../repeat-every.js';
import { postSigned } from './post-signed.js';
import { isOk, type Webhooks } from './webhooks.js';

/** Something that somebody must be told. */
export interface NewNotice {
  /** `quota-warning`, `attestation-due`, `terms-published`, … */
  readonly kind: string;
  /** `owner:<id>`; notices to others are kept for them to read and not sent anywhere. */
  readonly recipient: string;
  /** A second notice of this kind to this recipient with the same key is not kept. */
  readonly deduplicationKey: string;
  /** Public facts; no secret. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** A notice as it is kept. Times are milliseconds since the Unix epoch. */
export interface Notice extends NewNotice {
  readonly id: string;
  readonly createdAt: number;
  readonly attempts: number;
  /** Null while it waits for an address, and once it is settled. */
  readonly nextAttemptAt: number | null;
  readonly deliveredAt: number | null;
  /** When it was given up. */
  readonly failedAt: number | null;
  /** HTTP status of the last attempt that was answered. */
  readonly lastStatus: number | null;
  readonly lastError: string | null;
}

/** What became of the notices that were due. */
export interface DeliveryAccount {
  readonly delivered: number;
  readonly postponed: number;
  readonly failed: number;
}

export interface Notices {
  /** Keeps a notice for delivery; returns its id, or that of the same notice kept before. */
  send(notice: NewNotice): Promise<string>;
  /** Delivers what is due. Safe on several nodes at once. */
  deliverDue(): Promise<DeliveryAccount>;
  /** Notices to a recipient, the newest first. */
  list(recipient: string): Promise<readonly Notice[]>;
  /** Delivers what is due every `intervalMs` (1 s unless told) until the function returned is called, which waits for what is under way. */
  start(intervalMs?: number): () => Promise<void>;
}

export interface NoticesOptions {
  readonly records: Records;
  readonly clock: Clock;
  /** Real time, which receivers check signatures by. */
  readonly clientClock: Clock;
  readonly outbound: Outbound;
  readonly webhooks: Pick<Webhooks, 'target'>;
  /** Notices that a recipient is sent in an hour at most (AUP-6), later ones wait; 60 unless told. */
  readonly maxPerHour?: number;
  /** Told of a failure of the state while `start` is at work; the next round tries again. */
  readonly onError?: (error: unknown) => void;
}

const minute = 60_000;
const hour = 60 * minute;
/** Waits after each failed attempt (Standard Webhooks, retry schedule); after the last the notice is given up. */
export const retrySchedule: readonly number[] = [
  5_000,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  10 * hour,
];
/** For how long an attempt is its node's own; longer than any attempt takes. */
const claimMs = minute;
const batchSize = 100;
const by = { actor: 'system', reason: 'notice' };

type Outcome = keyof DeliveryAccount | 'claimed-by-another';

/**
 * At least once, with an id that stays: a receiver that has seen the id may drop the message.
 * @example
 * const notices = createNotices({ records, clock, clientClock, outbound, webhooks });
 * const stop = notices.start();
 * await notices.send(quotaWarning({ … }));
 */
export function createNotices(options: NoticesOptions): Notices {
  const { records, clock, clientClock, outbound, webhooks, maxPerHour = 60, onError = () => {} } = options;
  const { db } = records;

  const update = (id: string, columns: Partial<NoticeTable>) =>
    db.updateTable('notice').set(columns).where('id', '=', id).execute();

  async function find({ kind, recipient, deduplicationKey }: NewNotice): Promise<string | undefined> {
    const found = await db
      .selectFrom('notice')
      .select('id')
      .where('kind', '=', kind)
      .where('recipient', '=', recipient)
      .where('deduplication_key', '=', deduplicationKey)
      .executeTakeFirst();
    return found?.id;
  }

  async function settle(notice: NoticeTable, kind: string, columns: Partial<NoticeTable>): Promise<void> {
    const detail = { recipient: notice.recipient, status: columns.last_status ?? null, attempts: notice.attempts + 1 };
    const settled = { ...columns, next_attempt_at: null };
    await records.change({ by, kind, subject: notice.id, detail }, (transaction) =>
      transaction.updateTable('notice').set(settled).where('id', '=', notice.id).execute(),
    );
  }

  /** Takes an attempt; false when another node has taken it. */
  async function claim({ id, attempts, next_attempt_at }: NoticeTable): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('notice')
      .set({ attempts: attempts + 1, next_attempt_at: clock() + claimMs })
      .where('id', '=', id)
      .where('attempts', '=', attempts)
      .where('next_attempt_at', '=', next_attempt_at)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  async function deliver(notice: Selectable<NoticeTable>): Promise<Outcome> {
    const { id, kind, recipient, payload, created_at, attempts } = notice;
    const target = await webhooks.target(recipient.replace(/^owner:/, ''));
    if (target === null) {
      await update(id, { next_attempt_at: null });
      return 'postponed';
    }
    if (!(await claim(notice))) return 'claimed-by-another';
    const body = JSON.stringify({
      type: kind,
      timestamp: new Date(created_at).toISOString(),
      data: JSON.parse(payload),
    });
    const { status, error } = await postSigned(outbound, { ...target, id, at: clientClock(), body }).then(
      ({ status }) => ({ status, error: isOk(status) ? null : `expected status 200, found ${status}` }),
      (failure: Error) => ({ status: null, error: failure.message }),
    );
    if (error === null) {
      await settle(notice, 'notice.delivered', { delivered_at: clock(), last_status: status, last_error: null });
      return 'delivered';
    }
    const wait = retrySchedule[attempts];
    // 410 Gone: the receiver wants no more of it.
    if (wait === undefined || status === 410) {
      await settle(notice, 'notice.failed', { failed_at: clock(), last_status: status, last_error: error });
      return 'failed';
    }
    await update(id, { next_attempt_at: clock() + wait, last_status: status, last_error: error });
    return 'postponed';
  }

  /** When a recipient may be sent to again; 0 for now. */
  async function nextFree(recipient: string): Promise<number> {
    const recent = await db
      .selectFrom('notice')
      .select('delivered_at')
      .where('recipient', '=', recipient)
      .where('delivered_at', '>', clock() - hour)
      .orderBy('delivered_at', 'desc')
      .limit(maxPerHour)
      .execute();
    return recent.length < maxPerHour ? 0 : (recent.at(-1)?.delivered_at ?? 0) + hour;
  }

  async function deliverTo(recipient: string, due: readonly Selectable<NoticeTable>[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const notice of due) {
      const free = await nextFree(recipient);
      if (free > clock()) {
        await update(notice.id, { next_attempt_at: free });
        outcomes.push('postponed');
      } else outcomes.push(await deliver(notice));
    }
    return outcomes;
  }

  async function deliverDue(): Promise<DeliveryAccount> {
    const rows = db.selectFrom('notice').selectAll().where('next_attempt_at', '<=', clock());
    const due = await rows.orderBy('next_attempt_at').limit(batchSize).execute();
    const recipients = new Map<string, Selectable<NoticeTable>[]>();
    for (const notice of due) {
      recipients.set(notice.recipient, [...(recipients.get(notice.recipient) ?? []), notice]);
    }
    // One after the other to each, so that a slow receiver holds up nobody else's.
    const outcomes = (await Promise.all([...recipients].map(([recipient, rows]) => deliverTo(recipient, rows)))).flat();
    const count = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length;
    return { delivered: count('delivered'), postponed: count('postponed'), failed: count('failed') };
  }

  return {
    deliverDue,
    async send(notice) {
      const known = await find(notice);
      if (known !== undefined) return known;
      const { kind, recipient, deduplicationKey, payload } = notice;
      const now = clock();
      const id = randomUUID();
      const row = {
        ...{ id, kind, recipient, deduplication_key: deduplicationKey, payload: JSON.stringify(payload) },
        ...{ created_at: now, attempts: 0, next_attempt_at: recipient.startsWith('owner:') ? now : null },
      };
      const change = { by, kind: 'notice.created', subject: id, detail: { kind, recipient } };
      try {
        await records.change(change, (transaction) => transaction.insertInto('notice').values(row).execute());
        return id;
      } catch (error) {
        // Kept at the same moment by somebody else.
        const other = await find(notice);
        if (other === undefined) throw error;
        return other;
      }
    },
    async list(recipient) {
      const rows = db.selectFrom('notice').selectAll().where('recipient', '=', recipient);
      return (await rows.orderBy('created_at', 'desc').orderBy('id').execute()).map(toNotice);
    },
    start: (intervalMs = 1_000) => repeatEvery(intervalMs, deliverDue, onError),
  };
}

function toNotice(row: Selectable<NoticeTable>): Notice {
  return {
    ...{ id: row.id, kind: row.kind, recipient: row.recipient, deduplicationKey: row.deduplication_key },
    payload: JSON.parse(row.payload),
    ...{ createdAt: row.created_at, attempts: row.attempts, nextAttemptAt: row.next_attempt_at },
    ...{ deliveredAt: row.delivered_at, failedAt: row.failed_at },
    ...{ lastStatus: row.last_status, lastError: row.last_error },
  };
}
