// A query with several tables: read one after the other, within limits that they share.

import { createDuckDbEngine, tables } from '@gamekeeper/lake';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHuntingService } from './create-hunting-service.js';
import type { HuntAnswer, HuntingService } from './hunting-service.js';

let engine: Awaited<ReturnType<typeof createDuckDbEngine>>;
let service: HuntingService;
beforeAll(async () => {
  const clock = () => Date.parse('2026-03-01T00:00:00Z');
  engine = await createDuckDbEngine({ directory: null, tables, clock });
  service = createHuntingService({ engine, tables, clock, limits: { maxRows: 5 } });
});
afterAll(() => engine.close());

const query = 'range x from 1 to 3 step 1 | as A; range y from 1 to 4 step 1 | as B; print z = 1';

async function read(answer: HuntAnswer): Promise<unknown[]> {
  const read: unknown[] = [];
  for (const { name, rows } of [answer, ...answer.further]) {
    let text = '';
    for await (const chunk of rows) text += `${new TextDecoder().decode(chunk)}\n`;
    read.push([name, text.split('\n').filter((line) => line !== '').length]);
  }
  return read;
}

test('tables come in the order of the query and share its rows', async () => {
  const answer = await service.hunt({ query, caller: null });
  expect(await read(answer)).toEqual([
    ['A', 3],
    ['B', 2],
    ['Table_2', 0],
  ]);
  expect(await answer.usage).toMatchObject({ rows: 5, truncated: true });
  expect(await answer.cost).toMatchObject({ rows: 5, truncated: true });
});

test('a reader with room for one table is told the names of all', async () => {
  await expect(service.hunt({ query, caller: null, oneTable: true })).rejects.toMatchObject({
    code: 'unsupported',
    message: 'The query yields 3 tables (A, B, Table_2); the answer here has room for one',
  });
  const one = await service.hunt({ query: 'print 1', caller: null, oneTable: true });
  expect(await read(one)).toEqual([['Table_0', 1]]);
});

test('a reader that leaves ends the hunt, and what it had used is told', async () => {
  const answer = await service.hunt({ query, caller: null });
  for await (const _ of answer.rows) break;
  await expect(answer.usage).rejects.toMatchObject({ code: 'cancelled' });
  expect((await answer.cost).rows).toBeLessThanOrEqual(3);
  await expect(read({ ...answer, rows: answer.further[0]?.rows ?? answer.rows })).rejects.toMatchObject({
    code: 'cancelled',
  });
});
