import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../clock.js';
import { createSealer } from '../identity/index.js';
import { createOutbound } from '../network/index.js';
import { openRecords, type Records } from '../records/index.js';
import { createNotices, type NewNotice, retrySchedule } from './notices.js';
import { quotaWarning } from './quota-warning.js';
import { createWebhooks, type Webhooks } from './webhooks.js';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly type: string; readonly data: Record<string, unknown> };
  readonly text: string;
}
type Reply = (received: Received) => { status?: number; body?: unknown };

const by = { actor: 'operator', reason: 'test' };
const start = Date.parse('2026-01-01T00:00:00Z');
let directory: string;
let records: Records;
let receiver: Server;
let url: string;
let webhooks: Webhooks;
let now = start;
let owner: string;
let received: Received[] = [];
let reply: Reply;

const outbound = createOutbound({ allowPrivate: true, ports: 'any' });
const sealer = createSealer(new Uint8Array(32));
const echo: Reply = ({ body }) => ({ body: { challenge: body.data.challenge } });
const build = (more = {}) =>
  createNotices({ records, clock: () => now, clientClock: systemClock, outbound, webhooks, ...more });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gamekeeper-notices-'));
  const blank = process.env.GAMEKEEPER_BLANK_DIRECTORY;
  if (blank !== undefined) await cp(blank, directory, { recursive: true });
  records = await openRecords({ directory, clock: () => now });
  webhooks = createWebhooks({ records, clock: () => now, clientClock: systemClock, sealer, outbound });
  receiver = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const message = { headers: request.headers, body: JSON.parse(text), text };
    received.push(message);
    const { status = 200, body = {} } = reply(message);
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
beforeEach(async () => {
  now = start;
  received = [];
  reply = echo;
  owner = randomUUID();
  const row = { id: owner, display_name: 'Owner', email: 'security@owner.example', created_at: now };
  const none = { webhook_url: null, webhook_verified_at: null, webhook_secret: null };
  await records.db
    .insertInto('owner')
    .values({ ...row, ...none })
    .execute();
});
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await records.close();
  await rm(directory, { recursive: true, force: true });
});

async function proven(): Promise<string> {
  const { secret } = await webhooks.set(by, owner, url);
  await webhooks.verify(by, owner);
  received = [];
  reply = () => ({ status: 204 });
  return secret;
}
const warning = (percent: number): NewNotice =>
  quotaWarning({ owner, subject: 'tenant:t', quota: 'hunting', limit: 45, percent, windowMs: 60_000, at: now });
const only = async () => {
  const [notice, ...others] = await build().list(`owner:${owner}`);
  expect(others).toEqual([]);
  return notice;
};

describe('addresses', () => {
  test('nothing but the challenge is sent before the challenge is answered; then what waits is delivered', async () => {
    const notices = build();
    await notices.send(warning(50));
    await webhooks.set(by, owner, url);
    reply = () => ({ body: {} });
    await expect(webhooks.verify(by, owner)).rejects.toMatchObject({ code: 'webhook-unproven' });
    expect(await notices.deliverDue()).toEqual({ delivered: 0, postponed: 1, failed: 0 });
    now += 86_400_000;
    expect(await notices.deliverDue()).toEqual({ delivered: 0, postponed: 0, failed: 0 });
    expect(received.map(({ body }) => body.type)).toEqual(['webhook.challenge']);
    reply = echo;
    await webhooks.verify(by, owner);
    expect(await notices.deliverDue()).toEqual({ delivered: 1, postponed: 0, failed: 0 });
    expect(received.at(-1)?.body.type).toBe('quota-warning');
  });

  test.each<[string, Reply]>([
    ['sends back what it was sent', ({ body }) => ({ body })],
    ['answers another challenge', () => ({ body: { challenge: 'x'.repeat(43) } })],
    ['answers with an error', (message) => ({ ...echo(message), status: 500 })],
    ['redirects', (message) => ({ ...echo(message), status: 302 })],
    ['answers with a bare text', () => ({ body: 'ok' })],
    ['answers null', () => ({ body: null })],
  ])('a receiver that %s has proved nothing', async (_, answer) => {
    await webhooks.set(by, owner, url);
    reply = answer;
    await expect(webhooks.verify(by, owner)).rejects.toMatchObject({ code: 'webhook-unproven' });
    expect(await webhooks.target(owner)).toBeNull();
  });

  test('a new address has to prove itself anew, also when the old one answers late', async () => {
    await proven();
    await webhooks.set(by, owner, `${url}/new`);
    expect(await webhooks.target(owner)).toBeNull();
    reply = echo;
    const settled: Promise<unknown>[] = [];
    const slow = createWebhooks({
      ...{ records, clock: () => now, clientClock: systemClock, sealer },
      outbound: {
        ...outbound,
        async post(target, request) {
          const answer = await outbound.post(target, request);
          settled.push(webhooks.set(by, owner, `${url}/newer`));
          await Promise.all(settled);
          return answer;
        },
      },
    });
    await expect(slow.verify(by, owner)).rejects.toMatchObject({ code: 'webhook-unproven' });
    expect(await webhooks.target(owner)).toBeNull();
  });

  test('the secret is kept sealed, and neither it nor the path enters the trail', async () => {
    const secret = await proven();
    const row = await records.db.selectFrom('owner').selectAll().where('id', '=', owner).executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(secret.slice(6));
    const trail = JSON.stringify((await records.events.list()).filter(({ subject }) => subject === owner));
    expect(trail).toContain('owner.webhook-verified');
    expect(trail).not.toContain(secret.slice(6));
    expect(trail).not.toContain('/hook');
  });

  test('who removes the address hears no more', async () => {
    await proven();
    await webhooks.remove(by, owner);
    const notices = build();
    await notices.send(warning(50));
    await notices.deliverDue();
    expect(received).toEqual([]);
  });

  test('URLs that may not be called and owners that are none are refused', async () => {
    await expect(webhooks.set(by, owner, 'https://169.254.169.254/')).rejects.toMatchObject({
      code: 'target-forbidden',
    });
    for (const id of ['no such', randomUUID()]) {
      await expect(webhooks.set(by, id, url)).rejects.toMatchObject({ code: 'owner-unknown' });
      await expect(webhooks.verify(by, id)).rejects.toMatchObject({ code: 'webhook-missing' });
    }
  });
});

describe('delivery', () => {
  test('the receiver can check signature, id and time with any Standard Webhooks library', async () => {
    const secret = await proven();
    const notices = build();
    const id = await notices.send(warning(80));
    await notices.deliverDue();
    const [message] = received;
    expect(message?.headers['webhook-id']).toBe(id);
    const headers = message?.headers as Record<string, string>;
    expect(new Webhook(secret).verify(message?.text ?? '', headers)).toEqual({
      type: 'quota-warning',
      timestamp: '2026-01-01T00:00:00.000Z',
      data: expect.objectContaining({ quota: 'hunting', limit: 45, percent: 80 }),
    });
    expect(() => new Webhook(secret).verify(`${message?.text} `, headers)).toThrow(/No matching signature/);
    expect(await only()).toMatchObject({ deliveredAt: start, lastStatus: 204, attempts: 1, nextAttemptAt: null });
    expect((await records.events.list()).at(-1)).toMatchObject({ kind: 'notice.delivered', subject: id });
  });

  test('the same notice is kept once, also when it is sent twice at once', async () => {
    await proven();
    const notices = build();
    const ids = await Promise.all([notices.send(warning(80)), notices.send(warning(80))]);
    expect(new Set([...ids, await notices.send(warning(80))]).size).toBe(1);
    await notices.send(warning(95));
    now += 60_000;
    await notices.send(warning(80));
    expect(await notices.deliverDue()).toMatchObject({ delivered: 3 });
    expect(received).toHaveLength(3);
  });

  test('tries again exactly when the schedule says, under the same id, and gives up after its end', async () => {
    await proven();
    reply = () => ({ status: 503 });
    const notices = build();
    const id = await notices.send(warning(80));
    for (const [at, wait] of retrySchedule.entries()) {
      expect(await notices.deliverDue()).toMatchObject({ postponed: 1 });
      now += wait - 1;
      expect(await notices.deliverDue()).toMatchObject({ postponed: 0 });
      now += 1;
      expect(received).toHaveLength(at + 1);
    }
    expect(await notices.deliverDue()).toMatchObject({ failed: 1 });
    expect(new Set(received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]));
    expect(await only()).toMatchObject({ failedAt: now, deliveredAt: null, lastStatus: 503, attempts: 8 });
    now += 86_400_000;
    expect(await notices.deliverDue()).toEqual({ delivered: 0, postponed: 0, failed: 0 });
  });

  test('a receiver that is gone for good is not asked again', async () => {
    await proven();
    reply = () => ({ status: 410 });
    const notices = build();
    await notices.send(warning(80));
    expect(await notices.deliverDue()).toMatchObject({ failed: 1 });
    expect(await only()).toMatchObject({ lastStatus: 410, nextAttemptAt: null });
  });

  test('two nodes deliver a notice once', async () => {
    await proven();
    const [one, other] = [build(), build()];
    await one.send(warning(80));
    const accounts = await Promise.all([one.deliverDue(), other.deliverDue()]);
    expect(accounts.map(({ delivered }) => delivered).sort()).toEqual([0, 1]);
    expect(received).toHaveLength(1);
  });

  test('nobody is sent more in an hour than the limit; the rest follows when the hour has passed', async () => {
    await proven();
    const notices = build({ maxPerHour: 2 });
    for (const percent of [50, 80, 95]) await notices.send(warning(percent));
    expect(await notices.deliverDue()).toEqual({ delivered: 2, postponed: 1, failed: 0 });
    now += 3_599_999;
    expect(await notices.deliverDue()).toEqual({ delivered: 0, postponed: 0, failed: 0 });
    now += 1;
    expect(await notices.deliverDue()).toEqual({ delivered: 1, postponed: 0, failed: 0 });
  });

  test('notices to others than owners are kept for them to read', async () => {
    const notices = build();
    const recipient = `tenant:${randomUUID()}`;
    await notices.send({ kind: 'terms-published', recipient, deduplicationKey: '1', payload: { version: '2' } });
    expect(await notices.deliverDue()).toEqual({ delivered: 0, postponed: 0, failed: 0 });
    expect(await notices.list(recipient)).toMatchObject([{ kind: 'terms-published', payload: { version: '2' } }]);
  });

  test('once started it delivers by itself until it is stopped', async () => {
    await proven();
    const notices = build();
    const stop = notices.start(5);
    await notices.send(warning(80));
    await vi.waitFor(() => expect(received).toHaveLength(1));
    await stop();
    expect(await only()).toMatchObject({ deliveredAt: start });
  });
});
