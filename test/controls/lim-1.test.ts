// LIM-1: hunting sees the past thirty days only, whatever the query says.

import { beforeAll, expect, test } from 'vitest';
import { day, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
beforeAll(async () => {
  const row = (name: string, age: number) => ({
    ...{ Timestamp: new Date(gamekeeper.now() - age).toISOString(), DeviceName: name, ActionType: 'A', ReportId: 1 },
  });
  await gamekeeper.ingest('DeviceEvents', [row('kept', 30 * day), row('gone', 30 * day + 1)]);
});

test.each([
  'DeviceEvents',
  'DeviceEvents | where Timestamp > ago(365d)',
  'DeviceEvents | where Timestamp between (datetime(2020-01-01) .. now())',
  'let all = () { DeviceEvents }; all()',
  'let all = view () { DeviceEvents }; union all, DeviceInfo',
  'print DeviceName = "kept" | join kind=rightouter (DeviceEvents) on DeviceName',
  'print names = toscalar(DeviceEvents | summarize make_set(DeviceName))',
])('LIM-1: %s', async (query) => {
  for (const wire of ['defender', 'endpoint', 'graph'] as const) {
    const { status, text } = await gamekeeper.hunt(query, { wire });
    expect([status, text.includes('kept'), text.includes('gone')]).toEqual([200, true, false]);
  }
});

test('LIM-1: a timespan in the request narrows the window and never widens it', async () => {
  const ask = async (timespan: string) =>
    (
      await gamekeeper.fetch('/v1.0/security/runHuntingQuery', {
        ...{ method: 'POST', token: gamekeeper.token, body: { query: 'DeviceEvents | count', timespan } },
      })
    ).body.results;
  expect(await ask('P10Y')).toEqual([{ Count: 1 }]);
  expect(await ask('P7D')).toEqual([{ Count: 0 }]);
});
