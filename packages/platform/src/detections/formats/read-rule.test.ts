import { expect, test } from 'vitest';
import { DetectionsError } from '../detections-error.js';
import { readRule } from './read-rule.js';
import { readRuleTests, ruleFileOf } from './rule-test-file.js';

const faultsOf = (text: string): unknown => {
  try {
    return readRule(text);
  } catch (error) {
    return error instanceof DetectionsError ? error.faults : error;
  }
};

test("an analytic rule in Sentinel's form reads as it is", () => {
  const { rule, warnings, queryLine } = readRule(`id: 5f1c53b6-9a5d-4a0e-8f1b-0d6c2c4f7d10
name: Sign-ins from many addresses
description: |
  One account, many addresses.
severity: High
requiredDataConnectors:
  - connectorId: AzureActiveDirectory
    dataTypes: [SigninLogs]
queryFrequency: 1h
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 3
tactics:
  - InitialAccess
  - Credential Access
relevantTechniques:
  - T1078
  - T1110.003
query: |
  let most = 5;
  AADSignInEventsBeta
  | where ErrorCode == 0
entityMappings:
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: AccountUpn
  - entityType: Malware
    fieldMappings:
      - { identifier: Name, columnName: Threat }
customDetails:
  Country: Country
alertDetailsOverride:
  alertDisplayNameFormat: Sign-ins of {{AccountUpn}}
eventGroupingSettings:
  aggregationKind: SingleAlert
suppressionEnabled: true
suppressionDuration: 5h
incidentConfiguration:
  createIncident: true
version: 1.0.2
kind: Scheduled
`);
  expect(rule).toEqual({
    id: '5f1c53b6-9a5d-4a0e-8f1b-0d6c2c4f7d10',
    displayName: 'Sign-ins from many addresses',
    description: 'One account, many addresses.',
    isEnabled: true,
    query: 'let most = 5;\nAADSignInEventsBeta\n| where ErrorCode == 0',
    frequencyMs: 3_600_000,
    lookbackMs: 86_400_000,
    severity: 'high',
    tactics: ['InitialAccess', 'CredentialAccess'],
    techniques: ['T1078', 'T1110.003'],
    threshold: { operator: 'gt', rows: 3 },
    entityMappings: [
      { entityType: 'Account', columns: { FullName: 'AccountUpn' } },
      { entityType: 'Malware', columns: { Name: 'Threat' } },
    ],
    customDetails: { Country: 'Country' },
    alertDetails: { title: 'Sign-ins of {{AccountUpn}}' },
    grouping: { by: 'run' },
    suppression: { forMs: 18_000_000, by: 'rule' },
    actions: [],
    version: '1.0.2',
  });
  expect(warnings).toEqual([
    "'incidentConfiguration' has no effect: alerts join incidents by what they share",
    'entityMappings[1]: alerts have no evidence of the kind Malware',
  ]);
  expect(queryLine).toBe(20);
});

test('a hunting query without severity and schedule becomes a daily rule; a continuous one runs every minute', () => {
  const { rule } = readRule('id: a1\nname: Hunt\ntactics:\n- Initial access\nquery: DeviceEvents\n');
  expect(rule).toMatchObject({ severity: 'informational', frequencyMs: 86_400_000, lookbackMs: 30 * 86_400_000 });
  expect(rule.tactics).toEqual(['InitialAccess']);
  const nrt = readRule('id: a1\nname: Now\nkind: NRT\nquery: DeviceEvents\n').rule;
  expect(nrt).toMatchObject({ frequencyMs: 60_000, lookbackMs: 3_600_000 });
});

test('our own keys: groups, suppression by entity, actions, what is missed', () => {
  const { rule, warnings } = readRule(`id: own
name: Own
enabled: false
queryFrequency: PT5M
query: DeviceEvents
groupBy: [DeviceName]
suppressionEnabled: true
suppressionDuration: PT2H
suppressBy: entities
actions:
  - tag: ransomware
  - mail: soc@contoso.example
misses: What nobody saw.
`);
  expect(rule).toMatchObject({
    isEnabled: false,
    lookbackMs: 3_600_000,
    grouping: { by: 'columns', columns: ['DeviceName'] },
    suppression: { forMs: 7_200_000, by: 'entities' },
    actions: [
      { kind: 'tag', tag: 'ransomware' },
      { kind: 'mail', to: 'soc@contoso.example' },
    ],
    misses: 'What nobody saw.',
  });
  expect(warnings).toEqual([]);
});

test('everything that is wrong is named at once, with its line', () => {
  expect(faultsOf('id: a b\nname: X\nseverity: Grave\nqueryFrequency: soon\n')).toEqual([
    { field: 'queryFrequency', expected: expect.stringContaining('PT1H'), found: "'soon'", line: 4 },
    { field: 'id', expected: expect.any(String), found: "'a b'", line: 1 },
    { field: 'query', expected: 'text', found: 'nothing' },
    { field: 'severity', expected: 'one of Informational, Low, Medium, High', found: "'Grave'", line: 3 },
  ]);
  expect(faultsOf('id: [a\nname')).toMatchObject([{ field: 'YAML', line: expect.any(Number) }]);
  expect(faultsOf('just words')).toMatchObject([{ field: 'id' }, { field: 'name' }, { field: 'query' }]);
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefgh'.split('').map((c, i) => {
      const before = 'abcdefgh'[i];
      return `${c}: &${c} [${Array(9).fill(`*${before}`).join(',')}]`;
    }),
  ].join('\n');
  expect(faultsOf(bomb)).toMatchObject([{ field: 'YAML', expected: 'few aliases' }]);
});

test('a key that nobody knows is told, not refused', () => {
  const { warnings } = readRule('id: x\nname: X\nquery: DeviceEvents\nsupressionEnabled: true\ntactics: [Sorcery]\n');
  expect(warnings).toEqual([
    "'supressionEnabled' is no key of a rule and has no effect",
    "tactics: 'Sorcery' is no tactic and has no effect",
  ]);
});

test('tests of a rule: rows in, rows or alerts out', () => {
  const { tests, rule } = readRuleTests(`tests:
  - name: finds one
    now: 2026-01-10T12:00:00Z
    tables:
      DeviceEvents:
        - { Timestamp: 2026-01-10T11:00:00Z, DeviceName: ws-1 }
    alerts:
      - title: Own
  - name: finds nothing
    tables: {}
    rows: 0
`);
  expect(rule).toBeUndefined();
  expect(tests[0]).toMatchObject({ now: Date.parse('2026-01-10T12:00:00Z'), alerts: [{ title: 'Own' }], line: 2 });
  expect(tests[0]?.tables.get('DeviceEvents')).toHaveLength(1);
  expect(tests[1]?.rows).toBe(0);
  expect(() => readRuleTests('tests:\n  - name: x\n    tables: {}\n')).toThrow('rows or alerts');
  expect(ruleFileOf('encoded-command.kql.test.yaml')).toBe('encoded-command.yaml');
  expect(() => ruleFileOf('encoded.yaml')).toThrow('NAME.kql.test.yaml');
});
