// LIM-6: what is left of a quota is on every counted answer, and owners are told at 50, 80 and 95 percent.

import { expect, test } from 'vitest';
import { startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const owner = await gamekeeper.addOwner();
const { token } = await gamekeeper.addClient({ owner, tenant: await gamekeeper.addTenant() });
const hunt = (query = 'print 1') => gamekeeper.hunt(query, { token });

test('LIM-6: the answers count down, those that refuse the query too', async () => {
  const told: (string | null)[] = [];
  for (const query of ['print 1', 'print nothing', 'print 1']) {
    const { headers } = await hunt(query);
    expect(headers.get('ratelimit-policy')).toContain('"hunting-calls-per-minute-tenant";q=45;w=60');
    expect(headers.get('ratelimit-policy')).toContain(
      '"hunting-running-time-per-hour-tenant";q=600000;qu="running-milliseconds";w=3600',
    );
    told.push(/"hunting-calls-per-minute-tenant";r=\d+;t=\d+/.exec(headers.get('ratelimit') ?? '')?.[0] ?? null);
  }
  expect(told).toEqual([44, 43, 42].map((rest) => `"hunting-calls-per-minute-tenant";r=${rest};t=60`));
  gamekeeper.advance(20_000);
  expect((await hunt()).headers.get('ratelimit')).toContain('"hunting-calls-per-minute-tenant";r=41;t=40');
});

test('LIM-6: the owner was told when half, four fifths and nearly all was used, and a proof of it is kept', async () => {
  for (let calls = 4; calls < 45; calls++) await hunt();
  expect((await hunt()).status).toBe(429);
  const notices = await gamekeeper.platform.gate.notices.list(`owner:${owner.id}`);
  const warnings = notices.filter(
    ({ kind, payload }) => kind === 'quota-warning' && `${payload.subject}`.startsWith('tenant:'),
  );
  expect(warnings.map(({ payload }) => payload.percent).sort()).toEqual([50, 80, 95]);
  expect(warnings[0]?.payload).toMatchObject({ quota: 'hunting calls-per-minute', limit: 45 });
});
