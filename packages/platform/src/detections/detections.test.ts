import { createDuckDbEngine, type Engine, encodeRow, tables } from '@gamekeeper/lake';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createHuntingService } from '../hunting/create-hunting-service.js';
import type { HuntingService } from '../hunting/hunting-service.js';
import { createTenantNamespaces } from '../hunting/tenant-namespaces.js';
import { createIncidents, type Incidents } from '../incidents/index.js';
import { by, codeOf, openPartiesFixture, type PartiesFixture } from '../parties/parties.fixture.js';
import { createDetections, type Detections } from './detections.js';
import { readRule } from './formats/read-rule.js';
import type { DetectionRule } from './rule.js';

const [minute, hour] = [60_000, 3_600_000];
let fixture: PartiesFixture;
let engine: Engine;
let hunting: HuntingService;
let incidents: Incidents;
let detections: Detections;
const notices: { kind: string; payload: Readonly<Record<string, unknown>> }[] = [];
let numbered = 0;

const open = (more: object = {}) =>
  createDetections({
    ...{ records: fixture.records, clock: fixture.clock, engine, hunting, incidents },
    notices: {
      send: async ({ kind, payload }) => {
        notices.push({ kind, payload });
        return 'id';
      },
    },
    ...more,
  });

beforeAll(async () => {
  fixture = await openPartiesFixture();
  engine = await createDuckDbEngine({ directory: null, tables, clock: fixture.clock });
  hunting = createHuntingService({ engine, tables, clock: fixture.clock });
  incidents = createIncidents(fixture);
  detections = open();
}, 30_000);
afterEach(() => fixture.records.db.deleteFrom('detection_rule').execute());
afterAll(async () => {
  await engine.close();
  await fixture.close();
});

async function freshTenant(): Promise<string> {
  numbered += 1;
  const name = `tenant${numbered}`;
  return (await fixture.parties.tenants.create({ displayName: name, domain: `${name}.example` }, by)).id;
}

/** Processes that ran `minutes` ago. */
async function ingest(tenantId: string, ...processes: { minutes: number; device: string; report: number }[]) {
  const now = fixture.clock();
  const namespace = await createTenantNamespaces(fixture.records).of(tenantId);
  const partitions = new Map<string, string[]>();
  for (const { minutes, device, report } of processes) {
    const Timestamp = new Date(now - minutes * minute).toISOString();
    const values = {
      Timestamp,
      ReportId: report,
      DeviceId: device,
      DeviceName: device,
      ProcessCommandLine: 'evil.exe',
    };
    const row = encodeRow({ table: 'DeviceProcessEvents', values }, { now });
    if ('rejected' in row) throw new Error(row.rejected);
    partitions.set(row.partition, [...(partitions.get(row.partition) ?? []), row.json]);
  }
  const parts = [...partitions].map(([partition, rows]) => ({ table: 'DeviceProcessEvents', partition, rows }));
  await engine.append({ namespace, parts });
}

/** What of a tenant's rules was due. */
const runDue = async (tenantId: string, service = detections) =>
  (await service.runDue()).filter((run) => run.tenantId === tenantId);

const ruleOf = (more: Partial<DetectionRule> = {}): DetectionRule => ({
  ...readRule(`id: evil
name: Evil
severity: High
queryFrequency: 5m
queryPeriod: 1h
query: DeviceProcessEvents | where ProcessCommandLine has "evil"
`).rule,
  ...more,
});

const alertsOf = async (tenantId: string) =>
  (await incidents.listAlerts(tenantId, { top: 1_000, skip: 0 } as never)).items;

test('each row is alerted on once, the late ones too, whatever windows overlap', async () => {
  const tenant = await freshTenant();
  await ingest(tenant, { minutes: 10, device: 'a', report: 1 });
  await detections.create(tenant, ruleOf(), by);
  expect((await runDue(tenant)).map(({ status, rows, alerts }) => [status, rows, alerts])).toEqual([
    ['completed', 1, 1],
  ]);
  expect(await runDue(tenant)).toEqual([]);
  fixture.advance(5 * minute);
  // Late: it happened before what was alerted on already.
  await ingest(tenant, { minutes: 40, device: 'a', report: 0 }, { minutes: 2, device: 'b', report: 2 });
  expect((await runDue(tenant)).map(({ rows, alerts }) => [rows, alerts])).toEqual([[3, 2]]);
  fixture.advance(5 * minute);
  expect((await runDue(tenant)).map(({ rows, alerts }) => [rows, alerts])).toEqual([[3, 0]]);
  const found = await alertsOf(tenant);
  expect(found.map(({ evidence }) => evidence[0]?.facts).sort()).toHaveLength(3);
  expect(found[0]).toMatchObject({ title: 'Evil', severity: 'high', detectorId: 'evil' });
  const { lastRun } = await detections.get(tenant, 'evil');
  expect(lastRun).toMatchObject({ status: 'completed', rows: 3, alerts: 0, lagMs: 0, attempts: 1 });
  expect(await detections.runs(tenant, 'evil')).toHaveLength(3);
});

test('what fell behind is caught up with, every moment looked at', async () => {
  const tenant = await freshTenant();
  await detections.create(tenant, ruleOf(), by);
  await detections.runDue();
  const start = fixture.clock();
  fixture.advance(5 * hour);
  const past = Array.from({ length: 29 }, (_, i) => ({ minutes: (i + 1) * 10, device: `d${i}`, report: i }));
  await ingest(tenant, ...past);
  const runs = await runDue(tenant);
  expect(runs.map(({ windowEnd }) => (windowEnd - start) / hour)).toEqual([
    5 / 60,
    ...[1, 2, 3, 4].map((h) => h + 5 / 60),
    5,
  ]);
  expect(await alertsOf(tenant)).toHaveLength(29);
});

test('a rule that keeps failing is retried later and later, told, and switched off', async () => {
  const tenant = await freshTenant();
  const rule = ruleOf({ query: 'DeviceProcessEvents | where ProcessCommandLine has "evil" | extend x = f()' });
  expect(await codeOf(detections.create(tenant, rule, by))).toBe('rule-cannot-run');
  // The query stops compiling after the rule was made: its function goes away.
  const functions = new Map([['f', { name: 'f', parameters: '()', body: '{ 1 }' }]]);
  const withFunctions = open({ functionsOf: async () => functions });
  await withFunctions.create(tenant, rule, by);
  await withFunctions.runDue();
  functions.clear();
  fixture.advance(5 * minute);
  notices.length = 0;
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const [run] = await runDue(tenant, withFunctions);
    expect(run).toMatchObject({ status: 'failed', errorCode: 'queryExecutionFailed', attempts: attempt });
    expect(run?.error).toMatch(/^line 1, column 72: /);
    let waited = 0;
    for (; attempt < 5 && waited < 600; waited += 30) {
      fixture.advance(30_000);
      const all = fixture.records.db.selectFrom('detection_rule').select('retry_at');
      const { retry_at: retryAt } = await all.where('tenant_id', '=', tenant).executeTakeFirstOrThrow();
      if ((retryAt ?? 0) <= fixture.clock()) break;
    }
    waits.push(waited + 30);
  }
  expect(waits.slice(0, 4)).toEqual([30, 60, 120, 240]);
  expect(notices.map(({ kind }) => kind).filter((kind) => kind === 'detection-rule-disabled')).toHaveLength(1);
  expect((await withFunctions.get(tenant, 'evil')).autoDisabledAt).toBe(fixture.clock());
  fixture.advance(hour);
  expect(await runDue(tenant, withFunctions)).toEqual([]);
  const mended = await withFunctions.update(tenant, ruleOf(), by);
  expect(mended).toMatchObject({ autoDisabledAt: null, failures: 0 });
}, 30_000);

test('suppression by entities, grouping by columns, and no more than 150 alerts at once, none lost', async () => {
  const tenant = await freshTenant();
  const many = Array.from({ length: 170 }, (_, i) => ({ minutes: 5, device: `m${i}`, report: i }));
  await ingest(
    tenant,
    { minutes: 50, device: 'a', report: 1 },
    { minutes: 20, device: 'a', report: 2 },
    { minutes: 20, device: 'b', report: 3 },
  );
  await detections.create(tenant, ruleOf({ suppression: { forMs: hour, by: 'entities' } }), by);
  await detections.create(
    tenant,
    ruleOf({ id: 'grouped', displayName: 'Grouped', grouping: { by: 'columns', columns: ['DeviceName'] } }),
    by,
  );
  const runs = await runDue(tenant);
  expect(runs.map(({ alerts, suppressed }) => [alerts, suppressed]).sort()).toEqual([
    [2, 0],
    [2, 1],
  ]);
  await detections.remove(tenant, 'evil', by);
  const other = await freshTenant();
  await ingest(other, ...many);
  await detections.create(other, ruleOf(), by);
  expect(await runDue(other)).toMatchObject([{ status: 'partiallyFailed', alerts: 150, surplus: 20 }]);
  fixture.advance(5 * minute);
  expect(await runDue(other)).toMatchObject([{ alerts: 20, surplus: 0 }]);
  expect(
    await detections.backfill(other, 'evil', { from: fixture.clock() - 3 * hour, to: fixture.clock() }),
  ).toMatchObject({
    alerts: 0,
  });
}, 60_000);

test('alerts are in the hunting tables once, and those of the hunting tables are in the queue', async () => {
  const tenant = await freshTenant();
  await ingest(tenant, { minutes: 10, device: 'a', report: 1 });
  await detections.create(tenant, ruleOf(), by);
  await detections.runDue();
  const [raised] = await alertsOf(tenant);
  expect((await detections.mirrorDue()).written).toBeGreaterThan(0);
  expect((await detections.mirrorDue()).written).toBe(0);
  const now = fixture.clock();
  const namespace = await createTenantNamespaces(fixture.records).of(tenant);
  const foreign = { Timestamp: new Date(now).toISOString(), AlertId: 'da1_1', Title: 'Foreign', Severity: 'High' };
  for (const [table, values] of [
    ['AlertInfo', { ...foreign, Category: 'Malware' }],
    ['AlertEvidence', { ...foreign, EntityType: 'Machine', DeviceId: 'a', DeviceName: 'a' }],
  ] as const) {
    const row = encodeRow({ table, values }, { now });
    if ('rejected' in row) throw new Error(row.rejected);
    await engine.append({ namespace, parts: [{ table, partition: row.partition, rows: [row.json] }] });
  }
  await detections.mirrorDue();
  expect((await detections.mirrorDue()).raised).toBe(1);
  expect((await detections.mirrorDue()).raised).toBe(0);
  const alert = await incidents.getAlert(tenant, 'da1_1');
  expect(alert).toMatchObject({ title: 'Foreign', severity: 'high', incidentId: raised?.incidentId });
  const answer = await hunting.hunt({
    query:
      'AlertInfo | join kind=leftouter (AlertEvidence | summarize n=count() by AlertId) on AlertId | sort by Title asc | project Title, n',
    caller: null,
    scope: { namespace, tables: new Map(), others: 'all', rowFilters: new Map() },
  });
  const rows: string[] = [];
  for await (const chunk of answer.rows) rows.push(new TextDecoder().decode(chunk));
  expect(rows.join('\n')).toBe('["Evil",2]\n["Foreign",1]');
}, 30_000);

test('a rule reads no more than who makes it, and its actions must be possible', async () => {
  const tenant = await freshTenant();
  const narrow = {
    namespace: null,
    tables: new Map(),
    others: { refused: 'not-granted' } as const,
    rowFilters: new Map(),
  };
  expect(await codeOf(detections.create(tenant, ruleOf(), by, narrow))).toBe('rule-cannot-run');
  const mail = ruleOf({ actions: [{ kind: 'mail', to: 'soc@contoso.example' }] });
  expect(await codeOf(detections.create(tenant, mail, by))).toBe('action-unavailable');
  const webhook = ruleOf({ actions: [{ kind: 'webhook', ownerId: fixture.owner.id }] });
  expect(await codeOf(detections.create(tenant, webhook, by))).toBe('action-unavailable');
  await detections.create(tenant, ruleOf(), by);
  expect(await codeOf(detections.create(tenant, ruleOf({ id: 'twin' }), by))).toBe('rule-exists');
  expect(await codeOf(detections.create(tenant, ruleOf({ displayName: 'Twin' }), by))).toBe('rule-exists');
  expect(await codeOf(detections.get(await freshTenant(), 'evil'))).toBe('rule-unknown');
});
