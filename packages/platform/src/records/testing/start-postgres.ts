// A throw-away Postgres server from the system's packages, for tests of what nodes share; it is gone when the test's process is.

import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { describe } from 'vitest';

/** A server that listens on the loopback address; nothing on it outlives it. */
export interface TestPostgres {
  /** A connection string to a database of its own, empty; its user is a superuser with a password. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** Folder of `initdb` and `postgres`, or null where no server is installed. */
function findPrograms(): string | null {
  const packaged = '/usr/lib/postgresql';
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(packaged, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)))) ?? null;
}

const programs = findPrograms();
const whySkipped = 'skipped: no Postgres server is installed, see CONTRIBUTING.md';

/**
 * `describe` for tests that need a Postgres server; where none is installed they are skipped and their title says why.
 * @example describeWithPostgres('two nodes', () => { beforeAll(async () => { postgres = await startPostgres(); }); … });
 */
export function describeWithPostgres(name: string, body: () => void): void {
  if (programs !== null) return void describe(name, body);
  process.stderr.write(`${name}: ${whySkipped}\n`);
  describe.skip(`${name} (${whySkipped})`, body);
}

/**
 * Starts a server on a free port of 127.0.0.1, without fsync; takes about 2 s.
 * @example const postgres = await startPostgres(); const connectionString = await postgres.createDatabase();
 */
export async function startPostgres(): Promise<TestPostgres> {
  if (programs === null) throw new Error(whySkipped);
  const folder = mkdtempSync(join(tmpdir(), 'gamekeeper-postgres-'));
  const data = join(folder, 'data');
  const password = randomBytes(12).toString('base64url');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  // The server refuses to run as root.
  const user = process.getuid?.() === 0 ? unprivilegedUser() : null;
  if (user !== null) for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  const initdb = ['-D', data, '-U', 'keeper', '--no-sync', '-E', 'UTF8', '--pwfile', passwordFile];
  try {
    execFileSync(join(programs, 'initdb'), [...initdb, '--auth=scram-sha-256'], {
      ...{ ...user, env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    });
    const { port, stop } = await serve(join(programs, 'postgres'), { data, folder, user, env });
    return controlOf(`postgres://keeper:${password}@127.0.0.1:${port}`, stop);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function controlOf(address: string, stop: () => Promise<void>): TestPostgres {
  let databases = 0;
  return {
    async createDatabase() {
      const name = `records_${++databases}`;
      const client = new pg.Client({ connectionString: `${address}/postgres` });
      await client.connect();
      await client.query(`create database ${client.escapeIdentifier(name)}`);
      await client.end();
      return `${address}/${name}`;
    },
    stop,
  };
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

interface ServeOptions {
  readonly data: string;
  readonly folder: string;
  readonly user: Account | null;
  readonly env: NodeJS.ProcessEnv;
}

/** The shell ends the server and removes its files when its standard input closes: also when this process was killed. */
const guard = '"$@" & server=$!; read _; kill -QUIT $server; wait $server; rm -rf "$0"';

async function serve(
  program: string,
  { data, folder, user, env }: ServeOptions,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'fsync=off'].concat([
    ...['autovacuum=off', 'shared_buffers=16MB', 'max_connections=60', 'max_wal_senders=0', 'wal_level=minimal'],
  ]);
  const args = [program, '-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn('/bin/sh', ['-c', guard, folder, ...args], {
    ...{ ...user, env, cwd: '/', stdio: ['pipe', 'ignore', 'pipe'] },
  });
  const ended = new Promise<void>((resolve) => void server.once('close', () => resolve()));
  const stop = (): Promise<void> => {
    server.stdin.end();
    return ended;
  };
  let said = '';
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: server.stderr }).on('line', (line) => {
      said += `${line}\n`;
      if (line.includes('ready to accept connections')) resolve();
      if (line.includes('FATAL')) reject(new Error(`Postgres did not start:\n${said}`));
    });
    ended.then(() => reject(new Error(`Postgres ended:\n${said}`)));
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { port, stop };
}

/** An account that the server may run as: its package's own, else nobody. */
function unprivilegedUser(): Account {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = ['postgres', 'nobody'].flatMap((wanted) => accounts.filter(([name]) => name === wanted))[0];
  if (found === undefined) throw new Error('expected an account postgres or nobody, found neither');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
