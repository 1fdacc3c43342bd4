import { createDuckDbEngine, type Engine, encodeRow, tables } from '@gamekeeper/lake';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHuntingService } from '../hunting/create-hunting-service.js';
import { createIncidents } from '../incidents/index.js';
import { createParties } from '../parties/create-parties.js';
import { by } from '../parties/parties.fixture.js';
import { openRecords, type Records } from '../records/index.js';
import { describeWithPostgres, startPostgres, type TestPostgres } from '../records/testing/start-postgres.js';
import { createDetections, type Detections } from './detections.js';
import { readRule } from './formats/read-rule.js';

const minute = 60_000;

describeWithPostgres('two nodes that run the same rules', () => {
  const opened: Records[] = [];
  let postgres: TestPostgres;
  let engine: Engine;
  let nodes: readonly [Detections, Detections];
  let tenantId: string;
  let now = Date.parse('2026-01-01T00:00:00Z');
  const clock = () => now;

  beforeAll(async () => {
    postgres = await startPostgres();
    const connectionString = await postgres.createDatabase();
    engine = await createDuckDbEngine({ directory: null, tables, clock });
    const hunting = createHuntingService({ engine, tables, clock });
    const notices = { send: async () => 'id' };
    const open = async () => {
      const records = await openRecords({ connectionString, clock });
      opened.push(records);
      const incidents = createIncidents({ records, clock });
      return createDetections({ records, clock, engine, hunting, incidents, notices, isShared: true });
    };
    nodes = [await open(), await open()];
    const [records] = opened;
    if (records === undefined) throw new Error('expected records');
    const parties = createParties({ records, clock });
    tenantId = (await parties.tenants.create({ displayName: 'Contoso', domain: 'contoso.example' }, by)).id;
    const rows = [...Array(20).keys()].map((report) => {
      const Timestamp = new Date(now - report * 2 * minute).toISOString();
      const row = encodeRow(
        { table: 'DeviceEvents', values: { Timestamp, ReportId: report, DeviceName: 'a' } },
        { now },
      );
      if ('rejected' in row) throw new Error(row.rejected);
      return row;
    });
    for (const { partition, json } of rows)
      await engine.append({ parts: [{ table: 'DeviceEvents', partition, rows: [json] }] });
    for (const id of ['one', 'two', 'three']) {
      const { rule } = readRule(`id: ${id}\nname: ${id}\nqueryFrequency: 5m\nqueryPeriod: 1h\nquery: DeviceEvents\n`);
      await nodes[0].create(tenantId, rule, by);
    }
  }, 60_000);
  afterAll(async () => {
    await Promise.all(opened.map((records) => records.close()));
    await engine.close();
    await postgres.stop();
  });

  const onBoth = async () => (await Promise.all(nodes.map((node) => node.runDue()))).flat();

  test('run each window once between them, and raise each alert once', async () => {
    const ran: string[] = [];
    let alerts = 0;
    for (let window = 0; window < 3; window += 1) {
      for (const run of await onBoth()) {
        ran.push(`${run.ruleId} ${run.windowEnd}`);
        alerts += run.alerts;
        expect(run.status).toBe('completed');
      }
      now += 5 * minute;
    }
    expect(ran).toHaveLength(9);
    expect(new Set(ran).size).toBe(9);
    expect(alerts).toBe(60);
  }, 60_000);

  test('take over what a node that died had claimed, once its time is up', async () => {
    const [records] = opened;
    await records?.db
      .updateTable('detection_rule')
      .set({ claim: 'dead', claimed_until: now + 4 * minute })
      .execute();
    expect(await onBoth()).toEqual([]);
    now += 4 * minute;
    expect((await onBoth()).map(({ ruleId }) => ruleId).sort()).toEqual(['one', 'three', 'two']);
  }, 30_000);
});
