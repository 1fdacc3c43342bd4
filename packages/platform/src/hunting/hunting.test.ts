import { createDuckDbEngine, type Engine, tables } from '@gamekeeper/lake';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CompilerExhausted } from './bounded-thread.js';
import { createCompilerThread } from './compiler-thread.js';
import { createHuntingService } from './create-hunting-service.js';
import type { HuntAnswer, HuntingService } from './hunting-service.js';

const clock = () => Date.parse('2026-03-01T00:00:00Z');
let engine: Engine;
let service: HuntingService;

beforeAll(async () => {
  engine = await createDuckDbEngine({ directory: null, tables, clock });
  service = createHuntingService({ engine, tables, clock });
  const row = (day: string) =>
    JSON.stringify({ Timestamp: Number(0), AlertId: day }).replace(
      '"Timestamp":0',
      `"Timestamp":${(BigInt(Date.parse(day)) * 10_000n + 621_355_968_000_000_000n).toString()}`,
    );
  const rows = ['2026-01-20T00:00:00Z', '2026-02-10T00:00:00Z', '2026-02-28T00:00:00Z'].map(row);
  await engine.append({ parts: [{ table: 'AlertInfo', partition: 'd20260228', rows }] });
});
afterAll(() => engine.close());

async function rowsOf(answer: HuntAnswer): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const chunk of answer.rows) {
    for (const line of new TextDecoder().decode(chunk).split('\n')) if (line !== '') rows.push(JSON.parse(line));
  }
  return rows;
}

const ticks = (iso: string) => BigInt(Date.parse(iso)) * 10_000n + 621_355_968_000_000_000n;
const hunt = async (query: string, timespan?: { from?: bigint; to?: bigint }) =>
  rowsOf(await service.hunt({ query, caller: null, ...(timespan && { timespan }) }));

test('rows older than 30 days are not there, however the query asks', async () => {
  const queries = [
    'AlertInfo',
    'union AlertInfo',
    'let f = () { AlertInfo }; f()',
    'table("AlertInfo")',
    'AlertInfo | where Timestamp > ago(900d)',
    'AlertInfo | join kind=inner AlertInfo on AlertId',
    'search in (AlertInfo) "2026"',
    'print 1 | union AlertInfo | where isnotempty(AlertId)',
  ];
  for (const query of queries) {
    expect(await hunt(`${query} | summarize make_set(AlertId)`), query).toEqual([
      [['2026-02-10T00:00:00Z', '2026-02-28T00:00:00Z'].sort()],
    ]);
  }
});

test('a timespan narrows the window and never widens it', async () => {
  expect(await hunt('AlertInfo | count', { from: ticks('2026-02-20T00:00:00Z') })).toEqual([[1]]);
  expect(await hunt('AlertInfo | count', { to: ticks('2026-02-20T00:00:00Z') })).toEqual([[1]]);
  expect(await hunt('AlertInfo | count', { from: 0n })).toEqual([[2]]);
});

test('columns that depend on the data are found in the data', async () => {
  const query = 'AlertInfo | project AlertId, n = 1 | evaluate pivot(AlertId, sum(n))';
  const answer = await service.hunt({ query, caller: null });
  expect(answer.columns.map(({ name }) => name).sort()).toEqual(['2026-02-10T00:00:00Z', '2026-02-28T00:00:00Z']);
  expect(await rowsOf(answer)).toEqual([[1, 1]]);
});

test('a refusal says code and place', async () => {
  await expect(service.hunt({ query: 'AlertInfo\n| where Nope == 1', caller: null })).rejects.toMatchObject({
    code: 'semantic',
    line: 2,
    column: 9,
  });
});

test('a text that exhausts the compiler is refused, and the next query is answered', async () => {
  const lets = Array.from({ length: 40 }, (_, i) =>
    i === 0 ? 'let t0 = AlertInfo;' : `let t${i} = t${i - 1} | union t${i - 1};`,
  );
  const thread = createCompilerThread({ tables, timeoutMs: 1_500 });
  const options = { now: ticks('2026-03-01T00:00:00Z'), window: { from: null, to: null } };
  await expect(thread.ask({ text: `${lets.join('')} t39 | count`, options })).rejects.toBeInstanceOf(CompilerExhausted);
  expect(await thread.ask({ text: 'print 1', options })).toMatchObject({
    query: { results: [{ columns: [{ type: 'long' }] }] },
  });
  await thread.close();
});
