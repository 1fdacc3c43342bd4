// No audited call is lost and none is there twice when the platform is killed: ten rounds, killed at drawn moments.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createDuckDbEngine, tables } from '@gamekeeper/lake';
import { createAuditTrail } from '@gamekeeper/platform';
import { expect, test } from 'vitest';
import { createFolders } from './harness/folders.js';

const ROUNDS = 10;
const CALLS = 400;
/** Another seed, another set of moments: DURABILITY_SEED=7 npx vitest run test/audit-durability */
const seed = Number(process.env.DURABILITY_SEED ?? 1);
const clock = (): number => Date.parse('2026-03-04T05:06:07Z');
const freshPath = createFolders('audit-durability');
const recorder = fileURLToPath(new URL('./harness/record-calls.mjs', import.meta.url));

/** Runs a recorder until it has said `lines` lines and `delayMs` more; kills it with its engine. Returns the calls recorded. */
async function recordAndKill(
  directory: string,
  first: number,
  lines: number,
  delayMs: number,
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [recorder, directory, String(first), String(CALLS)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('the recorder did not start');
  const exited = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length !== lines) continue;
    // The moment is the point of the test, so it is drawn, not waited for.
    await wait(delayMs);
    process.kill(-pid, 'SIGKILL');
  }
  await exited;
  expect(said, 'the recorder was killed').not.toContain('closed');
  return said.map((number) => `r-${number}`);
}

/** How often each call is in a table. */
async function stored(directory: string, table: string): Promise<ReadonlyMap<string, number>> {
  const engine = await createDuckDbEngine({ directory, tables, clock, threads: 1 });
  const trail = createAuditTrail({ engine, directory, clock, nodeId: 'node-1' });
  await trail.flush();
  await trail.close();
  const sql = `SELECT json_array("RequestId", count(*))::VARCHAR AS "row" FROM "${table}" GROUP BY "RequestId"`;
  const { chunks } = engine.query({ sql }, { maxRows: 100_000, maxBytes: 2 ** 26, timeoutMs: 20_000 });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) text += `${decoder.decode(chunk)}\n`;
  await engine.close();
  return new Map(
    text
      .split('\n')
      .filter(Boolean)
      .map((row) => JSON.parse(row) as [string, number]),
  );
}

test(`in ${ROUNDS} rounds of kill -9 every recorded call is there once, in both tables`, async () => {
  const directory = freshPath();
  const random = randomFrom(seed);
  const recorded: string[] = [];
  let leftBehind = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const lines = 1 + Math.floor(random() * (CALLS - 50));
    recorded.push(...(await recordAndKill(directory, round * CALLS, lines, random() * 15)));
    leftBehind += readdirSync(join(directory, 'audit')).length;
    const found = await stored(directory, 'ApiAuditEvents');
    const where = `seed ${seed}, round ${round}, killed after ${lines} lines`;
    expect(
      recorded.filter((id) => !found.has(id)),
      `lost: ${where}`,
    ).toEqual([]);
    expect(
      [...found].filter(([, times]) => times !== 1),
      `twice: ${where}`,
    ).toEqual([]);
    // A call that was written down but not yet said may be there besides: at most one a round.
    expect(found.size - recorded.length, where).toBeLessThanOrEqual(round + 1);
  }
  expect(leftBehind, 'rows waited in the journal when the process was killed').toBeGreaterThan(0);
  expect(await stored(directory, 'GraphAPIAuditEvents')).toEqual(await stored(directory, 'ApiAuditEvents'));
}, 120_000);

function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
