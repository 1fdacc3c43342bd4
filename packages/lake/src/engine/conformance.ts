// What every analytics engine must do, as tests: a new engine calls this with its factory and its SQL.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Table } from '@gamekeeper/kql';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { defineTable } from '../tables/define-table.js';
import type { AppendPart, Engine, QueryLimits, QueryReach } from './engine.js';

/** What the suite sets when it opens an engine. */
export interface ConformanceOptions {
  readonly directory: string | null;
  readonly tables: ReadonlyMap<string, Table>;
  readonly clock: () => number;
  readonly memoryLimitBytes?: number;
  readonly lockWaitMs?: number;
}

/** The suite's questions in the engine's SQL, each a SELECT of one text column `row`. */
export interface ConformanceSql {
  /** All rows of a table as arrays of `columns`, in stored order. */
  rows(table: Table, columns: readonly string[], namespace?: string | null): string;
  /** `[0,"xx…"]`, `[1,"xx…"]` … in order, `width` characters each. */
  numbers(count: number, width: number): string;
  /** The same rows in descending order, sorted in a subquery. */
  descending(count: number): string;
  /** Fails with a conversion error that names `cause`, after many rows went well. */
  failing(cause: string): string;
  /** Goes on for minutes. */
  readonly endless: string;
  /** Needs far more than 100 MB at once. */
  readonly hungry: string;
  /** Statements that reach for files, the network, settings or the data, in whatever disguise. */
  readonly forbidden: readonly string[];
}

const Events = defineTable(
  'Events',
  `Timestamp:datetime, Text:string, LogonId:long, LogonID:long, Flag:bool, Small:int, Ratio:real, Span:timespan,
   Id:guid, Data:dynamic`,
);
const Nodes = defineTable('Nodes', 'NodeId:string, Properties:dynamic');
const tables = new Map([Events, Nodes].map((table) => [table.name, table]));

const limits: QueryLimits = { maxRows: 1_000_000, maxBytes: 2 ** 30, timeoutMs: 60_000 };
const clock = () => Date.UTC(2026, 10, 22, 12);
const DAY = 'd20261122';

/** Reads a query to its end: its rows parsed. */
export async function readRows(
  engine: Engine,
  sql: string,
  { reach, ...bounds }: Partial<QueryLimits> & { readonly reach?: QueryReach } = {},
): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const chunk of engine.query({ sql, ...(reach && { reach }) }, { ...limits, ...bounds }).chunks) {
    for (const line of Buffer.from(chunk).toString().split('\n')) rows.push(JSON.parse(line));
  }
  return rows;
}

function part(table: string, rows: readonly object[], partition = DAY): AppendPart {
  return { table, partition, rows: rows.map((row) => JSON.stringify(row)) };
}

/** Defines the suite for one engine. */
export function engineConformance(
  name: string,
  createEngine: (options: ConformanceOptions) => Promise<Engine>,
  sql: ConformanceSql,
): void {
  const directories: string[] = [];
  const makeDirectory = async () => {
    const directory = await mkdtemp(join(tmpdir(), 'gamekeeper-conformance-'));
    directories.push(directory);
    return directory;
  };
  const texts = (engine: Engine) => readRows(engine, sql.rows(Events, ['Text']));
  const textsOf = (engine: Engine, namespace: string | null) =>
    readRows(engine, sql.rows(Events, ['Text'], namespace), { reach: { namespace, tables: 'all' } });

  describe(`${name} conforms`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await createEngine({ directory: await makeDirectory(), tables, clock });
    });
    afterEach(async () => {
      const stored = await engine.statistics();
      for (const { table, partitions } of stored) await engine.dropPartitions(table, partitions);
    });
    afterAll(async () => {
      await engine.close();
      for (const directory of directories) await rm(directory, { recursive: true, force: true });
    });

    describe('append', () => {
      test('stores rows in their order and acknowledges their number', async () => {
        const rows = Array.from({ length: 5_000 }, (_, n) => ({ Text: `row ${n}` }));
        const result = await engine.append({ parts: [part('Events', rows), part('Nodes', [{ NodeId: 'n' }])] });
        expect(result).toEqual({ rows: 5_001, duplicate: false });
        expect(await texts(engine)).toEqual(rows.map(({ Text }) => [Text]));
        expect(await readRows(engine, sql.rows(Nodes, ['NodeId']))).toEqual([['n']]);
      });

      test('stores a batch once, however often its id is sent', async () => {
        const batch = { id: 'batch-once', parts: [part('Events', [{ Text: 'a' }, { Text: 'b' }])] };
        const results = await Promise.all([engine.append(batch), engine.append(batch), engine.append(batch)]);
        expect(results).toEqual([
          { rows: 2, duplicate: false },
          { rows: 2, duplicate: true },
          { rows: 2, duplicate: true },
        ]);
        expect(await texts(engine)).toEqual([['a'], ['b']]);
      });

      test('stores nothing of a batch with a value of the wrong type, and names it', async () => {
        const good = part('Events', [{ Text: 'good' }]);
        const bad = part('Events', [{ Text: 'fine' }, { Text: 'bad', Small: 'seven' }], 'm202001');
        const failed = engine.append({ id: 'batch-bad', parts: [good, bad] });
        await expect(failed).rejects.toMatchObject({
          code: 'execution-failed',
          message: 'table Events, column Small: expected int, found "seven"',
        });
        expect(await texts(engine)).toEqual([]);
        expect(await engine.append({ id: 'batch-bad', parts: [good] })).toEqual({ rows: 1, duplicate: false });
        expect(await texts(engine)).toEqual([['good']]);
      });

      test.each([
        ['an integer out of range', { Small: 2_147_483_648 }, /column Small: expected int, found "2147483648"/],
        ['a malformed guid', { Id: 'not-a-guid' }, /column Id: expected guid, found "not-a-guid"/],
        ['a dynamic that is no JSON', { Data: '{oops' }, /column Data: expected dynamic, found "\{oops"/],
      ])('refuses %s', async (_, row, message) => {
        await expect(engine.append({ parts: [part('Events', [row])] })).rejects.toThrow(message);
      });

      test.each([
        ['half a surrogate pair', '{"Text":"x\\ud800y"}'],
        ['a truncated object', '{"Text":"x"'],
        ['two rows in one', '{"Text":"x"}\n{"Text":"y"}'],
        ['an array', '["x"]'],
        ['an empty row', ''],
      ])('refuses %s', async (_, row) => {
        const parts = [{ table: 'Events', partition: DAY, rows: ['{"Text":"before"}', row] }];
        await expect(engine.append({ parts })).rejects.toThrow(
          /table Events: expected .*JSON text of an object.*found/,
        );
        expect(await texts(engine)).toEqual([]);
      });

      test('refuses a table or a partition key that cannot be', async () => {
        await expect(engine.append({ parts: [part('Elsewhere', [{}])] })).rejects.toThrow('no table "Elsewhere"');
        const key = 'x" (a INT); DROP TABLE "Events';
        await expect(engine.append({ parts: [part('Events', [{}], key)] })).rejects.toThrow('partition key');
      });

      test('keeps every type exact', async () => {
        const row = (values: string) => `{${values}}`;
        const extremes = [
          row(
            '"LogonId":9223372036854775807,"Small":2147483647,"Timestamp":3155378975999999999,"Flag":true,"Ratio":1.7976931348623157e308',
          ),
          row('"LogonId":-9223372036854775808,"Small":-2147483648,"Timestamp":0,"Flag":false,"Ratio":5e-324'),
          row('"LogonId":9007199254740993,"Span":-9223372036854775808,"Id":"00000000-0000-4000-8000-0123456789AB"'),
        ];
        await engine.append({ parts: [{ table: 'Events', partition: DAY, rows: extremes }] });
        const columns = ['LogonId', 'Small', 'Timestamp', 'Flag', 'Ratio', 'Span', 'Id'];
        const chunks: Uint8Array[] = [];
        for await (const chunk of engine.query({ sql: sql.rows(Events, columns) }, limits).chunks) chunks.push(chunk);
        const normal = Buffer.concat(chunks).toString().replaceAll('e+308', 'e308');
        expect(normal.split('\n')).toEqual([
          '[9223372036854775807,2147483647,3155378975999999999,true,1.7976931348623157e308,null,null]',
          '[-9223372036854775808,-2147483648,0,false,5e-324,null,null]',
          '[9007199254740993,null,null,null,null,-9223372036854775808,"00000000-0000-4000-8000-0123456789ab"]',
        ]);
      });

      test('reads an absent string as empty and anything else absent as null', async () => {
        await engine.append({ parts: [part('Events', [{}, { Text: null, Data: null }])] });
        const none = ['', null, null, null, null];
        expect(await readRows(engine, sql.rows(Events, ['Text', 'LogonId', 'Flag', 'Id', 'Data']))).toEqual([
          none,
          none,
        ]);
      });

      test('tells columns apart that differ by case only', async () => {
        await engine.append({ parts: [part('Events', [{ LogonId: 1, LogonID: 2 }, { LogonID: 3 }])] });
        expect(await readRows(engine, sql.rows(Events, ['LogonId', 'LogonID']))).toEqual([
          [1, 2],
          [null, 3],
        ]);
      });

      test('gives dynamics back as the JSON that they were', async () => {
        const values = [{ a: [1, null, { b: 'é\u0000"' }] }, [], 'text', 1.5, true];
        await engine.append({
          parts: [
            part(
              'Events',
              values.map((value) => ({ Data: JSON.stringify(value) })),
            ),
          ],
        });
        expect(await readRows(engine, sql.rows(Events, ['Data']))).toEqual(values.map((value) => [value]));
      });

      test('gives any text back as it was', async () => {
        const text = fc.string({ unit: 'binary', maxLength: 40 });
        await fc.assert(
          fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 60 }), async (values) => {
            await engine.dropPartitions('Events', [DAY]);
            await engine.append({
              parts: [
                part(
                  'Events',
                  values.map((Text) => ({ Text })),
                ),
              ],
            });
            expect(await texts(engine)).toEqual(values.map((value) => [value]));
          }),
          { numRuns: 25 },
        );
      });
    });

    describe('query', () => {
      test('delivers whole rows in chunks and says what they cost', async () => {
        const result = engine.query({ sql: sql.numbers(20_000, 200) }, limits);
        let rows = 0;
        let bytes = 0;
        let largest = 0;
        for await (const chunk of result.chunks) {
          for (const line of Buffer.from(chunk).toString().split('\n')) expect(JSON.parse(line)[0]).toBe(rows++);
          bytes += chunk.length;
          largest = Math.max(largest, chunk.length);
        }
        const usage = await result.usage;
        expect(usage).toMatchObject({ rows: 20_000, bytes, truncated: false });
        expect(rows).toBe(20_000);
        expect(largest).toBeLessThan(1024 * 1024);
        expect(usage.elapsedMs).toBeGreaterThan(0);
        expect(usage.cpuUserMs).toBeGreaterThan(0);
        expect(usage.peakMemoryBytes).toBeGreaterThan(0);
      });

      test('keeps the order of a sorted subquery', async () => {
        const rows = (await readRows(engine, sql.descending(200_000))) as [number][];
        expect(rows.map(([n]) => n)).toEqual(Array.from({ length: 200_000 }, (_, n) => 199_999 - n));
      });

      test('keeps the stored order, partition after partition', async () => {
        const days = ['d20261120', 'd20261121', 'd20261122'];
        const batch = (day: string, from: number) =>
          part(
            'Events',
            Array.from({ length: 50_000 }, (_, n) => ({ LogonId: from + n })),
            day,
          );
        for (const [at, day] of days.entries())
          for (const half of [0, 50_000]) await engine.append({ parts: [batch(day, at * 100_000 + half)] });
        const rows = (await readRows(engine, sql.rows(Events, ['LogonId']))) as [number][];
        expect(rows.length).toBe(300_000);
        expect(rows.findIndex(([n], at) => n !== at)).toBe(-1);
      });

      test('yields nothing for no rows', async () => {
        const result = engine.query({ sql: sql.numbers(0, 10) }, limits);
        for await (const chunk of result.chunks) expect.unreachable(`a chunk of ${chunk.length} bytes`);
        expect(await result.usage).toMatchObject({ rows: 0, bytes: 0, truncated: false });
      });

      test.each([
        [999, 999, true],
        [1_000, 1_000, false],
        [1_001, 1_000, false],
        [0, 0, true],
      ])('with room for %i of 1,000 rows delivers %i (truncated: %s)', async (maxRows, rows, truncated) => {
        const result = engine.query({ sql: sql.numbers(1_000, 10) }, { ...limits, maxRows });
        let read = 0;
        for await (const chunk of result.chunks) read += Buffer.from(chunk).toString().split('\n').length;
        expect(read).toBe(rows);
        expect(await result.usage).toMatchObject({ rows, truncated });
      });

      test('fails when the text outgrows maxBytes', async () => {
        const read = readRows(engine, sql.numbers(100_000, 100), { maxBytes: 1_000_000 });
        await expect(read).rejects.toMatchObject({ name: 'EngineError', code: 'result-too-large' });
      });

      test('an error after many rows is an error, not an end', async () => {
        const result = engine.query({ sql: sql.failing('unlucky') }, limits);
        const read = async () => {
          for await (const _ of result.chunks);
        };
        const failure = { name: 'EngineError', code: 'execution-failed', message: expect.stringContaining('unlucky') };
        await expect(read()).rejects.toMatchObject(failure);
        await expect(result.usage).rejects.toMatchObject(failure);
      });

      test('is stopped at its timeout', async () => {
        await expect(readRows(engine, sql.endless, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'timeout' });
        expect(await readRows(engine, sql.numbers(1, 1))).toHaveLength(1);
      });

      test('is stopped when its signal is aborted, before or while it runs', async () => {
        const before = readRows(engine, sql.endless, { signal: AbortSignal.abort() });
        await expect(before).rejects.toMatchObject({ code: 'cancelled' });
        const abort = new AbortController();
        const result = engine.query({ sql: sql.numbers(1_000_000, 500) }, { ...limits, signal: abort.signal });
        const read = async () => {
          for await (const _ of result.chunks) abort.abort();
        };
        await expect(read()).rejects.toMatchObject({ code: 'cancelled' });
        await expect(result.usage).rejects.toMatchObject({ code: 'cancelled' });
      });

      test('is stopped when its reader leaves', async () => {
        for (let n = 0; n < 40; n++) {
          const result = engine.query({ sql: sql.numbers(1_000_000, 500) }, limits);
          for await (const _ of result.chunks) break;
          await expect(result.usage).rejects.toMatchObject({ code: 'cancelled' });
        }
        expect(await readRows(engine, sql.numbers(1, 1))).toHaveLength(1);
      });

      test('waits for a slow reader instead of piling up', async () => {
        const size = 100_000;
        const iterator = engine.query({ sql: sql.numbers(size, 1_000) }, limits).chunks[Symbol.asyncIterator]();
        const first = await iterator.next();
        const before = process.memoryUsage();
        // Meanwhile others read much more than the slow one's result: long enough for it to have arrived, were it sent.
        await readRows(engine, sql.numbers(size, 1_000));
        const after = process.memoryUsage();
        expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(20_000_000);
        let rows = 0;
        for (let next = first; !next.done; next = await iterator.next())
          for (const line of Buffer.from(next.value).toString().split('\n')) expect(JSON.parse(line)[0]).toBe(rows++);
        expect(rows).toBe(size);
      });

      test('more of them than the engine has threads, among appends, all come right', async () => {
        const appends = Array.from({ length: 20 }, (_, n) =>
          engine.append({ parts: [part('Events', [{ Text: `${n}` }])] }),
        );
        const queries = Array.from({ length: 60 }, (_, n) => readRows(engine, sql.numbers(2_000 + n, 50)));
        const results = await Promise.all(queries);
        expect(results.map((rows) => rows.length)).toEqual(queries.map((_, n) => 2_000 + n));
        await Promise.all(appends);
        expect(await texts(engine)).toEqual(appends.map((_, n) => [`${n}`]));
      });

      test.each(sql.forbidden)('refuses %s', async (statement) => {
        await engine.append({ parts: [part('Events', [{ Text: 'kept' }])] });
        await expect(readRows(engine, statement)).rejects.toMatchObject({
          code: expect.stringMatching(/^(execution-failed|forbidden-table)$/),
        });
        expect(await texts(engine)).toEqual([['kept']]);
      });
    });

    describe('partitions', () => {
      test('are counted with their bounds, oldest first', async () => {
        await engine.append({
          parts: [
            part('Events', [{ Timestamp: 50 }, { Timestamp: 40 }], 'd20261122'),
            part('Events', [{ Timestamp: 10 }], 'm202611'),
            part('Events', [{ Timestamp: 20 }], 'd20261121'),
            part('Nodes', [{ NodeId: 'n' }], 'm202611'),
          ],
        });
        expect(await engine.statistics()).toEqual([
          { table: 'Events', rows: 4, partitions: ['m202611', 'd20261121', 'd20261122'], oldest: 10n, newest: 50n },
          { table: 'Nodes', rows: 1, partitions: ['m202611'], oldest: null, newest: null },
        ]);
      });

      test('are dropped whole; one that is not there is no error', async () => {
        const day = (n: number) => part('Events', [{ Text: `day ${n}` }], `d2026110${n}`);
        await engine.append({ parts: [day(3), day(1), day(2)] });
        await engine.dropPartitions('Events', ['d20261101', 'd20261103', 'd20261109']);
        expect(await texts(engine)).toEqual([['day 2']]);
        await engine.append({ parts: [day(1)] });
        expect(await texts(engine)).toEqual([['day 1'], ['day 2']]);
        await expect(engine.dropPartitions('Elsewhere', [])).rejects.toThrow('no table "Elsewhere"');
      });

      test('a query goes on over a partition that is dropped meanwhile', async () => {
        const rows = Array.from({ length: 20_000 }, (_, n) => ({ Text: `${n} ${'x'.repeat(500)}` }));
        await engine.append({ parts: [part('Events', rows)] });
        const iterator = engine.query({ sql: sql.rows(Events, ['Text']) }, limits).chunks[Symbol.asyncIterator]();
        let read = 0;
        for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
          if (read === 0) await engine.dropPartitions('Events', [DAY]);
          read += Buffer.from(next.value).toString().split('\n').length;
        }
        expect(read).toBe(20_000);
        expect(await texts(engine)).toEqual([]);
      });
    });
  });

  describe(`${name} keeps namespaces apart`, () => {
    const [one, other, unused] = ['tenant-1', 'tenant-2', 'tenant-9'] as const;
    const everyone = [null, one, other] as const;
    let engine: Engine;
    let directory: string;
    beforeAll(async () => {
      directory = await makeDirectory();
      engine = await createEngine({ directory, tables, clock });
    });
    afterEach(async () => {
      for (const namespace of [null, one, other, unused]) await engine.dropNamespace(namespace);
    });
    afterAll(async () => {
      await engine.close();
      for (const made of directories.splice(0)) await rm(made, { recursive: true, force: true });
    });
    const textPart = (text: string, partition = DAY) => part('Events', [{ Text: text }], partition);

    test('whatever is appended, dropped and copied, in whatever order, each sees exactly its own rows', async () => {
      const namespace = fc.constantFrom(...everyone);
      const partition = fc.constantFrom(DAY, 'd20261121', 'm202601');
      const step = fc.oneof(
        { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), namespace, partition }) },
        fc.record({ do: fc.constant('drop' as const), namespace, partition }),
        fc.record({ do: fc.constant('erase' as const), namespace }),
        fc.record({ do: fc.constant('copy' as const), namespace, from: namespace }),
      );
      const order = ['m202601', 'd20261121', DAY];
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
          const held = new Map<string | null, Map<string, string[]>>();
          for (const namespace of everyone) await engine.dropNamespace(namespace);
          for (const [n, step] of steps.entries()) {
            const { namespace } = step;
            const rows = held.get(namespace) ?? new Map<string, string[]>();
            held.set(namespace, rows);
            if (step.do === 'append') {
              await engine.append({ namespace, id: `${n % 3}`, parts: [] });
              await engine.append({ namespace, parts: [textPart(`${n}`, step.partition)] });
              rows.set(step.partition, [...(rows.get(step.partition) ?? []), `${n}`]);
            } else if (step.do === 'drop') {
              await engine.dropPartitions('Events', [step.partition], namespace);
              rows.delete(step.partition);
            } else if (step.do === 'erase') {
              await engine.dropNamespace(namespace);
              rows.clear();
            } else {
              await engine.copyNamespace(step.from, namespace);
              held.set(namespace, new Map([...(held.get(step.from) ?? [])].map(([key, texts]) => [key, [...texts]])));
            }
          }
          for (const namespace of everyone) {
            const expected = order.flatMap((key) => held.get(namespace)?.get(key) ?? []).map((text) => [text]);
            expect(await textsOf(engine, namespace)).toEqual(expected);
            const [events] = await engine.statistics(namespace);
            expect(events?.rows).toBe(expected.length);
          }
        }),
        { numRuns: 12 },
      );
    });

    test('tables that nothing was written to are there, empty, with their columns', async () => {
      const rows = sql.rows(Events, ['Text', 'LogonId', 'LogonID'], unused);
      expect(await readRows(engine, rows, { reach: { namespace: unused, tables: ['Events'] } })).toEqual([]);
      expect(await engine.statistics(unused)).toEqual(
        ['Events', 'Nodes'].map((table) => ({ table, rows: 0, partitions: [], oldest: null, newest: null })),
      );
    });

    test('a batch id counts in its namespace only, and is forgotten with it', async () => {
      const batch = { id: 'same', parts: [textPart('x')] };
      for (const namespace of everyone)
        expect(await engine.append({ ...batch, namespace })).toEqual({ rows: 1, duplicate: false });
      await engine.dropNamespace(one);
      await engine.dropNamespace(null);
      expect(await engine.append({ ...batch, namespace: one })).toEqual({ rows: 1, duplicate: false });
      expect(await engine.append(batch)).toEqual({ rows: 1, duplicate: false });
      expect(await engine.append({ ...batch, namespace: other })).toEqual({ rows: 1, duplicate: true });
    });

    test('a snapshot stays as it was, and is what a restore brings back', async () => {
      await engine.append({ namespace: one, id: 'first', parts: [textPart('before')] });
      await engine.copyNamespace(one, 'snapshot-1');
      await engine.append({ namespace: one, id: 'second', parts: [textPart('after')] });
      await engine.copyNamespace('snapshot-1', one);
      expect(await textsOf(engine, one)).toEqual([['before']]);
      expect(await engine.append({ namespace: one, id: 'first', parts: [textPart('before')] })).toMatchObject({
        duplicate: true,
      });
      expect(await engine.append({ namespace: one, id: 'second', parts: [textPart('again')] })).toMatchObject({
        duplicate: false,
      });
      await engine.dropNamespace('snapshot-1');
      expect(await textsOf(engine, one)).toEqual([['before'], ['again']]);
    });

    test.each(['main', 'temp', 'information_schema', 'Tenant-1', 'tenant-', 'tenant-"; DROP', ''])(
      'refuses the namespace %j',
      async (namespace) => {
        await expect(engine.append({ namespace, parts: [textPart('x')] })).rejects.toThrow('expected a namespace');
      },
    );

    test('a query that names what is out of its reach is refused, whoever made it', async () => {
      for (const namespace of everyone) await engine.append({ namespace, parts: [textPart('secret')] });
      const rows = (namespace: string | null) => sql.rows(Events, ['Text'], namespace);
      const refused = { code: 'forbidden-table', message: expect.stringContaining('Events') };
      for (const [asked, namespace] of [
        [one, other],
        [one, null],
        [null, one],
      ] as const)
        await expect(readRows(engine, rows(asked), { reach: { namespace, tables: 'all' } })).rejects.toMatchObject(
          refused,
        );
      for (const namespace of everyone)
        await expect(
          readRows(engine, rows(namespace), { reach: { namespace, tables: ['Nodes'] } }),
        ).rejects.toMatchObject(refused);
      await expect(readRows(engine, rows(one))).rejects.toMatchObject(refused);
    });

    test('what a query has cost is known, whatever became of it', async () => {
      const run = (text: string, bounds: Partial<QueryLimits> = {}) =>
        engine.query({ sql: text }, { ...limits, ...bounds });
      const left = run(sql.numbers(1_000_000, 500));
      for await (const _ of left.chunks) break;
      expect((await left.cost).cpuUserMs).toBeGreaterThan(0);
      const stopped = run(sql.endless, { timeoutMs: 100 });
      await expect(stopped.usage).rejects.toMatchObject({ code: 'timeout' });
      const cost = await stopped.cost;
      expect(cost.elapsedMs).toBeGreaterThanOrEqual(99);
      expect(cost.peakMemoryBytes).toBeGreaterThan(0);
      const failed = run(sql.failing('unlucky'));
      const read = async () => {
        for await (const _ of failed.chunks);
      };
      await expect(read()).rejects.toMatchObject({ code: 'execution-failed' });
      expect((await failed.cost).cpuUserMs).toBeGreaterThan(0);
      const never = run(sql.endless, { signal: AbortSignal.abort() });
      expect(await never.cost).toMatchObject({ rows: 0, cpuUserMs: 0 });
    });

    test('all is found again by the next engine', async () => {
      await engine.append({ namespace: one, id: 'kept', parts: [textPart('kept')] });
      await engine.append({ parts: [textPart('home')] });
      await engine.dropNamespace(other);
      await engine.close();
      engine = await createEngine({ directory, tables, clock });
      expect(await textsOf(engine, one)).toEqual([['kept']]);
      expect(await textsOf(engine, null)).toEqual([['home']]);
      expect(await textsOf(engine, other)).toEqual([]);
      expect(await engine.append({ namespace: one, id: 'kept', parts: [] })).toEqual({ rows: 1, duplicate: true });
      await engine.close();
      const Grown = defineTable('Events', 'Timestamp:datetime, Note:string, Text:string');
      engine = await createEngine({ directory, tables: new Map([[Grown.name, Grown]]), clock });
      const rows = sql.rows(Grown, ['Text', 'Note'], one);
      expect(await readRows(engine, rows, { reach: { namespace: one, tables: 'all' } })).toEqual([['kept', '']]);
      await engine.close();
      engine = await createEngine({ directory, tables, clock });
    });
  });

  describe(`${name} opens and closes`, () => {
    const open: Engine[] = [];
    const create = async (options: Partial<ConformanceOptions>) => {
      const engine = await createEngine({ directory: null, tables, clock, lockWaitMs: 0, ...options });
      open.push(engine);
      return engine;
    };
    afterEach(async () => {
      await Promise.all(open.splice(0).map((engine) => engine.close()));
      for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
    });

    test('keeps nothing without a directory', async () => {
      const first = await create({});
      await first.append({ parts: [part('Events', [{ Text: 'gone' }])] });
      expect(await texts(first)).toEqual([['gone']]);
      await first.close();
      expect(await texts(await create({}))).toEqual([]);
    });

    test('finds rows, batch ids and partitions again', async () => {
      const directory = await makeDirectory();
      const first = await create({ directory });
      const batch = { id: 'one', parts: [part('Events', [{ Text: 'kept' }])] };
      await first.append(batch);
      await first.close();
      const second = await create({ directory });
      expect(await texts(second)).toEqual([['kept']]);
      expect(await second.append(batch)).toEqual({ rows: 1, duplicate: true });
      expect((await second.statistics())[0]?.partitions).toEqual([DAY]);
    });

    test('gives old rows the columns that a table has gained since', async () => {
      const directory = await makeDirectory();
      const first = await create({ directory });
      await first.append({ parts: [part('Events', [{ Text: 'old', Small: 7 }])] });
      await first.close();
      const Grown = defineTable('Events', 'Timestamp:datetime, Note:string, Text:string, Small:long, Port:int');
      const second = await create({ directory, tables: new Map([[Grown.name, Grown]]) });
      const rows = sql.rows(Grown, ['Text', 'Note', 'Small', 'Port']);
      expect(await readRows(second, rows)).toEqual([['old', '', 7, null]]);
      await second.append({ parts: [part('Events', [{ Text: 'new', Note: 'n', Small: 2 ** 40, Port: 443 }])] });
      const all = [
        ['old', '', 7, null],
        ['new', 'n', 2 ** 40, 443],
      ];
      expect(await readRows(second, rows)).toEqual(all);
      await second.close();
      expect(await readRows(await create({ directory, tables: new Map([[Grown.name, Grown]]) }), rows)).toEqual(all);
    });

    test('refuses a second engine on the same data and leaves the first unharmed', async () => {
      const directory = await makeDirectory();
      const first = await create({ directory });
      await first.append({ parts: [part('Events', [{ Text: 'kept' }])] });
      await expect(create({ directory })).rejects.toMatchObject({
        code: 'data-locked',
        message: expect.stringContaining(directory),
      });
      expect(await texts(first)).toEqual([['kept']]);
    });

    test('reports what needs too much memory, and goes on', async () => {
      const engine = await create({ memoryLimitBytes: 100_000_000 });
      await expect(readRows(engine, sql.hungry)).rejects.toMatchObject({ code: 'out-of-memory' });
      expect(await readRows(engine, sql.numbers(3, 1))).toHaveLength(3);
    });

    test('close stops queries, is done once, and ends everything', async () => {
      const engine = await create({});
      const running = readRows(engine, sql.endless);
      const stopped = expect(running).rejects.toMatchObject({ code: 'engine-stopped' });
      await engine.statistics();
      await Promise.all([engine.close(), engine.close()]);
      await stopped;
      const closed = { code: 'engine-stopped', message: 'the engine is closed' };
      await expect(readRows(engine, sql.numbers(1, 1))).rejects.toMatchObject(closed);
      await expect(engine.append({ parts: [] })).rejects.toMatchObject(closed);
      await expect(engine.statistics()).rejects.toMatchObject(closed);
    });
  });
}
