// The ingest against the real engine: what was read is what a query finds.

import { fileURLToPath } from 'node:url';
import { array, assert, asyncProperty, bigInt, jsonValue, record, string } from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDuckDbEngine } from '../duckdb/index.js';
import type { Engine } from '../engine/engine.js';
import { tables } from '../tables/index.js';
import { clock, fileOf, NOW } from './ingest.fixture.js';
import { ingest } from './ingest.js';
import { parseJson, stringifyJson } from './json-exact.js';
import { parseDatetime } from './parse-datetime.js';

const exported = fileURLToPath(new URL('../../../../../shared/data/Microsoft365DefenderEvents.json', import.meta.url));

let engine: Engine;
beforeEach(async () => {
  engine = await createDuckDbEngine({ directory: null, tables, clock });
});
afterEach(() => engine.close());

/** The answer's rows; long integers are bigint. */
async function rowsOf(expressions: string, table: string): Promise<readonly unknown[]> {
  const sql = `SELECT json_array(${expressions})::VARCHAR AS "row" FROM "${table}"`;
  const { chunks } = engine.query({ sql }, { maxRows: 1_000_000, maxBytes: 100_000_000, timeoutMs: 60_000 });
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseJson(line));
}

describe('stored rows', () => {
  it('finds the nine rows of a real export, each in its table, exact', async () => {
    const summary = await ingest([{ path: exported }], { engine, clock });
    expect(summary).toMatchObject({ read: 9, ingested: 9, rejected: 0 });
    const [first] = await rowsOf(
      '"Timestamp", "ReportId", "AdditionalFields", "InitiatingProcessLogonId"',
      'DeviceEvents',
    );
    expect(first).toEqual([
      parseDatetime('2021-08-02T13:11:39.7724491Z'),
      113597,
      expect.stringContaining('"DistinguishedName"'),
      1357805418,
    ]);
    const mail = await rowsOf(`"AdditionalFields"->>'AppId', "RawEventData"->>'MailboxGuid'`, 'CloudAppEvents');
    expect(mail).toContainEqual(['00000003-0000-0000-c000-000000000000', 'd0c5f8ae-9ed7-4e46-bfdf-ea1460f5a31b']);
    expect(await rowsOf('"Protocol"', 'IdentityDirectoryEvents')).toEqual([['Drsr'], ['Drsr']]);
  });

  it('gives any text, integer and JSON back as it came', async () => {
    const rows = record({
      DeviceName: string({ unit: 'binary', minLength: 1 }),
      ReportId: bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      Extra: jsonValue({ maxDepth: 2 }),
    });
    await assert(
      asyncProperty(array(rows, { minLength: 1, maxLength: 20 }), async (values) => {
        const lines = values.map((value, at) =>
          stringifyJson({ ...value, Timestamp: '2026-11-22T10:00:00Z', ActionType: `a${at}` }),
        );
        const path = fileOf(lines.join('\n'));
        const summary = await ingest([{ path }], { engine, clock, table: 'DeviceEvents', again: true });
        expect(summary).toMatchObject({ ingested: values.length, rejected: 0 });
        const found = await rowsOf('"ActionType", "DeviceName", "ReportId", "AdditionalFields"', 'DeviceEvents');
        const expected = lines.map((line, at) => {
          const { DeviceName, ReportId, Extra } = parseJson(line) as Record<string, unknown>;
          const absent = Extra === null || Extra === '';
          return [`a${at}`, DeviceName, ReportId, absent ? '' : stringifyJson({ Extra })];
        });
        expect(found).toEqual(expected);
        await engine.dropPartitions('DeviceEvents', ['d20261122']);
      }),
      { numRuns: 15 },
    );
  });

  it('shows a shifted recording in the days up to now, and a repeat stores nothing', async () => {
    const summary = await ingest([{ path: exported }], { engine, clock, shiftTimeTo: NOW });
    expect(summary.ingested).toBe(9);
    const statistics = (await engine.statistics()).filter(({ rows }) => rows > 0);
    expect(statistics.flatMap(({ partitions }) => [...partitions])).toEqual(['d20261122', 'd20261122', 'd20261122']);
    const again = await ingest([{ path: exported }], { engine, clock });
    expect(again).toMatchObject({ ingested: 0, duplicateBatches: 1, duplicateRows: 9 });
  });
});
