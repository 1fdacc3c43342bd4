// The whole program from outside: start times, ingest of a file, an answer of 100,000 rows over HTTP with the memory that it adds.

import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gamekeeper-bench-'));
const data = join(folder, 'data');
const ROWS = 200_000;

try {
  let server = await up();
  console.log(`first start, with sample data         ${server.seconds.toFixed(1)} s`);
  await server.stop();
  server = await up();
  console.log(`second start                          ${server.seconds.toFixed(1)} s`);

  const file = join(folder, 'events.ndjson');
  await writeEvents(file);
  const begun = performance.now();
  await done(
    spawn(process.execPath, [program, 'ingest', '--data', data, '--table', 'DeviceProcessEvents', file], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `ingest of ${ROWS} rows of 30 columns    ${seconds.toFixed(1)} s, ${Math.round(ROWS / seconds)} rows/s, start of the command included`,
  );

  const token = (await output(['token', '--data', data])).trim();
  const columns = Object.keys(event(0)).join(', ');
  await answer(server.url, token, `DeviceProcessEvents | take 1000 | project ${columns}`);
  const pids = family(server.pid);
  const before = resident(pids);
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, resident(pids))), 20);
  const start = performance.now();
  const bytes = await answer(
    server.url,
    token,
    `DeviceProcessEvents | where DeviceName startswith "bench" | take 100000 | project ${columns}`,
  );
  clearInterval(watch);
  console.log(
    `answer of 100,000 rows × 30 columns   ${((performance.now() - start) / 1000).toFixed(2)} s, ${(bytes / 2 ** 20).toFixed(0)} MiB of JSON`,
  );
  console.log(`resident memory, server and engine    ${mib(before)} before, +${mib(peak - before)} at the peak`);
  await server.stop();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function event(i) {
  const time = new Date(Date.now() - (i % 2_000_000) * 1000).toISOString();
  const text = (name) => `${name} ${i % 997} of the benchmark`;
  return {
    Timestamp: time,
    DeviceId: String(i % 500).padStart(40, '0'),
    DeviceName: `bench${i % 500}.quillfen.example`,
    ActionType: 'ProcessCreated',
    FileName: `tool${i % 300}.exe`,
    FolderPath: `C:\\Program Files\\Tools\\tool${i % 300}.exe`,
    SHA1: String(i).padStart(40, 'a'),
    SHA256: String(i).padStart(64, 'b'),
    MD5: String(i).padStart(32, 'c'),
    FileSize: 1000 + i,
    ProcessVersionInfoCompanyName: text('Company'),
    ProcessVersionInfoProductName: text('Product'),
    ProcessId: i % 60000,
    ProcessCommandLine: `tool${i % 300}.exe --input C:\\Data\\${i}.dat --mode ${text('mode')}`,
    ProcessIntegrityLevel: 'Medium',
    ProcessCreationTime: time,
    AccountDomain: 'quillfen',
    AccountName: `user${i % 200}`,
    AccountSid: `S-1-5-21-1-2-3-${i % 200}`,
    AccountUpn: `user${i % 200}@quillfen.example`,
    LogonId: i,
    InitiatingProcessFileName: 'explorer.exe',
    InitiatingProcessId: i % 5000,
    InitiatingProcessCommandLine: 'C:\\Windows\\explorer.exe',
    InitiatingProcessFolderPath: 'C:\\Windows\\explorer.exe',
    InitiatingProcessSHA1: String(i % 50).padStart(40, 'd'),
    InitiatingProcessParentId: 4,
    InitiatingProcessParentFileName: 'userinit.exe',
    ReportId: i,
    AdditionalFields: JSON.stringify({ note: text('note') }),
  };
}

async function writeEvents(file) {
  const stream = createWriteStream(file);
  for (let i = 0; i < ROWS; i++)
    if (!stream.write(`${JSON.stringify(event(i))}\n`)) await new Promise((resolve) => stream.once('drain', resolve));
  await new Promise((resolve) => stream.end(resolve));
}

async function up() {
  const begun = performance.now();
  const child = spawn(process.execPath, [program, 'up', '--data', data, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part;
      const found = /listens on (\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  const stop = async () => {
    child.kill('SIGINT');
    await new Promise((resolve) => child.once('exit', resolve));
  };
  return { url, pid: child.pid, seconds: (performance.now() - begun) / 1000, stop };
}

async function answer(url, token, query) {
  const response = await fetch(`${url}/api/advancedhunting/run`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ Query: query }),
  });
  if (!response.ok) throw new Error(await response.text());
  let bytes = 0;
  for await (const part of response.body) bytes += part.byteLength;
  return bytes;
}

/** A process and its children. */
function family(pid) {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [name, statusOf(name)?.match(/PPid:\s+(\d+)/)?.[1]]);
  return [String(pid), ...parents.filter(([, parent]) => parent === String(pid)).map(([child]) => child)];
}

function resident(pids) {
  return pids.reduce((sum, pid) => sum + 1024 * Number(statusOf(pid)?.match(/VmRSS:\s+(\d+)/)?.[1] ?? 0), 0);
}
function mib(bytes) {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

function statusOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return null;
  }
}

async function output(args) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => (text += part));
  await done(child);
  return text;
}

async function done(child) {
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${child.spawnargs.slice(1, 4).join(' ')} ended with ${code}`);
}
