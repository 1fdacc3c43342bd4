// Two platforms on one Postgres server: what one does holds on the other, and what they must share they are told to.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createDuckDbEngine, tables } from '@gamekeeper/lake';
import { readEvents, verifyEvents } from '@gamekeeper/platform';
import { connectLocal, type PlatformOptions, startPlatform } from '@gamekeeper/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  describeWithPostgres,
  startPostgres,
  type TestPostgres,
} from '../../packages/platform/src/records/testing/start-postgres.js';
import { createFolders } from '../harness/folders.js';
import { runGamekeeper } from '../harness/run-gamekeeper.js';
import { startGamekeeper } from '../harness/start-gamekeeper.js';

const freshPath = createFolders('shared-state');
const clock = () => Date.parse('2026-03-04T05:06:07Z');

const notAsked = () => Promise.reject(new Error('not asked'));

function options(state: string, sealingKey?: string): PlatformOptions {
  return {
    ...{ directory: freshPath(), port: 0, clock, state, ...(sealingKey !== undefined && { sealingKey }) },
    createServices: async () => ({
      hunting: { hunt: notAsked, plan: notAsked },
      engine: await createDuckDbEngine({ directory: null, tables, clock }),
    }),
  };
}

describeWithPostgres('two platforms on one state', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());

  test('start at once on an empty state, fill it once, and take each other’s tokens', async () => {
    const state = await postgres.createDatabase();
    const key = randomBytes(32).toString('base64url');
    const nodes = await Promise.all([startPlatform(options(state, key)), startPlatform(options(state, key))]);
    const [one, two] = nodes;
    const samples = nodes.flatMap(({ sample }) => (sample === null ? [] : [sample]));
    expect(samples).toHaveLength(1);

    const clients = await Promise.all(nodes.map(({ directory }) => connectLocal(directory)));
    const [first, second] = await Promise.all(clients.map((client) => client?.token()));
    const caller = await two.identity.verifyToken(first?.access_token ?? '', ['gamekeeper']);
    expect(caller.applicationId).toBe(samples[0]?.application.id);
    expect((await one.identity.verifyToken(second?.access_token ?? '', ['gamekeeper'])).applicationId).toBe(
      caller.applicationId,
    );
    expect(await one.identity.publishedKeys()).toHaveLength(1);

    const head = await one.records.events.head();
    const report = await verifyEvents(readEvents(clients[1]?.events() ?? none()));
    expect(report).toMatchObject({ count: head.id, head: head.hash, fault: null });
    await Promise.all(nodes.map((node) => node.close()));
  });

  test('a node without the key of the others is refused at its start, and told what is missing', async () => {
    const state = await postgres.createDatabase();
    const first = await startPlatform(options(state));
    await first.identity.publishedKeys();
    await first.close();
    await expect(startPlatform(options(state))).rejects.toMatchObject({ code: 'sealing-key-wrong' });
    const short = startPlatform(options(state, 'c2hvcnQ'));
    await expect(short).rejects.toMatchObject({
      code: 'sealing-key-malformed',
      message: expect.not.stringContaining('c2hvcnQ'),
    });
  });

  test('the command takes state and key from its environment or options, and shows no password when it cannot', async () => {
    const state = await postgres.createDatabase();
    const key = randomBytes(32).toString('base64url');
    const folder = freshPath();
    const server = await startGamekeeper(folder, {
      args: ['--empty'],
      env: { GAMEKEEPER_STATE: state, GAMEKEEPER_SEALING_KEY: key },
    });
    const client = await connectLocal(folder);
    expect(await verifyEvents(readEvents(client?.events() ?? none()))).toMatchObject({ fault: null });
    expect(existsSync(join(folder, 'state'))).toBe(false);
    await server.stop();

    const wrong = new URL(state);
    wrong.password = 'hunter2';
    const refused = await runGamekeeper(['up', '--data', freshPath(), '--port', '0', '--state', wrong.href]);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^gamekeeper: the state on .* cannot be reached: .*\n$/),
    });
    expect(refused.stderr).not.toContain('hunter2');
  });
});

async function* none(): AsyncGenerator<string> {}
