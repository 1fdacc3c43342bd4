import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openRecords, type Records } from '../records/index.js';
import { describeWithPostgres, startPostgres, type TestPostgres } from '../records/testing/start-postgres.js';
import { type BlockList, createBlockList } from './block-list.js';

describeWithPostgres('two nodes of one state', () => {
  const by = { actor: 'operator', reason: 'test' };
  const nodes: Records[] = [];
  const lists: BlockList[] = [];
  let postgres: TestPostgres;

  beforeAll(async () => {
    postgres = await startPostgres();
    const connectionString = await postgres.createDatabase();
    const clock = () => Date.parse('2026-01-01T00:00:00Z');
    for (let node = 0; node < 2; node += 1) {
      const records = await openRecords({ connectionString, clock });
      nodes.push(records);
      lists.push(await createBlockList({ records, clock }));
    }
  });
  afterAll(async () => {
    for (const list of lists) list.close();
    await Promise.all(nodes.map((records) => records.close()));
    await postgres.stop();
  });

  test('what one blocks is blocked there at once and on the other within a second, and freed likewise', async () => {
    const blocked = () =>
      lists.map((list) => list.blocked({ address: '192.0.2.7', direction: 'inbound' })?.value ?? null);
    const [first, second] = lists;
    const [block] = (await first?.add(by, [{ kind: 'cidr', value: '192.0.2.0/24', reason: 'abuse' }])) ?? [];
    expect(blocked()[0]).toBe('192.0.2.0/24');
    await vi.waitFor(() => expect(blocked()[1]).toBe('192.0.2.0/24'), { timeout: 1_000, interval: 5 });
    await second?.remove(by, block?.id ?? '');
    expect(blocked()[1]).toBeNull();
    await vi.waitFor(() => expect(blocked()).toEqual([null, null]), { timeout: 1_000, interval: 5 });
  });
});
