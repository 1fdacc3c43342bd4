// What an ingest was told is stored is stored, whatever becomes of the server: killed at twenty drawn moments, asked again.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { type IngestSummary, ingest } from '@gamekeeper/lake';
import { systemClock } from '@gamekeeper/platform';
import { connectLocal, type LocalClient } from '@gamekeeper/server';
import { expect, test } from 'vitest';
import { createFolders } from './harness/folders.js';
import { program } from './harness/run-gamekeeper.js';
import { startGamekeeper } from './harness/start-gamekeeper.js';

/** More rounds: `DURABILITY_ROUNDS=20 npx vitest run test/ingest-durability`. */
const ROUNDS = Number(process.env.DURABILITY_ROUNDS ?? 8);
const FILES = 20;
const ROWS_PER_FILE = 40;
const BODY_ROWS = 12_000;
/** Another seed, another set of moments: DURABILITY_SEED=7 npx vitest run test/ingest-durability */
const seed = Number(process.env.DURABILITY_SEED ?? 1);

const freshPath = createFolders('durability');
const startedAt = systemClock();

interface Round {
  readonly name: string;
  readonly rows: number;
  /** The rows that the sender was told are stored: the first so many. */
  readonly acknowledged: number;
  /** Sends the same once more, to the end. */
  repeat(client: LocalClient): Promise<Pick<IngestSummary, 'ingested' | 'duplicateRows'>>;
}

/** Rows `from` to `to` of a round as NDJSON; their number is in ReportId. */
function rowsOf(round: string, from: number, to: number): string {
  const lines: string[] = [];
  for (let ReportId = from; ReportId < to; ReportId++) {
    const Timestamp = new Date(startedAt - (ReportId % 3) * 86_400_000).toISOString();
    lines.push(
      `${JSON.stringify({ $table: 'DeviceEvents', Timestamp, DeviceName: round, ActionType: 'X', ReportId })}\n`,
    );
  }
  return lines.join('');
}

/** `gamekeeper ingest` of a folder of files; the server is killed after some of its lines and a moment more. */
async function ingestByCommand(
  name: string,
  directory: string,
  lines: number,
  delay: number,
  kill: () => void,
): Promise<Round> {
  const folder = freshPath();
  mkdirSync(folder);
  for (let file = 0; file < FILES; file++) {
    const content = rowsOf(name, file * ROWS_PER_FILE, (file + 1) * ROWS_PER_FILE);
    writeFileSync(join(folder, `${String(file).padStart(3, '0')}.ndjson`), content);
  }
  const child: ChildProcess = spawn(process.execPath, [program, 'ingest', folder, '--data', directory], {
    stdio: 'pipe',
  });
  if (!child.stderr || !child.stdout) throw new Error('expected pipes');
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  let acknowledged = 0;
  let seen = 0;
  let summary = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    summary += part;
  });
  if (lines === 0) {
    await wait(delay);
    kill();
  }
  let last = '';
  for await (const line of createInterface({ input: child.stderr })) {
    last = line;
    const [, stored] = /(\d+) rows stored$/.exec(line) ?? [];
    if (stored !== undefined) acknowledged = Math.max(acknowledged, Number(stored));
    if (++seen !== lines) continue;
    await wait(delay);
    kill();
  }
  const [code] = await ended;
  kill();
  const rows = FILES * ROWS_PER_FILE;
  if (code === 0) {
    acknowledged = rows;
    expect(summary).toContain(`${rows} records read: ${rows} stored, 0 rejected`);
  } else expect({ code, last }).toEqual({ code: 1, last: expect.stringMatching(/^gamekeeper: the server ended/) });
  return {
    ...{ name, rows, acknowledged },
    repeat: (engine) => ingest([{ path: folder }], { engine, clock: systemClock }),
  };
}

/** `POST /ingest` with an idempotency key; the server is killed a moment after the body was sent. */
async function ingestByRequest(name: string, client: LocalClient, delay: number, kill: () => void): Promise<Round> {
  const body = rowsOf(name, 0, BODY_ROWS);
  const post = async (to: LocalClient): Promise<IngestSummary> => {
    const { access_token } = await to.token();
    const headers = { authorization: `Bearer ${access_token}`, 'idempotency-key': name };
    const response = await fetch(`${to.url}/ingest`, { method: 'POST', headers, body });
    return (await response.json()) as IngestSummary;
  };
  const sent = post(client).then(
    ({ ingested }) => ingested,
    () => 0,
  );
  await Promise.race([sent, wait(delay)]);
  kill();
  return { name, rows: BODY_ROWS, acknowledged: await sent, repeat: post };
}

/** Rows of what is ingested here; the platform's own account of its calls lies in other tables. */
async function countRows(client: LocalClient): Promise<number> {
  const { tables } = await client.status();
  return tables.find(({ table }) => table === 'DeviceEvents')?.rows ?? 0;
}

test(`in ${ROUNDS} rounds of kill -9 every acknowledged row is there, and none twice after a repeat`, async () => {
  const directory = freshPath();
  const random = randomFrom(seed);
  const done: Round[] = [];
  let total = 0;
  for (let number = 0; number <= ROUNDS; number++) {
    const server = await startGamekeeper(directory, { args: ['--empty'] });
    const client = await connectLocal(directory);
    if (client === null) throw new Error('no server answers');
    const before = done.at(-1);
    if (before) {
      const told = `seed ${seed}, ${before.name}`;
      const found = (await countRows(client)) - total;
      expect(found, told).toBeGreaterThanOrEqual(before.acknowledged);
      const { ingested, duplicateRows } = await before.repeat(client);
      expect({ duplicateRows, ingested }, told).toEqual({ duplicateRows: found, ingested: before.rows - found });
      total += before.rows;
      expect(await countRows(client), told).toBe(total);
    }
    if (number === ROUNDS) {
      await expectEveryRowOnce(client, done);
      // Moments that are all too early or all too late would show nothing.
      expect(done.some(({ acknowledged, rows }) => acknowledged > 0 && acknowledged < rows)).toBe(true);
      await server.stop();
      return;
    }
    const kill = (): void => void server.stop('SIGKILL');
    const name = `round-${number}`;
    const [lines, delay] = [Math.floor(random() * 11), random()];
    done.push(
      number % 4 === 3
        ? await ingestByRequest(name, client, delay * 1_000, kill)
        : await ingestByCommand(name, directory, lines, delay * 30, kill),
    );
    await server.stop('SIGKILL');
  }
}, 400_000);

/** Each row of each round, by the number that it was given. */
async function expectEveryRowOnce(client: LocalClient, rounds: readonly Round[]): Promise<void> {
  const { rows } = await client.hunt(
    `DeviceEvents | summarize Times=count() by DeviceName, ReportId
     | summarize Rows=count(), First=min(ReportId), Last=max(ReportId), Most=max(Times) by DeviceName`,
  );
  const stored = new Map<string, readonly number[]>();
  for await (const row of rows) {
    const [name, ...counts] = JSON.parse(row) as [string, ...number[]];
    stored.set(name, counts);
  }
  expect(stored).toEqual(new Map(rounds.map(({ name, rows }) => [name, [rows, 0, rows - 1, 1]])));
}

function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
