import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ticksFromMilliseconds } from '@gamekeeper/kql';
import { array, assert, asyncProperty, constantFrom, integer } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../engine/engine.js';
import { alert, clock, fileOf, freshPath, ingestContent, NOW, ndjson, RecordingEngine } from './ingest.fixture.js';
import { ingest } from './ingest.js';
import { ingestStream } from './ingest-stream.js';
import { parseDatetime } from './parse-datetime.js';

const alerts = (count: number): readonly unknown[] => Array.from({ length: count }, (_, id) => alert(id));

describe('ingest', () => {
  it('accounts for every line, whatever the mixture', async () => {
    const lines: Readonly<Record<string, 'row' | 'reject' | 'blank'>> = {
      [JSON.stringify(alert(1))]: 'row',
      [JSON.stringify(alert(2, { Timestamp: 'yesterday' }))]: 'reject',
      [JSON.stringify({ $table: 'AlertInfo', Wrong: 1 })]: 'reject',
      '{"a":': 'reject',
      '{"a":"\u0001"}': 'reject',
      nonsense: 'reject',
      '[]': 'blank',
      '': 'blank',
      '   ': 'blank',
    };
    await assert(
      asyncProperty(array(constantFrom(...Object.keys(lines)), { maxLength: 60 }), async (chosen) => {
        const path = freshPath('rejects.ndjson');
        const { engine, summary } = await ingestContent(`${chosen.join('\n')}\n`, {
          table: 'AlertInfo',
          rejectFile: path,
        });
        const rows = chosen.filter((line) => lines[line] === 'row').length;
        const rejected = chosen.filter((line) => lines[line] === 'reject').length;
        expect(summary).toMatchObject({ read: rows + rejected, ingested: rows, rejected });
        expect(engine.rows('AlertInfo')).toHaveLength(rows);
        const written = rejected === 0 ? [] : readFileSync(path, 'utf8').trimEnd().split('\n');
        expect(written).toHaveLength(rejected);
      }),
      { numRuns: 40 },
    );
  });

  it('writes rejects with file, line, reason and text, for its owner only', async () => {
    const path = freshPath('rejects.ndjson');
    const file = fileOf(`${JSON.stringify(alert(1))}\n{"a":"${'x'.repeat(9_000)}\n`);
    const summary = await ingest([{ path: file }], { engine: new RecordingEngine(), clock, rejectFile: path });
    const [reject] = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(reject).toEqual({
      file,
      line: 2,
      reason: expect.stringContaining('malformed JSON'),
      text: expect.any(String),
    });
    expect(reject.text).toHaveLength(4_096);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(summary.rejects).toEqual([reject]);
    expect(summary.rejectedReasons).toEqual([{ reason: 'malformed JSON: expected the end of the object', count: 1 }]);
  });

  it('makes no reject file when nothing is rejected', async () => {
    const path = freshPath('rejects.ndjson');
    await ingestContent(ndjson(alerts(3)), { rejectFile: path });
    expect(() => statSync(path)).toThrow();
  });

  it('says that the reject file cannot be written', async () => {
    const rejectFile = join(freshPath('no-such-folder'), 'rejects');
    await expect(ingestContent('nonsense\n', { rejectFile })).rejects.toMatchObject({ code: 'reject-file-unusable' });
  });

  it('tallies rows and rejects by table', async () => {
    const rows = [alert(1), alert(2, { Timestamp: 5 }), { $table: 'EmailUrlInfo', Timestamp: '2026-11-22', Url: 'x' }];
    const { summary } = await ingestContent(ndjson(rows));
    expect(summary.perTable).toEqual([
      { table: 'AlertInfo', rows: 1, rejected: 1 },
      { table: 'EmailUrlInfo', rows: 1, rejected: 0 },
    ]);
  });

  it('cuts batches of 10,000 records or 8 MB, by table and partition', async () => {
    const { engine, summary } = await ingestContent(ndjson([...alerts(20_001), alert(0, { Timestamp: '2020-01-05' })]));
    expect(summary.ingested).toBe(20_002);
    expect(engine.batches.map(({ parts }) => parts.map(({ partition, rows }) => [partition, rows.length]))).toEqual([
      [['d20261122', 10_000]],
      [['d20261122', 10_000]],
      [
        ['d20261122', 1],
        ['m202001', 1],
      ],
    ]);
    const wide = Array.from({ length: 20 }, (_, id) => alert(id, { Category: 'x'.repeat(1024 * 1024) }));
    const { engine: other } = await ingestContent(ndjson(wide));
    expect(other.batches.map(({ parts }) => parts[0]?.rows.length)).toEqual([8, 8, 4]);
  });

  it('stores nothing twice when the same file is ingested again, unless told to', async () => {
    const path = fileOf(ndjson(alerts(15_000)));
    const engine = new RecordingEngine();
    await ingest([{ path }], { engine, clock });
    const repeated = await ingest([{ path }], { engine, clock, shiftTimeTo: NOW });
    expect(repeated).toMatchObject({ read: 15_000, ingested: 0, duplicateBatches: 2, duplicateRows: 15_000 });
    expect((await ingest([{ path }], { engine, clock, again: true })).ingested).toBe(15_000);
    utimesSync(path, 1, 1);
    expect((await ingest([{ path }], { engine, clock })).ingested).toBe(15_000);
  });

  it('stores each row once when an ingest that failed anywhere is repeated', async () => {
    const path = fileOf(ndjson(alerts(45_000)));
    await assert(
      asyncProperty(integer({ min: 0, max: 5 }), constantFrom(true, false), async (batch, stored) => {
        const engine = new RecordingEngine();
        let count = 0;
        const failing = {
          append: async (sent: Parameters<RecordingEngine['append']>[0]) => {
            if (count++ < batch) return engine.append(sent);
            if (stored) await engine.append(sent);
            throw new EngineError('engine-stopped', 'the engine has stopped');
          },
        };
        await ingest([{ path }], { engine: failing, clock }).catch(() => undefined);
        await ingest([{ path }], { engine, clock });
        const ids = engine.rows('AlertInfo').map(({ AlertId }) => AlertId);
        expect(ids).toHaveLength(45_000);
        expect(new Set(ids).size).toBe(45_000);
      }),
      { numRuns: 6 },
    );
  });

  it('acknowledges rows only after the engine has', async () => {
    let stored = 0;
    const engine = {
      append: async (batch: Parameters<RecordingEngine['append']>[0]) => {
        const rows = batch.parts.reduce((sum, part) => sum + part.rows.length, 0);
        await new Promise((resolve) => setImmediate(resolve));
        stored += rows;
        return { rows, duplicate: false };
      },
    };
    const path = fileOf(ndjson(alerts(30_000)));
    await ingest([{ path }], {
      engine,
      clock,
      onProgress: ({ ingested, read }) => {
        expect(ingested).toBeLessThanOrEqual(stored);
        expect(ingested).toBeLessThanOrEqual(read);
      },
    });
  });

  it('throws what the engine throws, and an account that does not add up', async () => {
    const path = fileOf(ndjson(alerts(3)));
    const failure = new EngineError('engine-stopped', 'the engine has stopped');
    await expect(ingest([{ path }], { engine: { append: () => Promise.reject(failure) }, clock })).rejects.toBe(
      failure,
    );
    const short = { append: async () => ({ rows: 2, duplicate: false }) };
    await expect(ingest([{ path }], { engine: short, clock })).rejects.toMatchObject({ code: 'append-miscounted' });
  });

  it('moves a recording so that its newest event is now, keeping the gaps', async () => {
    const older = fileOf(ndjson([alert(1, { Timestamp: '2020-01-01T00:00:00.0000001Z' })]));
    const newer = fileOf(ndjson([alert(2, { Timestamp: '2020-01-02T00:00:00.0000003Z' })]));
    const engine = new RecordingEngine();
    await ingest([{ path: newer }, { path: older }], { engine, clock, shiftTimeTo: NOW });
    const [second, first] = engine.texts('AlertInfo').map((row) => BigInt(/"Timestamp":(\d+)/.exec(row)?.[1] ?? 0));
    expect(second).toBe(ticksFromMilliseconds(NOW));
    expect(first).toBe(ticksFromMilliseconds(NOW) - 864_000_000_002n);
  });

  it('shifts all datetimes of a row', async () => {
    const row = {
      Timestamp: '2020-01-01T10:00:00Z',
      ActionType: 'ProcessCreated',
      ProcessCreationTime: '2020-01-01T09:59:00Z',
    };
    const { engine } = await ingestContent(ndjson([row]), { table: 'DeviceProcessEvents', shiftTimeTo: NOW });
    expect(engine.texts('DeviceProcessEvents')[0]).toContain(
      `"ProcessCreationTime":${ticksFromMilliseconds(NOW - 60_000)}`,
    );
  });

  it('refuses to shift a stream, which it could not read twice', async () => {
    const stream = (async function* () {})();
    const inputs = [{ stream, name: 'standard input' }];
    await expect(ingest(inputs, { engine: new RecordingEngine(), clock, shiftTimeTo: NOW })).rejects.toMatchObject({
      code: 'shift-needs-files',
    });
  });

  it('reads folders recursively, and names what it cannot read', async () => {
    const folder = freshPath('folder');
    mkdirSync(join(folder, 'b', 'c'), { recursive: true });
    writeFileSync(join(folder, 'a.json'), ndjson(alerts(1)));
    writeFileSync(join(folder, 'b', 'c', 'd.log'), ndjson(alerts(2)));
    writeFileSync(join(folder, 'b', 'empty'), '');
    symlinkSync(folder, join(folder, 'b', 'loop'));
    const missing = freshPath('missing');
    const engine = new RecordingEngine();
    const summary = await ingest([{ path: folder }, { path: missing }], { engine, clock });
    expect(summary).toMatchObject({ files: 3, read: 5, ingested: 3, rejected: 2 });
    expect(summary.rejects.map(({ file, line, reason }) => [file, line, reason])).toEqual([
      [join(folder, 'b', 'loop'), 0, 'expected a file or folder, found a link to a folder'],
      [missing, 0, expect.stringContaining('cannot be read: ENOENT')],
    ]);
  });

  it('goes on with the next file when one disappears', async () => {
    const [first, second, third] = [1, 2, 3].map((id) => fileOf(ndjson([alert(id)])));
    const engine = new RecordingEngine();
    const summary = await ingest([{ path: first ?? '' }, { path: second ?? '' }, { path: third ?? '' }], {
      engine,
      clock,
      onProgress: () => rmSync(second ?? '', { force: true }),
    });
    expect(summary).toMatchObject({ read: 3, ingested: 2, rejected: 1 });
    expect(summary.rejects[0]).toMatchObject({
      file: second,
      reason: expect.stringContaining('reading failed: ENOENT'),
    });
    expect(engine.rows('AlertInfo').map(({ AlertId }) => AlertId)).toEqual(['alert-1', 'alert-3']);
  });

  it('tells an unknown table before it reads anything', async () => {
    await expect(ingestContent('', { table: 'Nothing' })).rejects.toMatchObject({
      code: 'unknown-table',
      message: 'expected the name of a hunting table, found "Nothing"',
    });
  });

  it('rejects records that no source recognises, with what each expects', async () => {
    const { summary } = await ingestContent('{"x":1,"y":2}\n{"x":2}\n');
    expect(summary).toMatchObject({ read: 2, rejected: 2 });
    expect(summary.rejects[0]?.reason).toContain('streaming-export: expected a category');
    expect(summary.rejects[0]?.reason).toContain('windows-events: ');
    expect(summary.rejects[0]?.reason).toContain('named-table: expected the columns of a hunting table, found x, y');
  });

  it('stops between batches when asked to', async () => {
    const controller = new AbortController();
    const path = fileOf(ndjson(alerts(40_000)));
    const engine = new RecordingEngine();
    const onProgress = (): void => controller.abort(new Error('the caller went away'));
    await expect(ingest([{ path }], { engine, clock, onProgress, signal: controller.signal })).rejects.toThrow(
      'went away',
    );
    expect(engine.rows('AlertInfo').length).toBeLessThan(40_000);
  });

  it('tells its progress in bytes as they lie in the files', async () => {
    const path = fileOf(ndjson(alerts(5_000)));
    const seen: number[] = [];
    await ingest([{ path }], {
      engine: new RecordingEngine(),
      clock,
      onProgress: ({ bytes, totalBytes }) => {
        seen.push(bytes);
        expect(totalBytes).toBe(statSync(path).size);
      },
    });
    expect(seen.at(-1)).toBe(statSync(path).size);
    expect([...seen].sort((one, other) => one - other)).toEqual(seen);
  });
});

describe('ingestStream', () => {
  async function* cutShort(text: string, length: number): AsyncGenerator<Buffer> {
    yield Buffer.from(text).subarray(0, length);
    throw new Error('the connection was reset');
  }
  async function* whole(text: string): AsyncGenerator<Buffer> {
    yield Buffer.from(text);
  }

  it('completes with the same key what a broken connection began', async () => {
    const text = ndjson(alerts(25_000));
    const engine = new RecordingEngine();
    const options = { engine, clock, idempotencyKey: 'a1' };
    await expect(ingestStream(cutShort(text, Math.floor(text.length * 0.7)), options)).rejects.toThrow('reset');
    expect(engine.rows('AlertInfo')).toHaveLength(10_000);
    const summary = await ingestStream(whole(text), options);
    expect(summary).toMatchObject({ read: 25_000, ingested: 15_000, duplicateBatches: 1, duplicateRows: 10_000 });
    expect(new Set(engine.rows('AlertInfo').map(({ AlertId }) => AlertId)).size).toBe(25_000);
  });

  it('takes streams without a key as they come', async () => {
    const engine = new RecordingEngine();
    for (let time = 0; time < 2; time++) await ingestStream(whole(ndjson(alerts(2))), { engine, clock });
    expect(engine.rows('AlertInfo')).toHaveLength(4);
  });

  it('gives the first rejects back', async () => {
    const summary = await ingestStream(whole('nonsense\n'.repeat(50)), {
      engine: new RecordingEngine(),
      clock,
      table: 'AlertInfo',
      keepRejects: 3,
    });
    expect(summary).toMatchObject({ read: 50, rejected: 50 });
    expect(summary.rejects.map(({ file, line }) => [file, line])).toEqual([
      ['request', 1],
      ['request', 2],
      ['request', 3],
    ]);
  });

  it('refuses encodings that it does not know', async () => {
    const options = { engine: new RecordingEngine(), clock, contentEncoding: 'br' };
    await expect(ingestStream(whole(''), options)).rejects.toMatchObject({ code: 'unsupported-encoding' });
  });

  it('keeps the seventh digit of a time', async () => {
    const engine = new RecordingEngine();
    await ingestStream(whole(ndjson([alert(1)])), { engine, clock });
    expect(engine.texts('AlertInfo')[0]).toContain(`"Timestamp":${parseDatetime('2026-11-22T10:00:00.1234567Z')}`);
  });
});
