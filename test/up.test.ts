// The first minutes with the platform: start, look, stop, start again, and what goes wrong at a start.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { generateSample } from '@gamekeeper/lake';
import { connectLocal, type LocalClient } from '@gamekeeper/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFolders } from './harness/folders.js';
import { runGamekeeper, runProcess } from './harness/run-gamekeeper.js';
import { type Gamekeeper, startGamekeeper } from './harness/start-gamekeeper.js';

const freshPath = createFolders('up');
const hasCurl = spawnSync('curl', ['--version']).status === 0;

async function connect(directory: string): Promise<LocalClient> {
  const client = await connectLocal(directory);
  if (client === null) throw new Error(`no server answers on ${directory}`);
  return client;
}

/** Rows by table, as a hunt counts them. */
async function countedRows(directory: string): Promise<Record<string, number>> {
  const counted = await runGamekeeper([
    // What was asked of the platform is in its audit table, a start without rows or not.
    ...['hunt', 'union withsource=Table * | summarize Rows=count() by Table | where Table != "ApiAuditEvents"'],
    ...['--format', 'ndjson', '--data', directory],
  ]);
  const lines = counted.stdout.trim().split('\n').filter(Boolean);
  return Object.fromEntries(lines.map((line) => JSON.parse(line)).map(({ Table, Rows }) => [Table, Rows]));
}

/** What is stored, the platform's own account of its calls aside. */
async function storedTables(directory: string) {
  const { tables } = await (await connect(directory)).status();
  return tables.filter(({ table }) => table !== 'ApiAuditEvents');
}

async function post(url: string, token: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

/** The lines of the banner that are for copying into a shell. */
const printedCommands = (server: Gamekeeper): string =>
  server
    .output()
    .stdout.split('\n')
    .filter((line) => line.startsWith('  ') && /curl|-d |--data/.test(line))
    .join('\n');

describe('with sample data', () => {
  const directory = freshPath();
  let first: Gamekeeper;
  let server: Gamekeeper;

  beforeAll(async () => {
    first = await startGamekeeper(directory);
    const client = await connect(directory);
    let rows = 0;
    while (rows < 20_000) rows = (await client.status()).tables.reduce((sum, table) => sum + table.rows, 0);
    await first.stop('SIGKILL');
    // On the same port, so that what was printed by the first start still leads somewhere.
    server = await startGamekeeper(directory, { port: Number(new URL(first.url).port) });
    await server.printed('sample events written');
  }, 300_000);
  afterAll(() => server.stop('SIGKILL'));

  test('the first start prints address, tenant, application and secret, and keeps the directory to its owner', () => {
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(first.tenantId).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.clientId).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.secret).toMatch(/^gks_/);
    expect(first.output().stdout).toContain(directory);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  test('killed while it writes the sample, the next start completes it: every row there, none twice', async () => {
    const { now } = JSON.parse(readFileSync(join(directory, 'sample.json'), 'utf8')) as { now: number };
    const expected: Record<string, number> = {};
    for (const { table } of generateSample({ now })) expected[table] = (expected[table] ?? 0) + 1;
    const { tables } = await (await connect(directory)).status();
    const stored = Object.fromEntries(
      tables
        .filter(({ table, rows }) => table !== 'ApiAuditEvents' && rows > 0)
        .map(({ table, rows }) => [table, rows]),
    );
    expect(stored).toEqual(expected);
    expect(Object.values(stored).reduce((sum, rows) => sum + rows, 0)).toBeGreaterThan(200_000);
  });

  test('a hunt finds a month of a company in the tables that the public queries ask', async () => {
    const counts = await countedRows(directory);
    for (const table of ['DeviceProcessEvents', 'DeviceNetworkEvents', 'DeviceLogonEvents', 'EmailEvents'])
      expect(counts[table], table).toBeGreaterThan(1_000);
    for (const table of ['AlertInfo', 'AlertEvidence', 'CloudAppEvents', 'IdentityLogonEvents', 'EmailUrlInfo'])
      expect(counts[table], table).toBeGreaterThan(10);
  });

  test('the printed commands work when a shell runs them', async () => {
    // Where curl is missing, a function of that name fetches what the commands ask.
    const prelude = hasCurl ? '' : `curl() { '${process.execPath}' '${await curlByFetch()}' "$@"; }\n`;
    const ran = await runProcess('bash', ['-euc', `${prelude}${printedCommands(first)}`]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const answer = JSON.parse(ran.stdout) as { Results: { FileName: string; count_: number }[] };
    expect(answer.Results).toHaveLength(5);
    expect(answer.Results[0]?.count_).toBeGreaterThan(100);
  });

  test('a later start keeps tenant and application and shows no secret', () => {
    expect(server).toMatchObject({ secret: null, tenantId: first.tenantId, clientId: first.clientId });
    const { stdout, stderr } = server.output();
    expect(stdout + stderr + readFileSync(join(directory, 'server.log'), 'utf8')).not.toContain(first.secret);
  });

  test('gamekeeper token opens the three hunting endpoints; a token for one resource opens only its own', async () => {
    const { code, stdout } = await runGamekeeper(['token', '--data', directory]);
    expect(code).toBe(0);
    const token = stdout.trim();
    const endpoints = {
      'https://api.security.microsoft.com': '/api/advancedhunting/run',
      'https://api.securitycenter.microsoft.com': '/api/advancedqueries/run',
      'https://graph.microsoft.com': '/v1.0/security/runHuntingQuery',
    };
    const query = { Query: 'DeviceProcessEvents | take 1 | project DeviceName' };
    for (const path of Object.values(endpoints)) {
      const answer = await post(server.url + path, token, query);
      expect(answer.status, path).toBe(200);
      expect(JSON.stringify(answer.body), path).toContain('quillfen.example');
    }
    for (const resource of Object.keys(endpoints)) {
      const form = {
        ...{ grant_type: 'client_credentials', client_id: first.clientId, client_secret: first.secret ?? '' },
        scope: `${resource}/.default`,
      };
      const granted = await fetch(`${server.url}/${first.tenantId}/oauth2/v2.0/token`, {
        ...{ method: 'POST', body: new URLSearchParams(form) },
      });
      const { access_token } = (await granted.json()) as { access_token: string };
      for (const [other, path] of Object.entries(endpoints)) {
        const { status } = await post(server.url + path, access_token, query);
        if (other === resource) expect(status, path).toBe(200);
        else expect([401, 403], `${resource} at ${path}`).toContain(status);
      }
    }
  });

  test('a second process on the same data ends with one line, and the first goes on', async () => {
    const second = await runGamekeeper(['up', '--data', directory, '--port', '0']);
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toMatch(/^gamekeeper: .*in use by another Gamekeeper \(process \d+\)\n$/);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(await countedRows(directory)).toHaveProperty('DeviceEvents');
  });

  test('Ctrl-C ends it with exit code 0; the rows are there for the next start and for hunts without a server', async () => {
    const rows = await storedTables(directory);
    expect(await server.stop('SIGINT')).toEqual({ code: 0, signal: null });
    expect(server.output().stderr.replace(/^.*(sample events).*\n/gm, '')).toBe('stopping …\n');
    expect(readdirSync(join(directory, 'lake'))).not.toContain('lake.duckdb.wal');
    expect(existsSync(join(directory, 'server.json'))).toBe(false);
    const offline = await runGamekeeper(['hunt', 'AlertInfo | count', '--format', 'csv', '--data', directory]);
    expect(offline).toMatchObject({ code: 0, stderr: '' });
    server = await startGamekeeper(directory);
    expect(server.secret).toBeNull();
    expect(await storedTables(directory)).toEqual(rows);
  });
});

test('--empty starts without rows, and later starts stay empty', async () => {
  const directory = freshPath();
  const first = await startGamekeeper(directory, { args: ['--empty'] });
  expect(await countedRows(directory)).toEqual({});
  expect(await first.stop()).toMatchObject({ code: 0 });
  const second = await startGamekeeper(directory);
  expect(await countedRows(directory)).toEqual({});
  expect(await second.stop()).toMatchObject({ code: 0 });
});

test('Ctrl-C while the sample is written ends it cleanly too, and the next start goes on writing', async () => {
  const directory = freshPath();
  const first = await startGamekeeper(directory);
  await first.printed('writing a month of sample events');
  expect(await first.stop('SIGINT')).toEqual({ code: 0, signal: null });
  expect(first.output().stderr).toBe('writing a month of sample events …\nstopping …\n');
  const second = await startGamekeeper(directory);
  await second.printed('writing a month of sample events');
  await second.stop('SIGKILL');
});

test('--clock starts the time of the platform at another moment', async () => {
  const directory = freshPath();
  const server = await startGamekeeper(directory, { args: ['--empty', '--clock', '2021-05-04T03:02:01Z'] });
  const { stdout } = await runGamekeeper(['hunt', 'print now()', '--format', 'csv', '--data', directory]);
  expect(stdout).toMatch(/^print_0\r?\n2021-05-04T03:0[2-4]/);
  await server.stop();
  const wrong = await runGamekeeper(['up', '--data', directory, '--port', '0', '--clock', 'noon']);
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringMatching(/^gamekeeper: --clock: .*'noon'\n$/) });
});

test('--https: a client that trusts the printed authority gets in, another does not', async () => {
  const directory = freshPath();
  const server = await startGamekeeper(directory, { args: ['--empty', '--https'] });
  const authority = /NODE_EXTRA_CA_CERTS=(\S+)/.exec(server.output().stdout)?.[1] ?? '';
  const ask = (env: Record<string, string>) => {
    const script = `fetch(process.argv[1]).then(async (r) => console.log(r.status), (e) => console.log(e.cause.code))`;
    return runProcess(process.execPath, ['-e', script, `${server.url}/healthz`], { env });
  };
  expect((await ask({ NODE_EXTRA_CA_CERTS: authority })).stdout).toBe('200\n');
  expect((await ask({ NODE_EXTRA_CA_CERTS: '' })).stdout).toMatch(/UNABLE_TO|SELF_SIGNED/);
  const token = await runGamekeeper(['token', '--data', directory]);
  expect(token).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ey/) });
  if (hasCurl) {
    const ran = await runProcess('bash', ['-euc', printedCommands(server)]);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('"Results":[]') });
  }
  await server.stop();
  // The authority is kept, so that clients trust it once.
  const before = readFileSync(authority);
  const again = await startGamekeeper(directory, { args: ['--https'] });
  expect(readFileSync(authority).equals(before)).toBe(true);
  await again.stop();
});

describe('a start that cannot be', () => {
  const refused = async (args: readonly string[]) => {
    const { code, stdout, stderr } = await runGamekeeper(['up', '--port', '0', '--empty', ...args]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^gamekeeper: [^\n]+\n$/);
    return stderr;
  };

  test('names a port in use, and leaves the secret for the next start', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as { port: number };
    const directory = freshPath();
    expect(await refused(['--data', directory, '--port', String(port)])).toContain(
      `port ${port} on 127.0.0.1 is in use`,
    );
    squatter.close();
    const server = await startGamekeeper(directory, { port, args: ['--empty'] });
    expect(server.secret).toMatch(/^gks_/);
    await server.stop();
  });

  test('leaves a directory of something else alone', async () => {
    const directory = freshPath();
    mkdirSync(directory);
    writeFileSync(join(directory, 'thesis.txt'), 'mine');
    expect(await refused(['--data', directory])).toContain(`${directory} is not a Gamekeeper data directory`);
    expect(readdirSync(directory)).toEqual(['thesis.txt']);
  });

  test('names a directory that cannot be written', async () => {
    const file = freshPath();
    writeFileSync(file, 'mine');
    expect(await refused(['--data', join(file, 'data')])).toContain(join(file, 'data'));
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  test.skipIf(process.getuid?.() === 0)(
    'names a directory without the right to write (root has every right)',
    async () => {
      const directory = freshPath();
      mkdirSync(directory, { mode: 0o500 });
      expect(await refused(['--data', directory])).toContain(directory);
    },
  );

  test('names an option that makes no sense', async () => {
    expect(await refused(['--data', freshPath(), '--port', '70000'])).toContain('--port: expected 0 to 65535');
  });
});

/** A script that understands the few options of curl that the banner uses. */
async function curlByFetch(): Promise<string> {
  const path = `${freshPath()}.mjs`;
  writeFileSync(
    path,
    `const fields = [], headers = {}; let url;
const args = process.argv.slice(2);
while (args.length > 0) {
  const option = args.shift();
  if (option === '-d') fields.push(args.shift());
  else if (option === '--data-urlencode') fields.push(args.shift().replace(/=(.*)/s, (_, v) => '=' + encodeURIComponent(v)));
  else if (option === '-H') { const [name, value] = args.shift().split(/: (.*)/s); headers[name] = value; }
  else if (!option.startsWith('-')) url = option;
}
headers['Content-Type'] ??= 'application/x-www-form-urlencoded';
const answer = await fetch(url, { method: 'POST', headers, body: fields.join('&') });
process.stdout.write(await answer.text());
`,
  );
  return path;
}
