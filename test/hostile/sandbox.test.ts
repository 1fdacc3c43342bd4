// What a query cannot reach, and what it cannot do to the server: files, network and settings; depth, length and growth.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestPlatform, type TestPlatform } from '../harness/start-test-platform.js';

let platform: TestPlatform;
let token: string;
beforeAll(async () => {
  platform = await startTestPlatform({ limits: { timeoutMs: 20_000 } });
  token = await platform.token();
  await platform.ingest('DeviceEvents', [{ Timestamp: platform.daysAgo(1), DeviceName: 'pc-1', ReportId: 1 }]);
});
afterAll(() => platform.close());

async function hunt(Query: string): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${platform.platform.url}/api/advancedhunting/run`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ Query }),
  });
  return { status: response.status, text: await response.text() };
}

async function expectAlive(): Promise<void> {
  const { status, text } = await hunt('DeviceEvents | project DeviceName');
  expect({ status, rows: JSON.parse(text).Results }).toEqual({ status: 200, rows: [{ DeviceName: 'pc-1' }] });
}

/** Words of the engine that would tell that text of a query has reached it. */
const engineWords = /Parser Error|Binder Error|Catalog Error|IO Error|Permission Error|json_array|SELECT /;

describe('the functions, tables and statements of the engine are none of the language', () => {
  test.each([
    `read_csv('/etc/passwd')`,
    `read_text('/etc/passwd') | take 1`,
    `read_parquet('s3://bucket/file') | take 1`,
    `glob('/*')`,
    `print x = read_text('/etc/passwd')`,
    `print x = getenv('HOME')`,
    `print x = current_setting('memory_limit')`,
    `print x = query('SELECT 1')`,
    `print x = sql('SELECT 1')`,
    `print x = nextval('s')`,
    `print x = kql_json('1')`,
    `print x = version()`,
    'duckdb_settings()',
    'duckdb_tables()',
    'pragma_version()',
    'sqlite_master',
    'information_schema.tables',
    `['$lake']`,
    `['$tables']`,
    `['$batches']`,
    `['DeviceEvents$d20260303']`,
    `['"DeviceEvents"']`,
    `['DeviceEvents"; DROP VIEW "DeviceEvents"; --']`,
    `table('/etc/passwd')`,
    `table("DeviceEvents\\"; DROP VIEW \\"DeviceEvents\\"; --")`,
    `['/etc/hostname.csv']`,
    `externaldata(x: string) ["https://example.org/x.csv"]`,
    `externaldata(x: string) ["/etc/passwd"] with (format="txt")`,
    `evaluate http_request("https://example.org/")`,
    `evaluate sql_request("Server=x", "SELECT 1")`,
    `print 1 | evaluate python(typeof(*), "import os")`,
    `print 1 | evaluate r(typeof(*), "system('id')")`,
    'SELECT * FROM "DeviceEvents"',
    "ATTACH 'x'",
    'COPY "DeviceEvents" TO \'out.csv\'',
    "SET memory_limit = '1TB'",
    'PRAGMA threads = 64',
    'INSTALL httpfs',
    '.show tables',
    '.drop table DeviceEvents',
    '.set stolen <| DeviceEvents',
    'DeviceEvents; .drop table DeviceEvents',
    `DeviceEvents'; DROP VIEW "DeviceEvents"; --`,
  ])('%s', async (query) => {
    const { status, text } = await hunt(query);
    expect(status, text).toBe(400);
    expect(text).not.toMatch(engineWords);
    await expectAlive();
  });

  test('set statements of the language change nothing of the engine', async () => {
    const { status, text } = await hunt('set truncationmaxrecords = 1; set notruncation; DeviceEvents | count');
    expect([200, 400]).toContain(status);
    expect(text).not.toMatch(engineWords);
    await expectAlive();
  });
});

const many = (count: number, part: (i: number) => string, separator: string): string =>
  Array.from({ length: count }, (_, i) => part(i)).join(separator);

/** Name → query; all of them are answered or refused, none stops the server. */
const burdens: Readonly<Record<string, string>> = {
  'a literal of 90 KB': `print strlen("${'x'.repeat(90_000)}")`,
  'a text of 1 MB': `print "${'x'.repeat(1_000_000)}"`,
  'a text of 100 KB that is no query': '|'.repeat(100_000),
  'a line of 100 KB of letters': 'x'.repeat(100_000),
  '100 KB of opened strings': '"'.repeat(99_999),
  '5,000 or': `DeviceEvents | where ${many(5_000, (i) => `ReportId == ${i}`, ' or ')} | count`,
  '5,000 and with not': `print x = 1 | where ${many(5_000, (i) => `x!=${i + 2}`, ' and ')}`,
  '20,000 members of in': `DeviceEvents | where ReportId in (${many(14_000, (i) => `${i}`, ',')}) | count`,
  '5,000 terms of has_any': `DeviceEvents | where DeviceName has_any (${many(5_000, (i) => `"term${i}"`, ',')}) | count`,
  '2,000 pipes': `print x = 1 ${many(2_000, () => '| where x == 1', ' ')}`,
  '2,000 extends': `print x = 1 ${many(2_000, () => '| extend x = x + 1', ' ')}`,
  '1,000 columns': `print ${many(1_000, (i) => `c${i} = ${i}`, ', ')} | extend d = c1 + c999`,
  '500 joins': `DeviceEvents ${many(500, () => '| join kind=inner (DeviceEvents) on ReportId', ' ')} | count`,
  '1,000 unions': `union ${many(1_000, () => '(DeviceEvents)', ', ')} | count`,
  '5,000 nested parentheses': `print ${'('.repeat(5_000)}1${')'.repeat(5_000)}`,
  '380 nested parentheses': `print ${'('.repeat(380)}1${')'.repeat(380)}`,
  '300 nested calls': `print ${'strcat("a", '.repeat(300)}"b"${')'.repeat(300)}`,
  '3,000 nested not': `print ${'not('.repeat(3_000)}true${')'.repeat(3_000)}`,
  '10,000 minus signs': `print ${'-'.repeat(10_000)}1`,
  '5,000 plus': `print ${many(5_000, () => '1', '+')}`,
  '300 nested subqueries': `DeviceEvents | where ReportId in (${'DeviceEvents | where ReportId in ('.repeat(300)}1${')'.repeat(301)} | count`,
  'dynamic nested 5,000 deep': `print dynamic(${'['.repeat(5_000)}${']'.repeat(5_000)})`,
  'values doubling 30 times': `let a0 = 1; ${many(30, (i) => `let a${i + 1} = a${i} + a${i};`, ' ')} print a30`,
  'tables doubling 30 times': `let a0 = DeviceEvents; ${many(30, (i) => `let a${i + 1} = union a${i}, a${i};`, ' ')} a30 | count`,
  'functions doubling 30 times': `let f0 = () { 1 }; ${many(30, (i) => `let f${i + 1} = () { f${i}() + f${i}() };`, ' ')} print f30()`,
  'texts doubling 40 times': `print s0 = "xxxxxxxx" ${many(40, (i) => `| extend s${i + 1} = strcat(s${i}, s${i})`, ' ')} | project strlen(s40)`,
  'a function that calls itself': 'let f = () { f() }; print f()',
  'a repeat of 10^12': 'print strrep("x", 1000000000000)',
  'a range of 10^12 as a list': 'print array_length(range(1, 1000000000000, 1))',
  'mv-expand of all by all': 'range x from 1 to 100000 step 1 | extend y = range(1, 100000, 1) | mv-expand y | count',
  'a pattern that backtracks': `print x = strcat(strrep("a", 5000), "b") matches regex "(a+)+$"`,
  'a pattern with huge counts': `print "a" matches regex "((a{1,1000}){1,1000}){1,1000}"`,
};

describe('burdensome queries are answered or refused, and the server goes on', () => {
  test.each(Object.entries(burdens))('%s', async (_, query) => {
    const { status, text } = await hunt(query);
    expect([200, 400, 413], text.slice(0, 300)).toContain(status);
    expect(text.slice(0, 2_000)).not.toMatch(engineWords);
    await expectAlive();
  });
});
