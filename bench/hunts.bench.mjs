// A dozen hunts over 5 million generated rows, beside SQL written by hand for the same question on the same engine: the price of KQL.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCompiler, ticksFromMilliseconds } from '../packages/kql/dist/index.js';
import { createDuckDbEngine, storeSample, tables } from '../packages/lake/dist/index.js';

const scale = Number(process.env.BENCH_SCALE ?? 47);
const RUNS = 5;
const now = Date.parse('2026-06-30T12:00:00Z');
const nowTicks = ticksFromMilliseconds(now);
const DAY = 864_000_000_000n;
const since = (days) => `"Timestamp" >= ${nowTicks - BigInt(days) * DAY}`;
const row = (...columns) => `SELECT json_array(${columns.join(', ')})::VARCHAR AS row`;

const hunts = [
  [
    'count of 7 days',
    'DeviceProcessEvents | where Timestamp > ago(7d) | count',
    `${row('c')} FROM (SELECT count(*) c FROM DeviceProcessEvents WHERE ${since(7)})`,
  ],
  [
    'file name, any case',
    'DeviceProcessEvents | where FileName =~ "PowerShell.exe" | count',
    `${row('c')} FROM (SELECT count(*) c FROM DeviceProcessEvents WHERE ${since(30)} AND lower(FileName) = 'powershell.exe')`,
  ],
  [
    'has, newest 100',
    'DeviceProcessEvents | where ProcessCommandLine has "-enc" | top 100 by Timestamp | project Timestamp, DeviceName, ProcessCommandLine',
    `${row('kql_datetime_trimmed("Timestamp")', 'DeviceName', 'ProcessCommandLine')} FROM (SELECT "Timestamp", DeviceName, ProcessCommandLine FROM DeviceProcessEvents WHERE ${since(30)} AND contains(lower(ProcessCommandLine), '-enc') AND regexp_matches(ProcessCommandLine, '(?i)-enc(?:[^a-z0-9]|$)') ORDER BY "Timestamp" DESC LIMIT 100)`,
  ],
  [
    'contains',
    'DeviceProcessEvents | where ProcessCommandLine contains "http" | count',
    `${row('c')} FROM (SELECT count(*) c FROM DeviceProcessEvents WHERE ${since(30)} AND contains(lower(ProcessCommandLine), 'http'))`,
  ],
  [
    'has_any of five',
    'DeviceProcessEvents | where ProcessCommandLine has_any ("vssadmin", "wbadmin", "bcdedit", "nltest", "whoami") | count',
    `${row('c')} FROM (SELECT count(*) c FROM DeviceProcessEvents WHERE ${since(30)} AND regexp_matches(ProcessCommandLine, '(?i)(?:^|[^a-z0-9])(?:vssadmin|wbadmin|bcdedit|nltest|whoami)(?:[^a-z0-9]|$)'))`,
  ],
  [
    'regex',
    'DeviceProcessEvents | where ProcessCommandLine matches regex @"[A-Za-z0-9+/]{60,}" | count',
    `${row('c')} FROM (SELECT count(*) c FROM DeviceProcessEvents WHERE ${since(30)} AND regexp_matches(ProcessCommandLine, '[A-Za-z0-9+/]{60,}'))`,
  ],
  [
    'count by hour',
    'DeviceProcessEvents | summarize count() by bin(Timestamp, 1h)',
    `${row('kql_datetime_trimmed(h)', 'c')} FROM (SELECT "Timestamp" - "Timestamp" % 36000000000 h, count(*) c FROM DeviceProcessEvents WHERE ${since(30)} GROUP BY 1)`,
  ],
  [
    'distinct devices per file',
    'DeviceProcessEvents | summarize dcount(DeviceId) by FileName | top 20 by dcount_DeviceId',
    `${row('f', 'd')} FROM (SELECT FileName f, count(DISTINCT DeviceId) d FROM DeviceProcessEvents WHERE ${since(30)} GROUP BY 1 ORDER BY 2 DESC LIMIT 20)`,
  ],
  [
    'latest row per device',
    'DeviceProcessEvents | where Timestamp > ago(7d) | summarize arg_max(Timestamp, *) by DeviceId | project DeviceId, Timestamp, FileName',
    `${row('DeviceId', 'kql_datetime_trimmed("Timestamp")', 'FileName')} FROM (SELECT DeviceId, "Timestamp", FileName FROM DeviceProcessEvents WHERE ${since(7)} QUALIFY row_number() OVER (PARTITION BY DeviceId ORDER BY "Timestamp" DESC) = 1)`,
  ],
  [
    'process to network join',
    'DeviceProcessEvents | where FileName =~ "powershell.exe" | join kind=inner (DeviceNetworkEvents | where RemotePort == 443) on DeviceId, $left.ProcessId == $right.InitiatingProcessId | summarize count() by RemoteUrl | top 10 by count_',
    `${row('u', 'c')} FROM (SELECT n.RemoteUrl u, count(*) c FROM DeviceProcessEvents p JOIN DeviceNetworkEvents n ON p.DeviceId = n.DeviceId AND p.ProcessId = n.InitiatingProcessId WHERE p.${since(30)} AND n.${since(30)} AND lower(p.FileName) = 'powershell.exe' AND n.RemotePort = 443 GROUP BY 1 ORDER BY 2 DESC LIMIT 10)`,
  ],
  [
    'set of addresses per device',
    'DeviceNetworkEvents | where Timestamp > ago(7d) | summarize make_set(RemoteIP) by DeviceName | project DeviceName, array_length(set_RemoteIP)',
    `${row('d', 'len(s)')} FROM (SELECT DeviceName d, list(DISTINCT RemoteIP) s FROM DeviceNetworkEvents WHERE ${since(7)} GROUP BY 1)`,
  ],
  [
    'beacon rhythm',
    'DeviceNetworkEvents | where Timestamp > ago(3d) and isnotempty(RemoteUrl) | sort by DeviceId asc, RemoteUrl asc, Timestamp asc | extend gap = iff(prev(RemoteUrl) == RemoteUrl and prev(DeviceId) == DeviceId, Timestamp - prev(Timestamp), timespan(null)) | summarize avg(gap), count() by RemoteUrl | top 10 by count_',
    `${row('u', 'g', 'c')} FROM (SELECT RemoteUrl u, avg(gap) g, count(*) c FROM (SELECT RemoteUrl, "Timestamp" - lag("Timestamp") OVER (PARTITION BY DeviceId, RemoteUrl ORDER BY "Timestamp") gap FROM DeviceNetworkEvents WHERE ${since(3)} AND RemoteUrl <> '') GROUP BY 1 ORDER BY 3 DESC LIMIT 10)`,
  ],
];

const limits = { maxRows: 100_000, maxBytes: 2 ** 30, timeoutMs: 180_000 };
const directory = mkdtempSync(join(tmpdir(), 'gamekeeper-bench-'));
const engine = await createDuckDbEngine({ directory, tables, clock: () => now });
try {
  const started = performance.now();
  const rows = await storeSample(engine, { now, scale, tables: ['DeviceProcessEvents', 'DeviceNetworkEvents'] });
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${rows} rows generated, checked and stored in ${seconds.toFixed(0)} s (${Math.round(rows / seconds)} rows/s)\n`,
  );
  const compiler = createCompiler(tables.values());
  const options = { now: nowTicks, window: { from: nowTicks - 30n * DAY, to: null } };
  compiler.compile('print 1', options);
  console.log(
    `${'hunt'.padEnd(30)}${'rows'.padStart(7)}${'compile ms'.padStart(12)}${'KQL ms'.padStart(9)}${'by hand ms'.padStart(12)}${'ratio'.padStart(7)}`,
  );
  const ratios = [];
  for (const [name, kql, byHand] of hunts) {
    const begun = performance.now();
    const { sql } = compiler.compile(kql, options).results[0];
    const compiling = performance.now() - begun;
    const [compiled, written] = [[], []];
    let count = 0;
    for (let i = 0; i <= RUNS; i++) {
      const [a, b] = [await time(sql), await time(byHand)];
      if (a.rows !== b.rows) console.log(`  ${name}: ${a.rows} rows by KQL, ${b.rows} by hand`);
      count = a.rows;
      // The first round warms both up.
      if (i === 0) continue;
      compiled.push(a.ms);
      written.push(b.ms);
    }
    const [a, b] = [median(compiled), median(written)];
    ratios.push(a / b);
    console.log(
      `${name.padEnd(30)}${String(count).padStart(7)}${compiling.toFixed(0).padStart(12)}${a.toFixed(0).padStart(9)}${b.toFixed(0).padStart(12)}${(a / b).toFixed(2).padStart(7)}`,
    );
  }
  console.log(`\nmedian ratio ${median(ratios).toFixed(2)} (1.00 = as fast as SQL by hand)`);
} finally {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
}

async function time(sql) {
  const begun = performance.now();
  const result = engine.query({ sql }, limits);
  for await (const _ of result.chunks);
  return { ms: performance.now() - begun, rows: (await result.usage).rows };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
