import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FoundState } from './testing/durability-writer.js';

const ROUNDS = 10;
/** Another seed, another set of moments: DURABILITY_SEED=7 npx vitest run records/durability */
const seed = Number(process.env.DURABILITY_SEED ?? 1);
const writer = fileURLToPath(new URL('../../dist/records/testing/durability-writer.js', import.meta.url));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gamekeeper-durability-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Lets a writer make changes and kills it some moments after it has acknowledged `lines` of them; null lets it end. */
async function write(most: number, kill: { readonly lines: number; readonly delayMs: number } | null) {
  const child = spawn(process.execPath, [writer, directory, String(most)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let found: FoundState | null = null;
  let acknowledged = 0;
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line);
    if (found === null) found = said;
    else acknowledged = said.acknowledged;
    if (kill === null || ++lines !== kill.lines) continue;
    await wait(kill.delayMs);
    child.kill('SIGKILL');
  }
  const [code, signal] = await exited;
  expect({ code, signal }).toEqual(kill === null ? { code: 0, signal: null } : { code: null, signal: 'SIGKILL' });
  return { found, acknowledged };
}

test(`in ${ROUNDS} rounds of kill -9 every acknowledged change is there with its event, and the chain is whole`, async () => {
  const random = randomFrom(seed);
  let before = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const last = round === ROUNDS;
    const kill = { lines: 1 + Math.floor(random() * 20), delayMs: random() * 8 };
    const { found, acknowledged } = await write(last ? 2 : 100_000, last ? null : kill);
    const told = `seed ${seed}, round ${round}`;
    if (found === null) throw new Error(`${told}: the writer found nothing`);
    expect(found.broken, told).toBe(false);
    expect(found.rows, told).toBe(found.count);
    expect(found.count, told).toBeGreaterThanOrEqual(before);
    before = Math.max(found.count, acknowledged);
  }
}, 120_000);

function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
