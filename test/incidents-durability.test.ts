// No alert is lost or doubled and no acknowledged change is lost when the platform is killed while alerts are raised and incidents changed.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createFolders } from './harness/folders.js';

/** More rounds: DURABILITY_ROUNDS=20 npx vitest run test/incidents-durability */
const ROUNDS = Number(process.env.DURABILITY_ROUNDS ?? 4);
const ALERTS = 200;
/** Another seed, another set of moments: DURABILITY_SEED=7 */
const seed = Number(process.env.DURABILITY_SEED ?? 1);
const freshPath = createFolders('incidents-durability');
const raiser = fileURLToPath(new URL('./harness/raise-alerts.mjs', import.meta.url));

interface State {
  readonly alerts: readonly { readonly id: string; readonly key: string; readonly incident: number }[];
  readonly incidents: readonly { readonly id: number; readonly status: string; readonly assignedTo: string | null }[];
  readonly comments: readonly string[];
  /** Ids of the alerts whose raising the histories tell. */
  readonly told: readonly string[];
}

type Said =
  | State
  | { readonly raised: readonly string[] }
  | { readonly changed: number; readonly assignedTo: string; readonly comment: string };

/** What the state held, and what was acknowledged until the process was killed, `lines` lines and `delayMs` after. */
async function raiseAndKill(
  directory: string,
  first: number,
  lines: number,
  delayMs: number,
): Promise<readonly Said[]> {
  const child = spawn(process.execPath, [raiser, directory, String(first), String(ALERTS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const said: Said[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(JSON.parse(line) as Said);
    if (said.length !== lines) continue;
    // The moment is the point of the test, so it is drawn, not waited for.
    await wait(delayMs);
    child.kill('SIGKILL');
  }
  await exited;
  expect(said, 'the process was killed').not.toContainEqual({ closed: true });
  return said;
}

test(
  `in ${ROUNDS} rounds of kill -9 every alert is there once and every acknowledged change holds`,
  async () => {
    const directory = freshPath();
    const { GAMEKEEPER_BLANK_DIRECTORY: blank } = process.env;
    if (blank !== undefined) cpSync(blank, directory, { recursive: true });
    const random = randomFrom(seed);
    const raised = new Set<string>();
    const assigned = new Map<number, number>();
    const comments = new Set<string>();
    for (let round = 0; round <= ROUNDS; round++) {
      const isLast = round === ROUNDS;
      const lines = isLast ? 1 : 2 + Math.floor(random() * 24);
      const [state, ...acknowledged] = await raiseAndKill(directory, round * ALERTS, lines, random() * 30);
      if (!state || !('alerts' in state)) throw new Error(`expected the state, found ${JSON.stringify(state)}`);
      const where = `seed ${seed}, before round ${round}`;
      const keys = state.alerts.map(({ key }) => key);
      expect(new Set(keys).size, `doubled: ${where}`).toBe(keys.length);
      expect(
        [...raised].filter((key) => !keys.includes(key)),
        `lost: ${where}`,
      ).toEqual([]);
      // What was stored but not yet said may be there besides: one pair a round, whole.
      expect(keys.length - raised.size, where).toBeLessThanOrEqual(2 * round);
      expect(keys.length % 2, where).toBe(0);
      expect([...state.told].sort(), where).toEqual(state.alerts.map(({ id }) => id).sort());
      const open = new Map(state.incidents.map((incident) => [incident.id, incident]));
      expect(
        state.alerts.filter(({ incident }) => open.get(incident)?.status !== 'active'),
        where,
      ).toEqual([]);
      for (const [id, number] of assigned)
        expect(Number(open.get(id)?.assignedTo), `change of incident ${id}: ${where}`).toBeGreaterThanOrEqual(number);
      expect(new Set(state.comments).size, where).toBe(state.comments.length);
      expect(
        [...comments].filter((comment) => !state.comments.includes(comment)),
        where,
      ).toEqual([]);
      for (const one of acknowledged)
        if ('raised' in one) for (const key of one.raised) raised.add(key);
        else if ('changed' in one) {
          assigned.set(one.changed, Number(one.assignedTo));
          comments.add(one.comment);
        }
    }
    expect(comments.size, 'changes were acknowledged').toBeGreaterThan(ROUNDS);
  },
  ROUNDS * 60_000,
);

function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
