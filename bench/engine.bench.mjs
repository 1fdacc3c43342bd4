// Figures of the DuckDB engine, run on the built packages: npm run bench -- engine. Prints, judges nothing.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDuckDbEngine } from '../packages/lake/dist/duckdb/index.js';
import { tables } from '../packages/lake/dist/tables/index.js';

const limits = { maxRows: 100_000, maxBytes: 2 ** 30, timeoutMs: 180_000 };
const clock = () => Date.UTC(2026, 10, 22);

const report = (what, figure) => console.log(`${what.padEnd(64)} ${figure}`);
const ms = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

async function timed(work) {
  const start = performance.now();
  const value = await work();
  return [performance.now() - start, value];
}

async function median(times, work) {
  const all = [];
  for (let n = 0; n < times; n++) all.push((await timed(work))[0]);
  return all.sort((a, b) => a - b)[Math.floor(times / 2)];
}

async function drain(engine, sql, maxRows = limits.maxRows) {
  const result = engine.query({ sql }, { ...limits, maxRows });
  for await (const chunk of result.chunks) void chunk;
  return result.usage;
}

/** Reads resident bytes, now and at its peak, of this process and its engine process (Linux). */
function processMemory() {
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  const engine = children
    .split('\n')
    .find((line) => line.includes('engine-process'))
    ?.trim()
    .split(' ')[0];
  const read = (field) =>
    [process.pid, engine]
      .map((pid) => new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
      .reduce((sum, kilobytes) => sum + Number(kilobytes) * 1024, 0);
  return { now: () => read('VmRSS'), peak: () => read('VmHWM') };
}

function rowsOf(columns, from, count) {
  const hex = (text) => createHash('sha256').update(text).digest('hex');
  return Array.from({ length: count }, (_, at) => {
    const n = from + at;
    const values = columns.map(({ name, type }) => {
      if (type === 'datetime') return [name, 638_000_000_000_000_000 + n * 1e7];
      if (type === 'bool') return [name, n % 2 === 0];
      if (type !== 'string') return [name, n % 100_000];
      if (/SHA|MD5/.test(name)) return [name, hex(`${name}${n % 500}`)];
      if (/CommandLine/.test(name))
        return [name, `powershell.exe -NoProfile -EncodedCommand ${hex(`${n}`)} -Session ${n}`];
      return [name, `${name} ${n % 50}`];
    });
    return JSON.stringify(Object.fromEntries(values));
  });
}

/** A large answer by fresh processes that have answered one small query before. */
async function benchAnswer(existing) {
  const engine = await createDuckDbEngine({ directory: existing, tables, clock });
  const wide = tables.get('DeviceProcessEvents').columns.slice(0, 30);
  const names = wide.map(({ name }) => `"${name}"`).join(', ');
  const answer = `SELECT json_array(${names}, repeat('x', 100))::VARCHAR AS "row" FROM "DeviceProcessEvents"`;
  report('1,000 of its rows, first query of all', ms((await timed(() => drain(engine, answer, 1_000)))[0]));
  const memory = processMemory();
  const before = memory.now();
  const [time, usage] = await timed(() => drain(engine, answer));
  report(`${usage.rows} rows x 31 columns, ${megabytes(usage.bytes)}`, ms(time));
  const added = memory.peak() - before;
  report('  added to the resident memory of both processes', `${megabytes(added)} to ${megabytes(before)}`);
  report('  again (median of 5)', ms(await median(5, () => drain(engine, answer))));
  await engine.close();
}

if (process.argv[2] !== undefined) {
  await benchAnswer(process.argv[2]);
  process.exit();
}

// Opening
const directory = await mkdtemp(join(tmpdir(), 'gamekeeper-bench-'));
const options = { directory, tables, clock };
const [created, first] = await timed(() => createDuckDbEngine(options));
report('new lake, 62 tables', ms(created));

// Appending
const table = tables.get('DeviceProcessEvents');
const appendings = [
  { columns: 43, inFlight: 1 },
  { columns: 43, inFlight: 3 },
  { columns: table.columns.length, inFlight: 3 },
];
for (const { columns, inFlight } of appendings) {
  const used = table.columns.slice(0, columns);
  const batches = Array.from({ length: 14 }, (_, n) => ({
    id: `${columns}-${inFlight}-${n}`,
    parts: [{ table: table.name, partition: 'd20261122', rows: rowsOf(used, n * 10_000, 10_000) }],
  }));
  const bytes = batches[0].parts[0].rows.reduce((sum, row) => sum + row.length, 0) / 10_000;
  await first.append(batches.shift());
  await first.append(batches.shift());
  const send = async () => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) await first.append(batch);
  };
  const [time] = await timed(() => Promise.all(Array.from({ length: inFlight }, send)));
  const what = `append, ${columns} columns of ${bytes.toFixed(0)} bytes, ${inFlight} x 10,000 rows in flight`;
  report(what, `${(120_000 / (time / 1000)).toFixed(0)} rows/s`);
}

// Queries
const one = 'SELECT json_array(1)::VARCHAR AS "row"';
await drain(first, one);
report('smallest query, round trip (median of 200)', ms(await median(200, () => drain(first, one))));
report('statistics of all tables', ms(await median(5, () => first.statistics())));
report('close with checkpoint', ms((await timed(() => first.close()))[0]));
execFileSync(process.execPath, [process.argv[1], directory], { stdio: 'inherit' });

// A month of every table
const many = await createDuckDbEngine(options);
const days = Array.from({ length: 30 }, (_, n) => `d202610${String(n + 1).padStart(2, '0')}`);
for (const day of days)
  await many.append({ parts: [...tables.keys()].map((name) => ({ table: name, partition: day, rows: ['{}'] })) });
await many.close();
const openings = [];
for (let n = 0; n < 5; n++) {
  const [time, engine] = await timed(() => createDuckDbEngine(options));
  openings.push(time);
  await engine.close();
}
report('open a lake of 62 tables x 30 days (median of 5)', ms(openings.sort((a, b) => a - b)[2]));
await rm(directory, { recursive: true, force: true });
