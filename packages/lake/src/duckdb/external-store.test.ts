import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRows } from '../engine/conformance.js';
import type { Engine } from '../engine/engine.js';
import { createDuckDbEngine } from './duckdb-engine.js';

let engine: Engine;
beforeAll(async () => {
  engine = await createDuckDbEngine({ directory: null, tables: new Map(), clock: () => 0, threads: 1 });
});
afterAll(() => engine.close());

const table = `t${'0123456789'.repeat(4)}`;
const reach = { namespace: null, tables: [], external: [table] } as const;
const read = () =>
  readRows(engine, `SELECT json_array("c0", "c1")::VARCHAR AS "row" FROM "external"."${table}"`, { reach });
const load = (...batches: (readonly (readonly string[])[])[]) =>
  engine.loadExternal({ table, columns: 2, rows: linesOf(batches) });

async function* linesOf(batches: readonly (readonly (readonly string[])[])[]) {
  for (const batch of batches) yield batch.map((row) => JSON.stringify(row));
}

test('a table is there with all of its rows in their order, is replaced as a whole, and goes when it is dropped', async () => {
  expect(await engine.holdsExternal(table)).toBe(false);
  await load(
    [
      ['a', '1'],
      ['b\n"', 'ü\u0000'],
    ],
    [],
    [['c']],
  );
  expect(await engine.holdsExternal(table)).toBe(true);
  expect(await read()).toEqual([
    ['a', '1'],
    ['b\n"', 'ü\u0000'],
    ['c', ''],
  ]);
  await load([['x', 'y']]);
  expect(await read()).toEqual([['x', 'y']]);
  await engine.dropExternal(table);
  expect(await engine.holdsExternal(table)).toBe(false);
  await engine.dropExternal(table);
  await expect(read()).rejects.toMatchObject({ name: 'EngineError' });
});

test('rows that fail on their way leave what was there', async () => {
  await load([['former', '']]);
  const failing = async function* () {
    yield ['["half",""]'];
    throw new Error('the connection broke');
  };
  await expect(engine.loadExternal({ table, columns: 2, rows: failing() })).rejects.toThrow('the connection broke');
  expect(await read()).toEqual([['former', '']]);
});

test('only names of external tables are taken', async () => {
  for (const name of ['Events', `${table}"; DROP`, 'main'])
    await expect(engine.holdsExternal(name)).rejects.toThrow(/expected the name of an external table/);
});

test('no query reads one that is not within its reach', async () => {
  await load([['secret', '']]);
  await expect(
    readRows(engine, `SELECT "c0" AS "row" FROM "external"."${table}"`, { reach: { namespace: null, tables: 'all' } }),
  ).rejects.toMatchObject({ code: 'forbidden-table' });
});
