// What an ingest was told is stored is stored, whatever becomes of the server: killed at twenty drawn moments, asked again.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { ingest } from '@gamekeeper/lake';
import { systemClock } from '@gamekeeper/platform';
import { connectLocal, type LocalClient } from '@gamekeeper/server';
import { expect, test } from 'vitest';
import { createFolders } from './harness/folders.js';
import { program } from './harness/run-gamekeeper.js';
import { startGamekeeper } from './harness/start-gamekeeper.js';

const ROUNDS = 20;
const FILES = 30;
const ROWS_PER_FILE = 40;
const BODY_ROWS = 25_000;
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
  repeat(client: LocalClient, url: string): Promise<void>;
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
    async repeat(engine) {
      const { read, ingested, duplicateRows } = await ingest([{ path: folder }], { engine, clock: systemClock });
      expect(read).toBe(rows);
      expect(ingested + duplicateRows, 'stored now and before').toBe(rows);
      expect(duplicateRows, 'of which before').toBeGreaterThanOrEqual(acknowledged);
    },
  };
}

/** `POST /ingest` with an idempotency key; the server is killed a moment after the body was sent. */
async function ingestByRequest(name: string, client: LocalClient, delay: number, kill: () => void): Promise<Round> {
  const body = rowsOf(name, 0, BODY_ROWS);
  const post = async (to: LocalClient, url: string): Promise<number> => {
    const { access_token } = await to.token();
    const headers = { authorization: `Bearer ${access_token}`, 'idempotency-key': name };
    const response = await fetch(`${url}/ingest`, { method: 'POST', headers, body });
    const { ingested, duplicateRows } = (await response.json()) as { ingested: number; duplicateRows: number };
    return ingested + duplicateRows;
  };
  const sent = post(client, client.url).catch(() => 0);
  await Promise.race([sent, wait(delay)]);
  kill();
  return {
    ...{ name, rows: BODY_ROWS, acknowledged: await sent },
    async repeat(again, url) {
      expect(await post(again, url)).toBe(BODY_ROWS);
    },
  };
}

/** How often each row of a round is stored, by its number. */
async function storedRows(client: LocalClient, round: string): Promise<{ first: number; rows: number; most: number }> {
  const query = `DeviceEvents | where DeviceName == "${round}" | summarize Times=count() by ReportId | order by ReportId asc
    | extend Whole = ReportId == row_number() - 1
    | summarize First=countif(Whole), Rows=count(), Most=max(Times)`;
  const { rows } = await client.hunt(query);
  let answer: [number, number, number | null] = [0, 0, null];
  for await (const row of rows) answer = JSON.parse(row);
  return { first: answer[0], rows: answer[1], most: answer[2] ?? 0 };
}

test(`in ${ROUNDS} rounds of kill -9 every acknowledged row is there, and none twice after a repeat`, async () => {
  const directory = freshPath();
  const random = randomFrom(seed);
  const done: Round[] = [];
  for (let number = 0; number <= ROUNDS; number++) {
    const server = await startGamekeeper(directory, { args: ['--empty'] });
    const client = await connectLocal(directory);
    if (client === null) throw new Error('no server answers');
    const before = done.at(-1);
    if (before) {
      const told = `seed ${seed}, ${before.name}`;
      const found = await storedRows(client, before.name);
      expect(found.first, told).toBeGreaterThanOrEqual(before.acknowledged);
      expect(found.most, told).toBeLessThanOrEqual(1);
      await before.repeat(client, server.url);
      const { rows } = before;
      expect(await storedRows(client, before.name), told).toEqual({ first: rows, rows, most: 1 });
    }
    if (number === ROUNDS) {
      for (const { name, rows } of done)
        expect(await storedRows(client, name), name).toEqual({ first: rows, rows, most: 1 });
      const acknowledged = done.map((round) => round.acknowledged);
      // Moments that are all too early or all too late would show nothing.
      expect(acknowledged.some((rows, i) => rows > 0 && rows < (done[i]?.rows ?? 0))).toBe(true);
      await server.stop();
      break;
    }
    const kill = (): void => void server.stop('SIGKILL');
    const name = `round-${number}`;
    const delay = Math.floor(random() * 30);
    done.push(
      number % 4 === 3
        ? await ingestByRequest(name, client, Math.floor(random() * 1_500), kill)
        : await ingestByCommand(name, directory, Math.floor(random() * 11), delay, kill),
    );
    await server.stop('SIGKILL');
  }
}, 400_000);

function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
