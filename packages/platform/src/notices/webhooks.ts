// The addresses that owners receive at: nothing is sent to one before it has proved that it wants to (AUP-6).

import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Sealer } from '../identity/index.js';
import type { Outbound } from '../network/index.js';
import { isGuid } from '../parties/index.js';
import type { Attribution, Records } from '../records/index.js';
import { NoticesError } from './notices-error.js';
import { postSigned } from './post-signed.js';

/** Where and under which secret an owner receives. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

export interface Webhooks {
  /**
   * Sets an owner's address, unproven. The secret is shown this once; the receiver checks signatures with it.
   * @throws NetworkError for a URL that may not be called, NoticesError `owner-unknown`.
   */
  set(by: Attribution, owner: string, url: string): Promise<{ readonly secret: string }>;
  /**
   * Posts `{"type":"webhook.challenge","timestamp","data":{"challenge"}}`, signed, and expects a 2xx answer with
   * `{"challenge"}` of the same value. From then on notices are sent, those that wait included.
   * @throws NetworkError when it cannot be called, NoticesError `webhook-missing`, `webhook-unproven`.
   */
  verify(by: Attribution, owner: string): Promise<void>;
  /** Ends sending, as an owner may at any time; their notices are kept and wait. */
  remove(by: Attribution, owner: string): Promise<void>;
  /** Where an owner proved to receive; null where they did not. */
  target(owner: string): Promise<WebhookTarget | null>;
}

export interface WebhooksOptions {
  readonly records: Records;
  readonly clock: Clock;
  /** Real time, which receivers check signatures by, whatever time the platform plays. */
  readonly clientClock: Clock;
  readonly sealer: Sealer;
  readonly outbound: Outbound;
}

/** @example const { secret } = await webhooks.set(by, owner.id, 'https://hooks.example/gamekeeper'); */
export function createWebhooks({ records, clock, clientClock, sealer, outbound }: WebhooksOptions): Webhooks {
  const { db } = records;

  async function write(
    by: Attribution,
    kind: string,
    owner: string,
    columns: { webhook_url: string | null; webhook_secret: string | null },
  ): Promise<void> {
    const detail = columns.webhook_url === null ? {} : { host: new URL(columns.webhook_url).host };
    const unknown = () => new NoticesError('owner-unknown', `expected the id of an owner, found '${owner}'`);
    if (!isGuid(owner)) throw unknown();
    await records.change({ by, kind, subject: owner, detail }, async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('owner')
        .set({ ...columns, webhook_verified_at: null })
        .where('id', '=', owner)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw unknown();
    });
  }

  async function read(owner: string) {
    if (!isGuid(owner)) return null;
    const row = await db
      .selectFrom('owner')
      .select(['webhook_url', 'webhook_secret', 'webhook_verified_at'])
      .where('id', '=', owner)
      .executeTakeFirst();
    if (row === undefined || row.webhook_url === null || row.webhook_secret === null) return null;
    const secret = await sealer.unseal(row.webhook_secret);
    return { url: row.webhook_url, sealed: row.webhook_secret, secret, verifiedAt: row.webhook_verified_at };
  }

  return {
    async set(by, owner, url) {
      const { href } = outbound.check(url);
      const secret = `whsec_${randomBytes(32).toString('base64')}`;
      const sealed = await sealer.seal(secret);
      await write(by, 'owner.webhook-set', owner, { webhook_url: href, webhook_secret: sealed });
      return { secret };
    },
    async verify(by, owner) {
      const webhook = await read(owner);
      if (webhook === null) {
        throw new NoticesError('webhook-missing', `webhook of owner ${owner}: expected an address, found none`);
      }
      const { url, secret, sealed } = webhook;
      const challenge = randomBytes(32).toString('base64url');
      const timestamp = new Date(clock()).toISOString();
      const body = JSON.stringify({ type: 'webhook.challenge', timestamp, data: { challenge } });
      const answer = await postSigned(outbound, { url, secret, id: randomUUID(), at: clientClock(), body });
      if (!isOk(answer.status) || !echoes(answer.body, challenge)) {
        const expected = 'expected status 200 and a body {"challenge"} with the value sent';
        const found = isOk(answer.status) ? 'another body' : `status ${answer.status}`;
        throw new NoticesError('webhook-unproven', `webhook of owner ${owner}: ${expected}, found ${found}`);
      }
      await records.change({ by, kind: 'owner.webhook-verified', subject: owner }, async (transaction) => {
        const now = clock();
        // Another address may have been set meanwhile; that one has proved nothing.
        const { numUpdatedRows } = await transaction
          .updateTable('owner')
          .set({ webhook_verified_at: now })
          .where('id', '=', owner)
          .where('webhook_secret', '=', sealed)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) {
          const message = `webhook of owner ${owner}: expected the address that was asked, found another`;
          throw new NoticesError('webhook-unproven', message);
        }
        await transaction
          .updateTable('notice')
          .set({ next_attempt_at: now })
          .where('recipient', '=', `owner:${owner}`)
          .where('delivered_at', 'is', null)
          .where('failed_at', 'is', null)
          .execute();
      });
    },
    remove: (by, owner) => write(by, 'owner.webhook-removed', owner, { webhook_url: null, webhook_secret: null }),
    async target(owner) {
      const webhook = await read(owner);
      return webhook === null || webhook.verifiedAt === null ? null : { url: webhook.url, secret: webhook.secret };
    },
  };
}

/** Whether a status says that a message was taken. */
export function isOk(status: number): boolean {
  return status >= 200 && status < 300;
}

function echoes(body: string, challenge: string): boolean {
  try {
    const { challenge: sent } = JSON.parse(body) as { challenge?: unknown };
    if (typeof sent !== 'string' || sent.length !== challenge.length) return false;
    const [a, b] = [Buffer.from(sent), Buffer.from(challenge)];
    return a.length === b.length && timingSafeEqual(a, b);
  } catch {
    return false;
  }
}
