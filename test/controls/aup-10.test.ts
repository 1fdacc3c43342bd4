// AUP-10: what is uploaded is read as records within limits; anything else is refused, and nothing is executed.

import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const row = (name: string, more = {}) =>
  JSON.stringify({
    ...{ Timestamp: new Date(gamekeeper.now() - 1000).toISOString(), DeviceName: name, ActionType: 'A', ReportId: 1 },
    ...more,
  });
const upload = async (body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(`${gamekeeper.platform.url}/ingest/DeviceEvents`, {
    ...{ method: 'POST', body, headers: { authorization: `Bearer ${gamekeeper.token}`, ...headers } },
  });
  return { status: response.status, body: (await response.json()) as { ingested?: number; code?: string } };
};
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

test('AUP-10: records are stored; text that is none, and a program, are not', async () => {
  expect(await upload(row('a'))).toMatchObject({ status: 200, body: { ingested: 1 } });
  for (const body of ['#!/bin/sh\nrm -rf /\n', '<script>alert(1)</script>', '\x7fELF\x02\x01\x01\0\0\0']) {
    const { status, body: account } = await upload(body);
    expect(status).toBe(422);
    expect(account.ingested).toBe(0);
  }
  expect(await gamekeeper.rows('DeviceEvents | count')).toEqual([{ Count: 1 }]);
});

test('AUP-10: a record too deep is refused, a shallower one stored', async () => {
  const record = (depth: number) => row('b', { AdditionalFields: JSON.parse(nested(depth)) });
  expect((await upload(record(10))).body.ingested).toBe(1);
  expect((await upload(`${row('c').slice(0, -1)},"AdditionalFields":${nested(5_000)}}`)).status).toBe(422);
});

test('AUP-10: what expands out of all proportion is refused, an ordinary archive read', async () => {
  const gzip = { 'content-encoding': 'gzip' };
  expect((await upload(new Uint8Array(gzipSync(`${row('d')}\n`)), gzip)).body.ingested).toBe(1);
  const bomb = await upload(new Uint8Array(gzipSync(Buffer.alloc(200_000_000, ' '))), gzip);
  expect(bomb.status).toBeGreaterThanOrEqual(400);
  expect((await upload(row('e'))).body.ingested).toBe(1);
});
