// LIM-5: a throttled call is told, in words and in headers, when it passes; at that millisecond it does, one before it does not.

import { beforeEach, expect, test } from 'vitest';
import { type Answer, day, huntingPaths, minute, startGamekeeper, type Wire } from './harness.js';

const gamekeeper = await startGamekeeper();
const { tenant, application } = gamekeeper.sample;
const hunt = async (wire: Wire) => gamekeeper.hunt('print 1', { wire, token: await gamekeeper.tokenOf(application) });
beforeEach(() => gamekeeper.advance(day));

/** Uses the minute up: one call, and the others some milliseconds later. */
async function exhaust(wire: Wire): Promise<Answer> {
  expect((await hunt(wire)).status).toBe(200);
  gamekeeper.advance(minute - 7_300);
  for (let calls = 1; calls < 45; calls++) expect((await hunt(wire)).status).toBe(200);
  return hunt(wire);
}

const words: Readonly<Record<'defender' | 'graph', (answer: Answer) => void>> = {
  defender: ({ body }) =>
    expect(body.error).toMatchObject({
      ...{ code: '429', target: tenant.id },
      message:
        'API calls quota exceeded! Maximum allowed 45 per 00:01:00 for the key TenantID. You can send requests again in 8 seconds.',
    }),
  graph: ({ body }) =>
    expect(body.error).toMatchObject({
      ...{ code: 'TooManyRequests', message: 'Too many requests. You can send requests again in 8 seconds.' },
      innerError: { 'request-id': expect.any(String) },
    }),
};

test.each(['defender', 'graph'] as const)('LIM-5: on %s the moment is told, and it is exact', async (wire) => {
  const refused = await exhaust(wire);
  expect(refused).toMatchObject({ status: 429, reason: 'quota-exceeded' });
  words[wire](refused);
  expect(refused.headers.get('retry-after')).toBe('8');
  expect(refused.headers.get('x-ms-retry-after-ms')).toBe('7300');
  gamekeeper.advance(7_299);
  const again = await hunt(wire);
  expect([again.status, again.headers.get('x-ms-retry-after-ms')]).toEqual([429, '1']);
  gamekeeper.advance(1);
  expect((await hunt(wire)).status).toBe(200);
  expect((await hunt(wire)).status).toBe(429);
});

test('LIM-5: a refused call costs nothing and leaves its row', async () => {
  await exhaust('defender');
  const rows = await gamekeeper.audit(
    `ApiAuditEvents | where Timestamp > ago(1h) and StatusCode == 429 | project Gate, Reason, Quota, Path`,
  );
  expect(rows).toEqual([{ Gate: 'quota', Reason: 'quota-exceeded', Quota: 'hunting', Path: huntingPaths.defender }]);
});
