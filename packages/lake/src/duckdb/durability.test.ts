import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRows } from '../engine/conformance.js';
import { batchOf, Rows } from './durability-sender.js';
import { createDuckDbEngine } from './index.js';

/** More rounds: `DURABILITY_ROUNDS=20 npx vitest run packages/lake/src/duckdb/durability`. */
const ROUNDS = Number(process.env.DURABILITY_ROUNDS ?? 10);
const BATCHES = 16;
/** Another seed, another set of moments: DURABILITY_SEED=7 npx vitest run durability */
const seed = Number(process.env.DURABILITY_SEED ?? 1);
const sender = fileURLToPath(new URL('../../dist/duckdb/durability-sender.js', import.meta.url));

let directory: string;
let sending: ChildProcess | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gamekeeper-durability-'));
});
afterEach(async () => {
  // Only a failed round leaves a sender behind.
  if (sending?.pid !== undefined && sending.exitCode === null && sending.signalCode === null)
    process.kill(-sending.pid, 'SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

const open = () => createDuckDbEngine({ directory, tables: new Map([[Rows.name, Rows]]), clock: () => 0 });

/** Rows and distinct rows stored of each batch. */
async function storedBatches(): Promise<Map<number, [rows: number, distinct: number]>> {
  const engine = await open();
  const sql = `SELECT json_array("Batch", count(*), count(DISTINCT "Row"))::VARCHAR AS "row" FROM "Rows" GROUP BY "Batch"`;
  const rows = (await readRows(engine, sql)) as [number, number, number][];
  await engine.close();
  return new Map(rows.map(([batch, count, distinct]) => [batch, [count, distinct]]));
}

/** Runs a sender until it has said `lines` lines and `delayMs` more; then kills it, with its group or alone. */
async function sendAndKill(first: number, lines: number, delayMs: number, alone = false) {
  const child = spawn(process.execPath, [sender, directory, String(first), String(BATCHES)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  sending = child;
  const { pid } = child;
  if (pid === undefined) throw new Error('the sender did not start');
  const exited = once(child, 'exit');
  const sent: number[] = [];
  const acknowledged: number[] = [];
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, number] = line.split(' ');
    if (word === 'sent') sent.push(Number(number));
    if (word === 'acknowledged') acknowledged.push(Number(number));
    if (++seen === lines) {
      // The moment is the point of the test, so it is drawn, not waited for.
      await wait(delayMs);
      process.kill(alone ? pid : -pid, 'SIGKILL');
    }
  }
  await exited;
  return { sent, acknowledged };
}

test(`in ${ROUNDS} rounds of kill -9 every acknowledged batch is there, and none twice after repeating the others`, async () => {
  const random = randomFrom(seed);
  const expected = new Map<number, [number, number]>();
  const whole = (number: number): [number, number] => [batchOf(number).size, batchOf(number).size];
  for (let round = 0; round < ROUNDS; round++) {
    const lines = 1 + Math.floor(random() * (2 * BATCHES + 1));
    const { sent, acknowledged } = await sendAndKill(round * BATCHES, lines, Math.floor(random() * 15));
    const found = await storedBatches();
    for (const number of acknowledged) expected.set(number, whole(number));
    for (const number of sent)
      if (!acknowledged.includes(number) && found.has(number)) expected.set(number, whole(number));
    expect(found, `seed ${seed}, round ${round}, killed after ${lines} lines`).toEqual(expected);

    const engine = await open();
    for (const number of sent) {
      if (acknowledged.includes(number)) continue;
      const { size, ...batch } = batchOf(number);
      expect(await engine.append(batch)).toEqual({ rows: size, duplicate: found.has(number) });
      expected.set(number, whole(number));
    }
    await engine.close();
  }
  expect(await storedBatches()).toEqual(expected);
}, 240_000);

test('an engine killed alone takes its child along: the data can be opened again, with every acknowledged batch', async () => {
  const { acknowledged } = await sendAndKill(0, 9, 0, true);
  const found = await storedBatches();
  expect(acknowledged.length).toBeGreaterThan(0);
  for (const number of acknowledged) expect(found.get(number)).toEqual([batchOf(number).size, batchOf(number).size]);
});

function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
