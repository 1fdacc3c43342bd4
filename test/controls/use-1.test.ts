// USE-1: size, depth and running time of requests are bounded, and the server stays up.

import { expect, test } from 'vitest';
import { huntingPaths, startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper({ hunting: { timeoutMs: 300, maxBytes: 10_000 }, bodyLimit: 20_000 });
const endless = 'range x from 1 to 1000000000000 step 1 | where x % 7 == 3 | count';
const nested = (depth: number) => `print x = ${'('.repeat(depth)}1${')'.repeat(depth)}`;

test('USE-1: a query beyond its time is stopped, on each wire in its words, and the next one runs', async () => {
  const text = expect.stringContaining('Query exceeded the timeout period.');
  expect(await gamekeeper.hunt(endless)).toMatchObject({ status: 400, text });
  expect(await gamekeeper.hunt(endless, { wire: 'graph' })).toMatchObject({ status: 504, text });
  expect((await gamekeeper.hunt('print 1')).status).toBe(200);
});

test('USE-1: an answer beyond its size is never given in part, a smaller one is given whole', async () => {
  const letters = (rows: number) =>
    gamekeeper.hunt(`range x from 1 to ${rows} step 1 | project strrep("x", 100)`).catch(() => null);
  const large = await letters(90_000);
  expect(large?.status ?? 'broken off').not.toBe(200);
  expect(await letters(50)).toMatchObject({ status: 200 });
});

test('USE-1: a body beyond its size is refused before it is read, one of that size is read', async () => {
  const body = (length: number) => ({ body: JSON.stringify({ Query: 'print 1' }).padEnd(length, ' ') });
  expect(await gamekeeper.hunt('', body(20_001))).toMatchObject({ status: 413 });
  expect(await gamekeeper.hunt('', body(20_000))).toMatchObject({ status: 200 });
});

test('USE-1: a query too deep is refused, a shallower one runs', async () => {
  expect((await gamekeeper.hunt(nested(20))).status).toBe(200);
  const deep = await gamekeeper.hunt(nested(9_000));
  expect(deep.status).toBe(400);
  expect(deep.body.error.message).not.toBe('');
  expect((await gamekeeper.hunt('print 1')).status).toBe(200);
});

test('USE-1: a request line too long is refused', async () => {
  const path = (length: number) => `${huntingPaths.defender}?${'x'.repeat(length)}`;
  const post = (length: number) =>
    gamekeeper.fetch(path(length), { method: 'POST', token: gamekeeper.token, body: { Query: 'print 1' } });
  expect(await post(20_481)).toMatchObject({ status: 414 });
  expect(await post(20_000)).toMatchObject({ status: 200 });
});

test('USE-1: what was stopped is counted as evidence', async () => {
  await gamekeeper.platform.gate.audit.flush();
  expect((await gamekeeper.evidence('USE-1')).count).toBeGreaterThanOrEqual(4);
});
