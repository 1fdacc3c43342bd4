// The bounds of every hunt, as its sender meets them: a month back, so many rows, so long, so much memory, and only while somebody listens.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFolders } from './harness/folders.js';
import { runGamekeeper } from './harness/run-gamekeeper.js';
import { startGamekeeper } from './harness/start-gamekeeper.js';
import { startTestPlatform, type TestPlatform, type TestPlatformOptions } from './harness/start-test-platform.js';

const freshPath = createFolders('limits');
const endless = 'range x from 1 to 1000000000000 step 1 | where x % 7 == 3 | count';

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A platform for the tests of one `describe`, and how to hunt there over HTTP. */
function usePlatform(options: TestPlatformOptions = {}) {
  let platform: TestPlatform;
  let token: string;
  beforeAll(async () => {
    platform = await startTestPlatform(options);
    token = await platform.token();
  });
  afterAll(() => platform.close());
  const post = async (path: string, body: object, signal?: AbortSignal): Promise<Answer> => {
    const response = await fetch(platform.platform.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
    return { status: response.status, text: await response.text() };
  };
  return {
    platform: () => platform,
    defender: (Query: string, signal?: AbortSignal) => post('/api/advancedhunting/run', { Query }, signal),
    endpoint: (Query: string) => post('/api/advancedqueries/run', { Query }),
    graph: (Query: string, Timespan?: string) =>
      post('/v1.0/security/runHuntingQuery', { Query, ...(Timespan !== undefined && { Timespan }) }),
  };
}

describe('thirty days back', () => {
  const hunting = usePlatform();
  const row = (days: number, DeviceName: string) => ({
    ...{
      Timestamp: hunting.platform().daysAgo(days),
      DeviceName,
      DeviceId: 'one',
      ActionType: 'X',
      ReportId: Math.ceil(days),
    },
  });
  beforeAll(async () => {
    for (const table of ['DeviceEvents', 'DeviceProcessEvents', 'DeviceInfo'])
      await hunting
        .platform()
        .ingest(table, [row(0, 'fresh'), row(29.9, 'fresh'), row(30.1, 'stale'), row(400, 'stale')]);
  });

  test.each([
    'DeviceEvents',
    'DeviceEvents | where Timestamp > ago(3650d)',
    'DeviceEvents | where TimeGenerated > datetime(1970-01-01)',
    'DeviceEvents | project DeviceName',
    'DeviceEvents | project-rename Timestamp1 = Timestamp | extend Timestamp = now()',
    'table("DeviceEvents")',
    'let T = DeviceEvents; T',
    'let T = view () { DeviceEvents }; T',
    'let f = () { DeviceEvents }; f()',
    'let f = (days: long) { DeviceEvents | where Timestamp > ago(days * 1d) }; f(3650)',
    'let f = (T: (DeviceName: string)) { T | project DeviceName }; f(DeviceEvents)',
    'let f = (T: (*)) { T | take 10 }; DeviceEvents | invoke f()',
    'let T = materialize(DeviceEvents); union T, T',
    'union DeviceEvents, DeviceProcessEvents',
    'union withsource=Origin Device* | project Origin, DeviceName',
    'union *',
    'DeviceInfo | join kind=inner (DeviceEvents) on DeviceId | project DeviceName, DeviceName1',
    'DeviceInfo | join kind=leftouter (DeviceEvents | project DeviceId, Other=DeviceName) on DeviceId',
    'DeviceInfo | project DeviceId | join kind=rightouter (DeviceEvents) on DeviceId',
    'DeviceInfo | project DeviceId | lookup (DeviceEvents | project DeviceId, DeviceName) on DeviceId',
    'print x = toscalar(DeviceEvents | summarize make_set(DeviceName))',
    'datatable(DeviceName: string)["fresh", "stale"] | where DeviceName in (DeviceEvents | project DeviceName)',
    'datatable(Name: string)["fresh", "stale"] | join kind=inner (DeviceEvents) on $left.Name == $right.DeviceName',
    'DeviceEvents | summarize arg_min(Timestamp, *) by DeviceName',
    'DeviceEvents | as T | union T',
    'search "stale" | project DeviceName | union (print DeviceName = "fresh")',
    'search in (DeviceEvents, DeviceInfo) DeviceId == "one" | project DeviceName',
    'DeviceEvents | partition by DeviceName (top 3 by Timestamp asc)',
    'DeviceEvents | mv-apply x = pack_array(DeviceName) to typeof(string) on (where x != "")',
    'DeviceEvents | make-series count() on Timestamp from ago(500d) to now() step 100d by DeviceName',
  ])('%s', async (query) => {
    for (const ask of [hunting.defender, hunting.endpoint, (text: string) => hunting.graph(text, 'P10Y')]) {
      const { status, text } = await ask(query);
      expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining('fresh') });
      expect(text).not.toContain('stale');
    }
  });

  test.each([
    'database("other").DeviceEvents',
    'cluster("other").database("x").DeviceEvents',
    'let name = "DeviceEvents"; table(name)',
    'find in (DeviceEvents, DeviceInfo) where DeviceId == "one" project DeviceName',
    'external_table("DeviceEvents")',
  ])('%s leads nowhere, or no further', async (query) => {
    const { status, text } = await hunting.defender(query);
    expect([200, 400]).toContain(status);
    expect(text).not.toContain('stale');
  });

  test('a request can narrow the window', async () => {
    const { text } = await hunting.graph('DeviceEvents | count', 'P7D');
    expect(JSON.parse(text).results).toEqual([{ Count: 1 }]);
  });
});

test('the hundred-thousand-and-first row is dropped', async () => {
  const { code, stdout } = await runGamekeeper([
    ...['hunt', 'range x from 1 to 100001 step 1', '--format', 'ndjson', '--data', freshPath()],
  ]);
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(100_000);
  expect(lines.at(-1)).toBe('{"x":100000}');
});

describe('a large answer over HTTP', () => {
  const columns = Array.from({ length: 30 }, (_, i) =>
    i % 3 === 0 ? `c${i} = strcat("value-", x, "-${i}")` : i % 3 === 1 ? `c${i} = x * ${i}` : `c${i} = ago(x * 1s)`,
  );
  const query = `range x from 1 to 100000 step 1 | project ${columns.join(', ')}`;

  test('100,000 rows of 30 columns arrive whole and add at most 200 MB to the resident memory', async () => {
    // The first start makes the state, which takes memory of its own; what is measured is an answer.
    const directory = freshPath();
    await (await startGamekeeper(directory, { args: ['--empty'] })).stop();
    const server = await startGamekeeper(directory);
    const token = (await runGamekeeper(['token', '--data', directory])).stdout.trim();
    const hunt = async (Query: string): Promise<Record<string, unknown>[]> => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ Query });
      const response = await fetch(`${server.url}/api/advancedhunting/run`, { method: 'POST', headers, body });
      expect(response.status).toBe(200);
      return ((await response.json()) as { Results: Record<string, unknown>[] }).Results;
    };
    await hunt(`${query} | take 10`);
    const before = memoryOf(server.pid, 'VmRSS');
    const rows = await hunt(query);
    const peak = memoryOf(server.pid, 'VmHWM');
    expect(rows).toHaveLength(100_000);
    expect(Object.keys(rows[99_999] ?? {})).toHaveLength(30);
    expect(rows.reduce((sum, { c1 }) => sum + Number(c1), 0)).toBe(5_000_050_000);
    if (before !== null && peak !== null) expect(peak - before).toBeLessThan(200 * 1024 * 1024);
    await server.stop();
  });
});

describe('a query that takes too long', () => {
  const hunting = usePlatform({ limits: { timeoutMs: 300 } });

  test('is stopped, and each wire says so in its own way', async () => {
    const told = expect.stringContaining('Query exceeded the timeout period.');
    expect(await hunting.defender(endless)).toEqual({ status: 400, text: told });
    expect(await hunting.endpoint(endless)).toEqual({ status: 400, text: told });
    expect(await hunting.graph(endless)).toEqual({ status: 504, text: told });
    expect(await hunting.defender('print 1')).toMatchObject({ status: 200 });
  });
});

describe('a query that takes too much memory or answers too much', () => {
  const hunting = usePlatform({
    engine: { memoryLimitBytes: 120 * 1024 * 1024 },
    limits: { maxBytes: 1024 * 1024, timeoutMs: 60_000 },
  });

  test('is told so, and the next query runs', async () => {
    const hungry =
      'range x from 1 to 1000000 step 1 | summarize Texts=make_list(strcat(strrep("long", 200), x)) | project array_length(Texts)';
    const told = expect.stringContaining('exceeded the allowed limits');
    expect(await hunting.defender(hungry)).toEqual({ status: 400, text: told });
    expect(await hunting.graph(hungry)).toEqual({ status: 400, text: told });
    expect(await hunting.defender('print 1')).toMatchObject({ status: 200 });
  });

  test('an answer that is too large is never given in part', async () => {
    const large = await hunting.defender('range x from 1 to 90000 step 1 | project strrep("x", 100)').catch(() => null);
    // Whether its start was on its way already decides between the two.
    if (large !== null)
      expect(large).toEqual({ status: 400, text: expect.stringContaining('exceeded the allowed result size') });
    expect(await hunting.defender('print 1')).toMatchObject({ status: 200 });
  });
});

describe('a client that goes away', () => {
  const hunting = usePlatform();

  test('takes its queries along: the engine has room for others', async () => {
    await hunting.defender('print 1');
    for (let round = 0; round < 2; round++) {
      const gone = new AbortController();
      // More than the engine runs at a time: if those of the gone clients went on, the last one would wait for ever.
      const asked = Array.from({ length: 30 }, () =>
        hunting.defender(endless, gone.signal).catch((error: Error) => error.name),
      );
      // It is refused by the compiler, after those before it have passed there.
      expect(await hunting.defender('print nothing')).toMatchObject({ status: 400 });
      gone.abort();
      expect(new Set(await Promise.all(asked))).toEqual(new Set(['AbortError']));
    }
    expect(await hunting.defender('range x from 1 to 1000000 step 1 | where x % 7 == 3 | count')).toEqual({
      status: 200,
      text: expect.stringContaining('[{"Count":142857}]'),
    });
  });
});

/** Bytes that a process and its children hold or have held, null where the system does not tell. */
function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number | null {
  if (!existsSync(`/proc/${pid}/status`)) return null;
  const pids = [pid, ...childrenOf(pid)];
  return pids.reduce((sum, of) => {
    const [, kilobytes] = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${of}/status`, 'utf8')) ?? [];
    return sum + Number(kilobytes ?? 0) * 1024;
  }, 0);
}

const childrenOf = (pid: number): readonly number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
