// LIM-4: 45 calls a minute, ten minutes of running time an hour and four hours a day; a run ends with its budget and is charged even if its client has left.

import { defender2021 } from '@gamekeeper/platform';
import { beforeEach, expect, test } from 'vitest';
import { type Answer, day, type HuntOptions, minute, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { tenant, owner, application } = gamekeeper.sample;
const { quotas } = gamekeeper.platform.gate;
const endless = 'range x from 1 to 1000000000000 step 1 | where x % 7 == 3 | count';
const hunt = async (query = 'print 1', options: HuntOptions = {}) =>
  gamekeeper.hunt(query, { token: await gamekeeper.tokenOf(application), ...options });

/** What was used of a limit. */
async function used(limit: string): Promise<number> {
  const subject = { tenantId: tenant.id, ownerId: owner.id, applicationId: application.id };
  const limits = await quotas.peek({ subject, quota: 'hunting', profile: defender2021 });
  return limits.find(({ name }) => name === limit)?.used ?? 0;
}

/** A hunt that does not end on its own, once it is under way. */
async function start(options: HuntOptions = {}): Promise<{ readonly answer: Promise<Answer | null> }> {
  const before = await used('calls-per-minute');
  const answer = hunt(endless, options).catch(() => null);
  while ((await used('calls-per-minute')) === before) await gamekeeper.fetch('/healthz');
  return { answer };
}

/** What is left of a limit, as an answer says it. */
const left = ({ headers }: Answer, limit: string) =>
  Number(new RegExp(`"hunting-${limit}-tenant";r=(\\d+)`).exec(headers.get('ratelimit') ?? '')?.[1]);

beforeEach(() => gamekeeper.advance(2 * day));

test('LIM-4: the forty-sixth call of a minute is refused, on whichever wire, and the next minute begins anew', async () => {
  for (let calls = 0; calls < 45; calls++) {
    expect((await hunt('print 1', { wire: calls % 2 === 0 ? 'defender' : 'graph' })).status).toBe(200);
  }
  expect(await hunt()).toMatchObject({ status: 429, reason: 'quota-exceeded' });
  expect(await hunt('print 1', { wire: 'graph' })).toMatchObject({ status: 429, reason: 'quota-exceeded' });
  gamekeeper.advance(minute);
  expect((await hunt()).status).toBe(200);
});

test('LIM-4: a run is stopped when ten minutes are used up, and the next call waits for the hour to pass', async () => {
  const { answer } = await start();
  gamekeeper.advance(10 * minute);
  expect(await answer).toMatchObject({ status: 429, reason: 'quota-exceeded' });
  const refused = await hunt();
  expect(refused).toMatchObject({ status: 429, headers: expect.anything() });
  expect(refused.body.error.message).toContain('Maximum allowed 00:10:00 of running time per 01:00:00');
  const waits = Number(refused.headers.get('x-ms-retry-after-ms'));
  gamekeeper.advance(waits - 1);
  expect((await hunt()).status).toBe(429);
  gamekeeper.advance(1);
  expect((await hunt()).status).toBe(200);
});

test('LIM-4: a run whose client has left is charged what it ran, and ends', async () => {
  const client = new AbortController();
  const { answer } = await start({ signal: client.signal, headers: { 'client-request-id': 'left' } });
  gamekeeper.advance(4 * minute);
  client.abort();
  expect(await answer).toBeNull();
  const ended = 'ApiAuditEvents | where ClientRequestId == "left" | count';
  while ((await gamekeeper.audit(ended))[0]?.Count !== 1) await gamekeeper.fetch('/healthz');
  gamekeeper.advance(minute);
  expect(left(await hunt(), 'running-time-per-hour')).toBe(6 * minute);
});

test('LIM-4: after four hours of running time a day has to pass', async () => {
  const sandbox = await gamekeeper.addClient({
    tenant: await gamekeeper.addTenant('sandbox'),
    owner: await gamekeeper.addOwner(),
  });
  const subject = { tenantId: sandbox.tenant.id, ownerId: sandbox.owner.id, applicationId: sandbox.application.id };
  const use = { subject, quota: 'hunting', profile: defender2021 } as const;
  const call = async () => gamekeeper.hunt('print 1', { token: await gamekeeper.tokenOf(sandbox.application) });
  await quotas.set({ ...use, limit: 'running-time-per-day', remaining: 0 });
  const refused = await call();
  expect(refused.body.error.message).toContain('Maximum allowed 04:00:00 of running time per 1.00:00:00');
  gamekeeper.advance(day - 1);
  expect((await call()).status).toBe(429);
  gamekeeper.advance(1);
  expect((await call()).status).toBe(200);
});
