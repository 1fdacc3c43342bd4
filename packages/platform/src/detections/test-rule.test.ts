import { createDuckDbEngine, type Engine, tables } from '@gamekeeper/lake';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHuntingService } from '../hunting/create-hunting-service.js';
import type { HuntingService } from '../hunting/hunting-service.js';
import { readRule } from './formats/read-rule.js';
import { readRuleTests } from './formats/rule-test-file.js';
import { dryRun, testRule } from './test-rule.js';

const clock = () => Date.parse('2026-03-01T00:00:00Z');
let engine: Engine;
let hunting: HuntingService;

beforeAll(async () => {
  engine = await createDuckDbEngine({ directory: null, tables, clock });
  hunting = createHuntingService({ engine, tables, clock, limits: { lookbackDays: null } });
});
afterAll(() => engine.close());

const { rule } = readRule(`id: encoded
name: Encoded command
severity: Medium
queryFrequency: 1h
tactics: [Execution]
relevantTechniques: [T1059.001]
query: |
  DeviceProcessEvents
  | where Timestamp > ago(1h) and ProcessCommandLine has "-EncodedCommand"
customDetails: { Command: ProcessCommandLine }
alertDetailsOverride:
  alertDisplayNameFormat: Encoded command on {{DeviceName}}
`);
const outcomes = async (text: string, tested = rule) => {
  const { tests } = readRuleTests(text);
  const results = [];
  for (const [index, one] of tests.entries())
    results.push(await testRule({ engine, hunting }, tested, one, `test-${index}`));
  return results.map(({ failures }) => failures);
};
const rows = `
    tables:
      DeviceProcessEvents:
        - { Timestamp: 2026-01-10T11:50:00Z, ReportId: 1, DeviceId: d1, DeviceName: ws-1, FileName: powershell.exe, ProcessId: 7, ProcessCommandLine: powershell -EncodedCommand SQBFAFgA }
        - { Timestamp: 2026-01-10T11:51:00Z, ReportId: 2, DeviceId: d1, DeviceName: ws-1, FileName: cmd.exe, ProcessCommandLine: cmd /c dir }`;

test('a rule meets its tests: rows, alerts and their entities, as of the moment that the test names', async () => {
  expect(
    await outcomes(`tests:
  - name: found${rows}
    rows:
      - { DeviceName: ws-1, ReportId: 1, Timestamp: 2026-01-10T11:50:00Z }
    alerts:
      - title: Encoded command on ws-1
        severity: medium
        techniques: [T1059.001]
        entities: ['device:d1']
        customDetails: { Command: powershell -EncodedCommand SQBFAFgA }
  - name: too long ago${rows}
    now: 2026-01-10T14:00:00Z
    alerts: 0
  - name: nothing at all
    tables: {}
    rows: 0
`),
  ).toEqual([[], [], []]);
});

test('what was expected and what was found is told', async () => {
  const [wrong, none, misfit] = await outcomes(`tests:
  - name: wrong title${rows}
    alerts: [{ title: Something else }]
  - name: none expected${rows}
    rows: []
  - name: no such column
    tables: { DeviceProcessEvents: [{ Timestamp: soon }] }
    rows: 0
`);
  expect(wrong?.[0]).toMatch(
    /^expected the alert \{"title":"Something else"\}, found 1 alert: .*Encoded command on ws-1/,
  );
  expect(none?.[0]).toMatch(/^expected no other row, found \{.*"ReportId":1/);
  expect(misfit?.[0]).toContain('row 1 of DeviceProcessEvents: table DeviceProcessEvents, column Timestamp');
});

test('a rule that cannot run names the line, or the column that its answer lacks', async () => {
  const test = 'tests:\n  - name: x\n    tables: {}\n    alerts: 0\n';
  const [[semantic]] = (await outcomes(test, { ...rule, query: 'DeviceEvents\n| where Nope == 1' })) as [[string]];
  expect(semantic).toMatch(/^the rule 'Encoded command' cannot run: query, line 2, column 9: /);
  const [[missing]] = (await outcomes(test, { ...rule, query: 'DeviceEvents | count' })) as [[string]];
  expect(missing).toContain('query: expected Timestamp or TimeGenerated in its answer; ');
  expect(missing).toContain('customDetails: expected the column ProcessCommandLine');
  expect(missing).toContain('alertDetailsOverride: expected the column DeviceName');
});

test('alerts by row, by run and by columns; a threshold; the absence of rows', async () => {
  const at = Date.parse('2026-01-01T00:00:00Z');
  const query = `datatable(Timestamp:datetime, DeviceName:string, RemoteIP:string)[
    datetime(2025-12-31T23:10), 'a', '203.0.113.1', datetime(2025-12-31T23:20), 'a', '203.0.113.2',
    datetime(2025-12-31T23:30), 'b', '203.0.113.1', datetime(2025-12-31T23:30), 'b', '203.0.113.1',
    datetime(2025-12-30), 'c', '203.0.113.3']`;
  const base = { ...rule, query, customDetails: {}, lookbackMs: 3_600_000 };
  const run = (more: object) => dryRun(hunting, { ...base, ...more }, null, { from: at - 3_600_000, to: at });
  const titles = (found: Awaited<ReturnType<typeof run>>) =>
    found.alerts.map(({ alert, rows }) => [alert.title, rows.length]);
  expect(titles(await run({}))).toEqual([
    ['Encoded command on a', 1],
    ['Encoded command on a', 1],
    ['Encoded command on b', 1],
  ]);
  expect(titles(await run({ grouping: { by: 'columns', columns: ['DeviceName'] } }))).toEqual([
    ['Encoded command on a', 2],
    ['Encoded command on b', 1],
  ]);
  const [single] = (await run({ grouping: { by: 'run' } })).alerts;
  expect(single?.alert.evidence.map(({ facts }) => facts)).toEqual([
    { deviceDnsName: 'a' },
    { ipAddress: '203.0.113.1' },
    { ipAddress: '203.0.113.2' },
    { deviceDnsName: 'b' },
  ]);
  expect(titles(await run({ threshold: { operator: 'gt', rows: 5 } }))).toEqual([]);
  const silent = { query: `${query} | where false`, threshold: { operator: 'eq', rows: 0 } };
  expect(titles(await run(silent))).toEqual([['Encoded command on', 0]]);
});
