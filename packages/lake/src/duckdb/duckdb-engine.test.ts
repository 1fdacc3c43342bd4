import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { physicalNames } from '@gamekeeper/kql';
import { afterEach, describe, expect, test } from 'vitest';
import { type ConformanceSql, engineConformance, readRows } from '../engine/conformance.js';
import type { Engine } from '../engine/engine.js';
import { defineTable } from '../tables/define-table.js';
import { createDuckDbEngine, type DuckDbEngineOptions } from './index.js';
import { quoteName, quoteRelation } from './quote.js';

const numbers = (count: number, width: number) =>
  `SELECT json_array(i, repeat('x', ${width}))::VARCHAR AS "row" FROM range(${count}) r(i)`;
const endless = 'SELECT count(*)::VARCHAR AS "row" FROM range(1000000000000) r(i) WHERE i % 7 = 3';

const sql: ConformanceSql = {
  rows: (table, columns, namespace = null) => {
    const names = physicalNames(table.columns.map((column) => column.name));
    const physical = columns.map((column) => names[table.columns.findIndex(({ name }) => name === column)] ?? column);
    return `SELECT json_array(${physical.map(quoteName).join(', ')})::VARCHAR AS "row" FROM ${quoteRelation(namespace, table.name)}`;
  },
  numbers,
  descending: (count) =>
    `SELECT json_array(n)::VARCHAR AS "row" FROM (SELECT (i * 7919) % ${count} AS n FROM range(${count}) r(i) ORDER BY n DESC)`,
  failing: (cause) =>
    `SELECT json_array((CASE WHEN i = 900000 THEN '${cause}' ELSE '1' END)::INTEGER)::VARCHAR AS "row" FROM range(1000000) r(i)`,
  endless,
  hungry: 'SELECT length(list(repeat(i::VARCHAR, 50))::VARCHAR)::VARCHAR AS "row" FROM range(5000000) r(i)',
  forbidden: [
    `SELECT content AS "row" FROM read_text('/etc/hostname')`,
    `SELECT line AS "row" FROM read_csv('/etc/hostname', columns = {'line': 'VARCHAR'})`,
    `SELECT * FROM '/etc/hostname.csv'`,
    `SELECT file AS "row" FROM glob('/*')`,
    `SELECT content AS "row" FROM read_text('https://example.org/')`,
    `COPY "Events" TO 'out.csv'`,
    `COPY "Events" FROM 'in.csv'`,
    `ATTACH 'other.duckdb'`,
    `ATTACH ':memory:' AS m`,
    'INSTALL httpfs',
    'LOAD httpfs',
    `SET memory_limit = '1TB'`,
    'SET enable_external_access = true',
    'RESET lock_configuration',
    'PRAGMA threads = 64',
    `CALL enable_logging(storage = 'file')`,
    'CHECKPOINT',
    'DROP VIEW "Events"',
    'DELETE FROM "Events$d20261122"',
    `SELECT 'x' AS "row"; DELETE FROM "Events$d20261122"`,
    `SELECT 'x' AS "row")); DELETE FROM "Events$d20261122"; SELECT (('x'`,
    `SELECT 'x' AS "row") LIMIT 1) UNION ALL SELECT NULL; DELETE FROM "Events$d20261122" --`,
  ],
};

engineConformance('DuckDB', createDuckDbEngine, sql);

const Events = defineTable('Events', 'Timestamp:datetime, Text:string');
const texts = 'SELECT json_array("Text")::VARCHAR AS "row" FROM "Events"';
const row = (text: string) => ({
  parts: [{ table: 'Events', partition: 'd20261122', rows: [JSON.stringify({ Text: text })] }],
});

const opened: Engine[] = [];
const directories: string[] = [];

async function create(options: Partial<DuckDbEngineOptions>): Promise<Engine> {
  const tables = new Map([[Events.name, Events]]);
  const engine = await createDuckDbEngine({ directory: null, tables, clock: () => 0, lockWaitMs: 0, ...options });
  opened.push(engine);
  return engine;
}

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'gamekeeper-engine-'));
  directories.push(directory);
  return directory;
}

/** The process that holds the database, as the refusal of a second engine names it. */
async function holderOf(directory: string): Promise<number> {
  const refusal = await create({ directory }).catch((error: Error) => error);
  return Number(/another process \((\d+)\)/.exec(refusal instanceof Error ? refusal.message : '')?.[1]);
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((engine) => engine.close()));
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

describe('the engine process', () => {
  test('killed, is replaced: acknowledged rows are there, what ran is told', async () => {
    const directory = await makeDirectory();
    const engine = await create({ directory });
    await engine.append({ id: 'first', ...row('acknowledged') });
    const running = readRows(engine, endless);
    const stopped = expect(running).rejects.toMatchObject({ code: 'engine-stopped' });
    await engine.statistics();
    process.kill(await holderOf(directory), 'SIGKILL');
    await stopped;
    expect(await readRows(engine, texts)).toEqual([['acknowledged']]);
    expect(await engine.append({ id: 'first', ...row('acknowledged') })).toEqual({ rows: 1, duplicate: true });
    await engine.append(row('afterwards'));
    expect(await readRows(engine, texts)).toEqual([['acknowledged'], ['afterwards']]);
  });

  test('that cannot be interrupted is killed after the grace, and the engine goes on', async () => {
    const engine = await create({ directory: await makeDirectory(), interruptGraceMs: 50 });
    await engine.append(row('kept'));
    const deaf = `SELECT levenshtein(repeat('a', 200000), repeat('b', 200000) || i::VARCHAR)::VARCHAR AS "row" FROM range(4) r(i)`;
    const beside = expect(readRows(engine, endless)).rejects.toMatchObject({ code: 'engine-stopped' });
    await expect(readRows(engine, deaf, { timeoutMs: 300 })).rejects.toMatchObject({ code: 'timeout' });
    await beside;
    expect(await readRows(engine, texts)).toEqual([['kept']]);
  });

  test('takes rows kept only in memory with it, and the engine says so', async () => {
    const engine = await create({ interruptGraceMs: 0 });
    const deaf = `SELECT levenshtein(repeat('a', 200000), repeat('b', 200000) || i::VARCHAR)::VARCHAR AS "row" FROM range(4) r(i)`;
    const lose = () => expect(readRows(engine, deaf, { timeoutMs: 300 })).rejects.toMatchObject({ code: 'timeout' });
    const besideLoss = () => expect(readRows(engine, endless)).rejects.toMatchObject({ code: 'engine-stopped' });
    await Promise.all([lose(), besideLoss()]);
    await engine.append(row('in memory'));
    await Promise.all([lose(), besideLoss()]);
    await expect(readRows(engine, texts)).rejects.toThrow('the rows that it kept in memory');
  });
});

describe('data that is no lake', () => {
  test.each([
    ['text', async (file: string) => writeFile(file, 'not a database '.repeat(1_000))],
    [
      'a truncated database',
      async (file: string) => {
        const whole = await databaseOf('CREATE TABLE t (a INT)');
        await writeFile(file, whole.subarray(0, whole.length / 2));
      },
    ],
    [
      'a database with a damaged header',
      async (file: string) => {
        const whole = await databaseOf('CREATE TABLE t (a INT)');
        await writeFile(file, whole.fill(0x5a, 4_096, 12_288));
      },
    ],
    ["another program's database", async (file: string) => writeFile(file, await databaseOf('CREATE TABLE t (a INT)'))],
    [
      'a lake of a later version',
      async (file: string) =>
        writeFile(file, await databaseOf('CREATE TABLE "$lake" (format INT); INSERT INTO "$lake" VALUES (99)')),
    ],
  ])('%s is refused by path and left as it was', async (_, make) => {
    const directory = await makeDirectory();
    const file = join(directory, 'lake.duckdb');
    await make(file);
    const before = await readFile(file);
    await expect(create({ directory })).rejects.toMatchObject({
      code: 'data-unusable',
      message: expect.stringContaining(file),
    });
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  test('a directory that cannot be made is refused by path', async () => {
    const directory = join(await makeDirectory(), 'file');
    await writeFile(directory, '');
    await expect(create({ directory })).rejects.toMatchObject({
      code: 'data-unusable',
      message: expect.stringContaining(directory),
    });
  });
});

test('the audit of all tenants outlives the erasure and the restore of home', async () => {
  const Audit = defineTable('ApiAuditEvents', 'Timestamp:datetime, Text:string');
  const engine = await create({ tables: new Map([Events, Audit].map((table) => [table.name, table])) });
  const audited = (text: string) =>
    engine.append({ parts: row(text).parts.map((part) => ({ ...part, table: Audit.name })) });
  const found = () =>
    readRows(
      engine,
      `${texts} UNION ALL SELECT json_array('audit ' || "Text")::VARCHAR FROM "ApiAuditEvents" ORDER BY 1`,
    );
  await engine.append(row('one'));
  await audited('first');
  await engine.copyNamespace(null, 'snapshot-1');
  await audited('second');
  await engine.dropNamespace(null);
  expect(await found()).toEqual([['audit first'], ['audit second']]);
  await engine.copyNamespace('snapshot-1', null);
  expect(await found()).toEqual([['audit first'], ['audit second'], ['one']]);
});

test('leftovers of large sorts are removed at the next start, other files are not', async () => {
  const directory = await makeDirectory();
  await mkdir(join(directory, 'lake.duckdb.tmp'));
  await writeFile(join(directory, 'lake.duckdb.tmp', 'duckdb_temp_storage-0.tmp'), 'x');
  await writeFile(join(directory, 'mine.txt'), 'x');
  await create({ directory });
  expect(await readdir(join(directory, 'lake.duckdb.tmp'))).toEqual([]);
  expect(await readdir(directory)).toContain('mine.txt');
});

test('messages name neither the data directory nor the statement', async () => {
  const directory = await makeDirectory();
  const engine = await create({ directory });
  const failed = await readRows(engine, 'SELECT nothing AS "row" FROM "Events"').catch((error: Error) => error);
  expect(failed).toMatchObject({ code: 'execution-failed', message: expect.stringContaining('nothing') });
  expect(failed).not.toMatchObject({ message: expect.stringMatching(/SELECT|LINE/) });
  expect(failed).not.toMatchObject({ message: expect.stringContaining(directory) });
});

async function databaseOf(statements: string): Promise<Buffer> {
  const file = join(await makeDirectory(), 'other.duckdb');
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(statements);
  connection.closeSync();
  instance.closeSync();
  return readFile(file);
}
