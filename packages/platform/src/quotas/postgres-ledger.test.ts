import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRecords, type Records } from '../records/open-records.js';
import { describeWithPostgres, startPostgres, type TestPostgres } from '../records/testing/start-postgres.js';
import { createQuotas } from './create-quotas.js';
import { ledgerConformance } from './ledger-conformance.fixture.js';
import { PlayedTime } from './played-time.fixture.js';
import { createPostgresLedger } from './postgres-ledger.js';
import { defender2021 } from './profiles/index.js';

describeWithPostgres('on a Postgres server', () => {
  let postgres: TestPostgres;
  let nodes: Records[] = [];
  beforeAll(async () => {
    postgres = await startPostgres();
    const connectionString = await postgres.createDatabase();
    nodes = [
      await openRecords({ connectionString, clock: () => 0 }),
      await openRecords({ connectionString, clock: () => 0 }),
    ];
  });
  afterAll(async () => {
    for (const node of nodes) await node.close();
    await postgres?.stop();
  });

  ledgerConformance('postgres, two nodes', (time) =>
    nodes.map(({ db }) => createPostgresLedger({ db, clock: time.clock })),
  );

  test('a run whose node died is charged up to its last sign of life', async () => {
    const time = new PlayedTime();
    time.advance(5_000_000_000);
    const [dying, other] = nodes.map(({ db }) => {
      const ledger = createPostgresLedger({ db, clock: time.clock });
      return createQuotas({ ledger, isSandbox: () => false, after: () => () => {} });
    });
    const subject = { tenantId: 'dying', ownerId: 'dying', applicationId: 'siem' };
    const use = { subject, quota: 'hunting', profile: defender2021 } as const;
    const used = async () => (await other?.peek(use))?.find(({ name }) => name === 'running-time-per-hour')?.used;
    await dying?.take(use);
    time.advance(3000);
    expect(await used()).toBe(3000);
    await dying?.take(use);
    time.advance(5001);
    expect(await used()).toBe(3000);
  });

  test('counts on the time of the database unless told another', async () => {
    const [db] = nodes.map((node) => node.db);
    if (db === undefined) throw new Error('no node');
    const quotas = createQuotas({ ledger: createPostgresLedger({ db }), isSandbox: () => true });
    const subject = { tenantId: 'timed', ownerId: 'timed', applicationId: 'siem' };
    const use = { subject, quota: 'incidents', profile: defender2021 } as const;
    await quotas.spend({ ...use, calls: 50 });
    const refused = await quotas.take(use);
    if (refused.admitted) throw new Error('admitted');
    expect(refused.retryInMs).toBeGreaterThan(50_000);
    expect(refused.retryInMs).toBeLessThanOrEqual(60_000);
  });
});
