import { Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createChangeFeed, type SeenChange } from './change-feed.js';
import { addLabel, by, recordsConformance } from './conformance.js';
import { hashEvent } from './event-chain.js';
import { appendLock } from './event-log.js';
import { openRecords, type Records } from './open-records.js';
import { createPostgresServer } from './postgres-server.js';
import type { RecordsSchema } from './schema/index.js';
import { startStallableProxy } from './testing/stallable-proxy.js';
import { describeWithPostgres, startPostgres, type TestPostgres } from './testing/start-postgres.js';
import { verifyEvents } from './verify-events.js';
import { watchEvents } from './watch-events.js';

const clock = () => 1_000;
const openKysely = (connectionString: string) =>
  new Kysely<RecordsSchema>({ dialect: new PostgresDialect({ pool: createPostgresServer(connectionString).pool }) });

/** What a node is told from now on. */
function listen(records: Records): SeenChange[] {
  const told: SeenChange[] = [];
  records.onChange((change) => told.push(change));
  return told;
}

const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 10_000, interval: 5 });

describeWithPostgres('on a Postgres server', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());

  recordsConformance('on a server', async () => {
    const connectionString = await postgres.createDatabase();
    return {
      open: () => openRecords({ connectionString, clock }),
      openBare: async () => openKysely(connectionString),
      remove: async () => {},
    };
  });

  describe('two nodes', () => {
    let connectionString: string;
    let nodes: [Records, Records];
    beforeAll(async () => {
      connectionString = await postgres.createDatabase();
      // At once, on an empty database: one migrates, the other waits for it.
      nodes = await Promise.all([
        openRecords({ connectionString, clock }),
        openRecords({ connectionString, clock: () => 2_000 }),
      ]);
    });
    afterAll(async () => void (await Promise.all((nodes ?? []).map((node) => node.close()))));

    test('200 changes of both at once are one unbroken chain, and each node is told of all, in order, once', async () => {
      const [one, two] = nodes;
      const heard = nodes.map(listen);
      await Promise.all(Array.from({ length: 200 }, (_, n) => addLabel(n % 2 ? one : two, `both-${n}`)));
      const list = await one.events.list();
      expect(await verifyEvents(list)).toMatchObject({ count: 200, fault: null });
      expect(new Set(list.map(({ at }) => at))).toEqual(new Set([1_000, 2_000]));
      const expected = list.map(({ id, kind, subject }) => ({ id, kind, subject }));
      await soon(() => expect(heard).toEqual([expected, expected]));
    });

    test('a change whose notification never came is found by the poll', async () => {
      const [one, two] = nodes;
      const heard = listen(two);
      const head = await one.events.head();
      const content = { id: head.id + 1, at: 0, actor: 'operator', kind: 'quiet.made', subject: 'x', detail: {} };
      const hash = hashEvent({ ...content, previousHash: head.hash });
      const row = { ...content, detail: '{}', previous_hash: head.hash, hash };
      await one.db.insertInto('event').values(row).execute();
      await soon(() => expect(heard).toEqual([{ id: head.id + 1, kind: 'quiet.made', subject: 'x' }]));
      // And what this node does next follows it, on the first node too.
      const own = listen(one);
      await addLabel(one, 'after-quiet');
      expect(own.at(-1)).toMatchObject({ id: head.id + 2 });
    });

    test('a notification is enough: a change is told long before the next poll', async () => {
      const [one] = nodes;
      const { id } = await one.events.head();
      const feed = createChangeFeed(id);
      const heard: number[] = [];
      feed.onChange((change) => heard.push(change.id));
      const { createWatcher, end } = createPostgresServer(connectionString);
      const watch = await watchEvents({ createClient: createWatcher, feed, pace: () => 0, pollEvery: 3_600_000 });
      await addLabel(one, 'notified');
      await soon(() => expect(heard).toEqual([id + 1]));
      await watch.close();
      await end();
    });

    test('after the server ended every connection, changes are told on, none missed and none twice', async () => {
      const [one, two] = nodes;
      const { id: before } = await one.events.head();
      const heard = listen(two);
      await addLabel(one, 'before-the-end');
      await soon(() => expect(heard.at(-1)).toMatchObject({ subject: 'before-the-end' }));
      const { pool } = createPostgresServer(connectionString);
      await pool.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      await pool.end();
      // A connection of the pool may only show at its next use that it has ended.
      await vi.waitFor(() => addLabel(one, 'after-the-end'), { timeout: 10_000, interval: 5 });
      const { id: last } = await one.events.head();
      const all = Array.from({ length: last - before }, (_, index) => before + 1 + index);
      await soon(() => expect(heard.map(({ id }) => id).filter((id) => id > before)).toEqual(all));
      await soon(() => expect([one.isCurrent(), two.isCurrent()]).toEqual([true, true]));
    });
  });

  test('a node whose connection goes silent stops vouching within a second, and catches up when it is back', async () => {
    const connectionString = await postgres.createDatabase();
    const proxy = await startStallableProxy(connectionString);
    let pace = 0;
    const near = await openRecords({ connectionString, clock });
    const far = await openRecords({ connectionString: proxy.connectionString, clock, pace: () => pace });
    const heard = listen(far);
    expect(far.isCurrent()).toBe(true);

    proxy.stall();
    await addLabel(near, 'unheard');
    pace += 1_000;
    const inTime = far.isCurrent();
    pace += 1;
    expect([inTime, far.isCurrent(), heard]).toEqual([true, false, []]);

    proxy.cut();
    await soon(() => expect(heard).toMatchObject([{ id: 1, subject: 'unheard' }]));
    await soon(() => expect(far.isCurrent()).toBe(true));
    // A network that is silent again does not hold up the end.
    expect(await far.events.head()).toMatchObject({ id: 1 });
    proxy.stall();
    await Promise.all([near.close(), far.close()]);
    await proxy.close();
  });

  test('a node that freezes while it holds the log holds up the others for a bounded time only', async () => {
    const connectionString = await postgres.createDatabase();
    const near = await openRecords({ connectionString, clock });
    const { rows } = await sql`show idle_in_transaction_session_timeout`.execute(near.db);
    expect(rows).toEqual([{ idle_in_transaction_session_timeout: '10s' }]);

    const frozen = await openRecords({
      connectionString: `${connectionString}?idle_in_transaction_session_timeout=100`,
      clock,
    });
    let hold: () => void = () => {};
    const holding = new Promise<void>((resolve) => {
      hold = resolve;
    });
    let thaw: () => void = () => {};
    const thawed = new Promise<void>((resolve) => {
      thaw = resolve;
    });
    const lost = frozen
      .change({ by, kind: 'label.created', subject: 'frozen' }, async (t) => {
        await sql`select pg_advisory_xact_lock(${appendLock.space}::int, ${appendLock.key}::int)`.execute(t);
        hold();
        await thawed;
      })
      .catch((error: unknown) => error);
    await holding;
    await addLabel(near, 'held-up');
    thaw();
    expect(await lost).toBeInstanceOf(Error);
    expect((await near.events.list()).map(({ subject }) => subject)).toEqual(['held-up']);
    await Promise.all([near.close(), frozen.close()]);
  });

  test('a server that cannot be used is named with the reason, and never with the password', async () => {
    const connectionString = await postgres.createDatabase();
    const wrong = new URL(connectionString);
    wrong.password = 'hunter2';
    const closed = new URL(connectionString);
    closed.hostname = 'localhost';
    closed.port = '1';
    const cases = [
      [
        wrong.href,
        'state-unreachable',
        /^the state on 127\.0\.0\.1:\d+\/records_\d+ cannot be reached: .*authentication/,
      ],
      [closed.href, 'state-unreachable', /localhost:1\/.*ECONNREFUSED/],
      ['postgres://keeper:hunter2/2@db/records', 'state-address-invalid', /%-encoded/],
      ['mysql://keeper:hunter2@db/records', 'state-address-invalid', /found the protocol mysql:/],
      ['keeper:hunter2', 'state-address-invalid', /expected postgres:/],
    ] as const;
    for (const [address, code, message] of cases) {
      const refused: unknown = await openRecords({ connectionString: address, clock }).catch((error: unknown) => error);
      expect(refused).toMatchObject({ name: 'RecordsError', code, message: expect.stringMatching(message) });
      expect(String(refused)).not.toContain('hunter2');
      expect(String(refused)).not.toContain(new URL(connectionString).password);
    }
  });

  test('a state of a later version is refused, not changed', async () => {
    const connectionString = await postgres.createDatabase();
    const records = await openRecords({ connectionString, clock });
    await records.close();
    const { pool } = createPostgresServer(connectionString);
    await pool.query(`insert into kysely_migration values ('9999-later', '2030-01-01')`);
    await pool.end();
    await expect(openRecords({ connectionString, clock })).rejects.toMatchObject({ code: 'state-unusable' });
  });
});
