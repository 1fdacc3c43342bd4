// Every field of the tables of the wire contract is in the answers, with the type that the table names.

import { readFile } from 'node:fs/promises';
import type { AlertEvidence } from '@gamekeeper/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithShared, sharedPath } from './harness/shared-data.js';
import { startTestPlatform, type TestPlatform } from './harness/start-test-platform.js';

const contractFile = 'design/wire-contract.md';
const by = { actor: 'rule:7', reason: 'detection' };
const mdeDeviceId = 'device-1';
const userAccount = { accountName: 'amy', domainName: 'contoso', userPrincipalName: 'amy@contoso.example' };
const file = { fileName: 'a.exe', sha1: 'a1', sha256: 'a2' };
/** One of every kind. */
const evidence: readonly AlertEvidence[] = [
  { kind: 'device', role: 'impacted', facts: { mdeDeviceId, deviceDnsName: 'pc1.contoso.example', osBuild: 22_631 } },
  { kind: 'user', facts: { userAccount } },
  {
    kind: 'process',
    facts: { processId: 7, processCommandLine: 'a', imageFile: file, parentProcessImageFile: file, userAccount },
  },
  { kind: 'file', facts: { fileDetails: file, mdeDeviceId } },
  { kind: 'ip', facts: { ipAddress: '192.0.2.1' } },
  { kind: 'url', facts: { url: 'https://example.org/' } },
  { kind: 'registryKey', facts: { registryKey: 'Software' } },
  { kind: 'registryValue', facts: { registryKey: 'Software', registryValue: 'x' } },
  { kind: 'mailbox', facts: { primaryAddress: 'amy@contoso.example' } },
  { kind: 'analyzedMessage', facts: { networkMessageId: 'm', p1Sender: { emailAddress: 'a@b.example' } } },
  { kind: 'cloudApplication', facts: { appId: 7, displayName: 'App' } },
  { kind: 'oauthApplication', facts: { appId: 'x' } },
];

type Json = Readonly<Record<string, unknown>>;
/** Rows of the tables of a section: cells, without the head. */
type Rows = readonly (readonly string[])[];

describeWithShared('shapes of the wire contract', [contractFile], () => {
  let platform: TestPlatform;
  let contract: string;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    contract = await readFile(sharedPath(contractFile), 'utf8');
    platform = await startTestPlatform();
    const { sample, platform: running } = platform;
    const { identity, terms, incidents } = running;
    const applicationId = sample.application.id;
    const permissions = [
      { resource: 'defender-xdr', permission: 'Incident.Read.All' },
      { resource: 'defender-endpoint', permission: 'Alert.Read.All' },
      { resource: 'defender-endpoint', permission: 'Machine.Read.All' },
      { resource: 'graph', permission: 'SecurityIncident.ReadWrite.All' },
    ] as const;
    for (const permission of permissions)
      await identity.parties.permissions.grant({ applicationId, ...permission }, by);
    const consent = { tenantId: sample.tenant.id, applicationId, permissions, givenBy: 'test' };
    await terms.consents.give({ ...consent, method: 'command-line' }, by);
    tokens.set('any', await platform.token());
    const at = platform.now - 3_600_000;
    await incidents.raise(
      sample.tenant.id,
      [
        {
          ...{ deduplicationKey: 'a', title: 'Alert', category: 'Execution', severity: 'high', evidence },
          ...{ serviceSource: 'microsoftDefenderForEndpoint', detectionSource: 'customDetection' },
          ...{ detectorId: 'rule', mitreTechniques: ['T1059'], firstActivityAt: at, lastActivityAt: at },
        },
      ],
      by,
    );
    const [incident] = (await incidents.list(sample.tenant.id, { top: 1 })).items;
    await incidents.comment(sample.tenant.id, { incidentId: incident?.id ?? 0 }, 'seen', by);
    await platform.ingest('DeviceInfo', [
      {
        ...{ Timestamp: platform.daysAgo(1), DeviceId: mdeDeviceId, DeviceName: 'pc1', OSBuild: 22_631 },
        ...{ IsAzureADJoined: true, OnboardingStatus: 'Onboarded', OSPlatform: 'Windows11' },
      },
    ]);
    await platform.ingest('DeviceNetworkInfo', [
      {
        ...{ Timestamp: platform.daysAgo(1), DeviceId: mdeDeviceId, MacAddress: 'AA' },
        IPAddresses: JSON.stringify([{ IPAddress: '10.0.0.4' }]),
      },
    ]);
  });
  afterAll(() => platform.close());

  async function get(path: string): Promise<Json> {
    const response = await fetch(platform.platform.url + path, {
      headers: { authorization: `Bearer ${tokens.get('any')}` },
    });
    const body = (await response.json()) as Json;
    expect(response.status, JSON.stringify(body)).toBe(200);
    return body;
  }
  const firstOf = async (path: string) => ((await get(path)).value as readonly Json[])[0] ?? {};

  function tableOf(section: string): Rows {
    const [, text = ''] = contract.split(new RegExp(`^### ${section.replace('.', '\\.')} .*$`, 'm'));
    const lines = text.split(/^#{2,3} /m)[0]?.split('\n') ?? [];
    const rows = lines.filter((line) => /^\| /.test(line)).map((line) => line.slice(2, -2).split(' | '));
    expect(rows.length).toBeGreaterThan(3);
    return rows.slice(1);
  }

  /** Names of the first cell, without marks. */
  const namesIn = (cell: string) =>
    cell
      .split(',')
      .map((name) => name.replace(/[*?]|\(.*\)/g, '').trim())
      .filter((name) => name !== '');

  /** What a type's text says of a value; null passes where the wire may not know. */
  function fits(value: unknown, type: string): boolean {
    if (value === null) return true;
    if (/\[\]|^\[\{|alert\[|Comment\[|Evidence\[/.test(type) || /^(?:device|entity|alert)\[\]/.test(type))
      return Array.isArray(value);
    if (/dictionary/.test(type)) return typeof value === 'object';
    if (/^int/.test(type)) return Number.isInteger(value);
    if (/^datetime/.test(type)) return typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value);
    const words = [...type.matchAll(/`([A-Za-z]+)`/g)].map(([, word]) => word);
    if (words.length > 3 && !type.startsWith('e.g.')) return words.includes(String(value));
    return typeof value === 'string';
  }

  function expectFields(object: Json, rows: Rows, skip: (row: readonly string[]) => boolean = () => false) {
    for (const row of rows) {
      const [names = '', ...types] = row;
      if (skip(row)) continue;
      for (const name of namesIn(names)) {
        expect(object, name).toHaveProperty([name]);
        expect(fits(object[name], types.join(' ')), `${name}: ${JSON.stringify(object[name])} as ${types[0]}`).toBe(
          true,
        );
      }
    }
  }

  test('2.4, 2.5: incident and alert of the Defender API', async () => {
    const incident = await firstOf('/api/incidents');
    expectFields(incident, tableOf('2.4'));
    const [alert = {}] = incident.alerts as readonly Json[];
    expectFields(
      alert,
      tableOf('2.5').filter(([name]) => name !== 'serviceSource'),
    );
    const [device = {}] = alert.devices as readonly Json[];
    const names =
      'mdatpDeviceId aadDeviceId deviceDnsName osPlatform version osProcessor osBuild healthStatus riskScore';
    for (const name of [...names.split(' '), 'rbacGroupName', 'rbacGroupId', 'firstSeen', 'tags'])
      expect(device).toHaveProperty(name);
  });

  test('2.7: the entities together have every member that applies to what they are', async () => {
    const [alert = {}] = (await firstOf('/api/incidents')).alerts as readonly Json[];
    const entities = alert.entities as readonly Json[];
    expect(entities).toHaveLength(evidence.length - 1);
    for (const entity of entities)
      expectFields(entity, [['entityType, evidenceCreationTime, verdict, remediationStatus', 'string']]);
    const known = new Set(
      tableOf('2.7').flatMap(([, names = '']) =>
        names
          .replaceAll(/\([^)]*\)/g, '')
          .split(',')
          .map((name) => name.trim()),
      ),
    );
    const own = ['applicationId', 'applicationName', 'parentProcessFileName', 'parentProcessFilePath'];
    for (const name of entities.flatMap((entity) => Object.keys(entity)))
      expect([...known, ...own], name).toContain(name);
  });

  test('3.2, 3.3: alert and machine of the endpoint API', async () => {
    const prose = (section: string, begin: string) => {
      const [, text = ''] = contract.split(`### ${section} `);
      return (text.split(begin)[1] ?? '').split(/\.\n/)[0]?.replaceAll(/\([^)]*\)|`/g, '') ?? '';
    };
    const alert = await firstOf('/api/alerts?$expand=evidence');
    const [ofAlert = '', ofEvidence = ''] = prose('3.2', '- Alert: ').split(/evidence \[\{/);
    const flat = ofAlert.replaceAll(/\{[^}]*\}/g, '').replaceAll(/[[\]\n]/g, ' ');
    const names = flat
      .split(',')
      .map((name) => name.trim())
      .filter((name) => /^\w+$/.test(name));
    expect(names.length).toBeGreaterThan(25);
    for (const name of names) expect(alert).toHaveProperty(name);
    const members = ofEvidence
      .replaceAll(/[}\]\n]/g, ' ')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    expect(members.length).toBeGreaterThan(20);
    for (const piece of alert.evidence as readonly Json[])
      for (const name of members) expect(piece).toHaveProperty(name);

    const machine = await firstOf('/api/machines');
    const ofMachine = prose('3.3', '- Machine: ')
      .replaceAll(/[[\]\n]/g, ' ')
      .split(',')
      .map((name) => name.trim());
    expect(ofMachine.length).toBeGreaterThan(15);
    for (const name of ofMachine) expect(machine).toHaveProperty(name);
    expect(machine).toMatchObject({ id: mdeDeviceId, isAadJoined: true, lastIpAddress: '10.0.0.4', osBuild: 22_631 });
    expect(await get('/api/machines/PC1')).toMatchObject({ id: mdeDeviceId });
  });

  test('4.4, 4.5: incident and alert of Graph, every key present', async () => {
    const isOption = ([name = '']: readonly string[]) => name.startsWith('`$') || name === 'Property';
    const incident = await firstOf('/v1.0/security/incidents?$expand=alerts');
    expectFields(incident, tableOf('4.4'), isOption);
    expect(incident.comments).toMatchObject([{ comment: 'seen', createdByDisplayName: 'Automation' }]);
    expectFields(await firstOf('/v1.0/security/alerts_v2'), tableOf('4.5'), isOption);
    expectFields((incident.alerts as readonly Json[])[0] ?? {}, tableOf('4.5'), isOption);
  });

  test('4.6: evidence of Graph, every key of its kind present', async () => {
    const pieces = (await firstOf('/v1.0/security/alerts_v2')).evidence as readonly Json[];
    expect(pieces).toHaveLength(evidence.length);
    const fields = new Map(tableOf('4.6').map(([kind = '', names = '']) => [kind, names]));
    for (const piece of pieces) {
      const kind = String(piece['@odata.type']).replace('#microsoft.graph.security.', '');
      const names = (fields.get(kind) ?? '')
        .replaceAll(/\{[^{}]*\{[^{}]*\}[^{}]*\}|\{[^{}]*\}|\([^()]*\)|\[[^\]]*\]/g, '')
        .split(',')
        .map((name) => name.trim().split(' ')[0] ?? '');
      expect(names.length, kind).toBeGreaterThan(0);
      for (const name of [...names, 'createdDateTime', 'verdict', 'remediationStatus', 'remediationStatusDetails'])
        expect(piece, `${kind}.${name}`).toHaveProperty([name]);
      for (const name of ['roles', 'detailedRoles', 'tags']) expect(piece[name]).toBeInstanceOf(Array);
    }
  });
});
