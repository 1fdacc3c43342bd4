// Detection rules over Microsoft Graph and over the administration, on one server that hunts for real.

import { createDuckDbEngine, encodeRow, tables } from '@gamekeeper/lake';
import { createHuntingService } from '@gamekeeper/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectLocal, type LocalClient } from '../../local/local-client.js';
import { startTestServer, type TestServer } from '../../testing/start-test-server.js';

let server: TestServer;
let operator: LocalClient;
const by = { actor: 'operator', reason: 'test' };
const rules = '/beta/security/rules/detectionRules';

beforeAll(async () => {
  server = await startTestServer({
    runsRules: false,
    async createServices({ clock }) {
      const engine = await createDuckDbEngine({ directory: null, tables, clock });
      const now = clock();
      const Timestamp = new Date(now - 600_000).toISOString();
      const values = { Timestamp, ReportId: 1, DeviceId: 'd1', DeviceName: 'ws-1', ProcessCommandLine: 'evil.exe' };
      const row = encodeRow({ table: 'DeviceProcessEvents', values }, { now });
      if ('rejected' in row) throw new Error(row.rejected);
      await engine.append({ parts: [{ table: row.table, partition: row.partition, rows: [row.json] }] });
      return { engine, hunting: createHuntingService({ engine, tables, clock }) };
    },
  });
  const connected = await connectLocal(server.platform.directory);
  if (connected === null) throw new Error('expected a server');
  operator = connected;
  const [tenantId, applicationId] = [server.sample.tenant.id, server.sample.application.id];
  const permission = { resource: 'graph', permission: 'CustomDetection.ReadWrite.All' } as const;
  await server.platform.identity.parties.permissions.grant({ applicationId, ...permission }, by);
  const given = { tenantId, applicationId, permissions: [permission], givenBy: 'operator' } as const;
  await server.platform.terms.consents.give({ ...given, method: 'command-line' }, by);
  await server.platform.identity.parties.tenants.setQuotaProfile(tenantId, 'unlimited', by);
}, 60_000);
afterAll(() => server.close());

async function call(method: string, path: string, body?: object) {
  const answer = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${await server.token('https://graph.microsoft.com')}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    location: answer.headers.get('location'),
    body: text === '' ? null : JSON.parse(text),
  };
}

const query = 'DeviceProcessEvents | where ProcessCommandLine has "evil"';
const template = {
  ...{ title: 'Evil on {{DeviceName}}', description: 'It ran.', severity: 'high', recommendedActions: 'Look.' },
  tactics: [{ tactic: 'Execution', techniques: [{ technique: 'T1059', subTechniques: ['T1059.001'] }] }],
  entityMappings: { hosts: [{ deviceIdColumn: 'DeviceId', nameColumn: 'DeviceName' }] },
};
const rule = (more: object = {}, alertTemplate: object = {}) => ({
  ...{ id: 'evil', displayName: 'Evil', status: 'enabled', queryCondition: { queryText: query } },
  ...{
    schedule: { frequency: 'PT1H' },
    detectionAction: { alertTemplate: { ...template, ...alertTemplate } },
    ...more,
  },
});

test('a rule in the shape of 2026 is created, shown in both shapes, changed, listed and deleted', async () => {
  const created = await call('POST', rules, rule());
  expect(created).toMatchObject({
    status: 201,
    location: `${server.url}${rules}/evil`,
    body: {
      ...{ id: 'evil', status: 'enabled', isEnabled: true, createdBy: `application:${server.sample.application.id}` },
      schedule: { frequency: 'PT1H', lookback: 'PT4H', period: '1H' },
      detectionAction: {
        alertTemplate: {
          ...template,
          ...{ category: 'Execution', mitreTechniques: ['T1059.001'], eventGroupingKind: 'alertPerEvent' },
          impactedAssets: [
            { '@odata.type': '#microsoft.graph.security.impactedDeviceAsset', identifier: 'deviceId' },
            { '@odata.type': '#microsoft.graph.security.impactedDeviceAsset', identifier: 'deviceName' },
          ],
        },
        responseActions: [],
      },
    },
  });
  const patched = await call('PATCH', `${rules}/evil`, { isEnabled: false, schedule: { period: '24H' } });
  expect(patched).toMatchObject({
    status: 200,
    body: { status: 'disabled', schedule: { frequency: 'P1D', lookback: 'P30D' } },
  });
  expect(patched.body.detectionAction).toEqual(created.body.detectionAction);
  const found = await call('GET', `${rules}?$filter=startswith(displayName,'ev')&$select=id&$count=true`);
  expect(found.body).toMatchObject({ '@odata.count': 1, value: [{ id: 'evil' }] });
  expect((await call('GET', `${rules}?$filter=displayName eq 'Other'`)).body.value).toEqual([]);
  expect((await call('DELETE', `${rules}/evil`)).status).toBe(204);
  expect((await call('DELETE', `${rules}/evil`)).status).toBe(404);
  expect((await call('GET', `/v1.0/security/rules/detectionRules/evil`)).status).toBe(404);
}, 30_000);

test('the old shape is read, and what is wrong is refused in the words of the service', async () => {
  const old = {
    ...{ displayName: 'Old', isEnabled: true, queryCondition: { queryText: query }, schedule: { period: '12H' } },
    detectionAction: {
      alertTemplate: {
        ...{
          title: 'Old',
          description: 'It ran.',
          severity: 'low',
          category: 'Persistence',
          mitreTechniques: ['T1547'],
        },
        impactedAssets: [{ '@odata.type': '#microsoft.graph.security.impactedDeviceAsset', identifier: 'deviceId' }],
      },
      responseActions: [],
    },
  };
  const created = await call('POST', rules, old);
  expect(created).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^\d+$/), displayName: 'Old' } });
  expect(created.body.detectionAction.alertTemplate).toMatchObject({
    entityMappings: { hosts: [{ deviceIdColumn: 'DeviceId' }] },
    tactics: [{ tactic: 'Persistence', techniques: [{ technique: 'T1547', subTechniques: [] }] }],
  });
  const refusals: readonly [object, number, string][] = [
    [rule({ id: '1evil' }), 400, 'The id must start with a letter'],
    [rule({ displayName: 'Old' }), 409, 'already'],
    [rule({}, { title: 'Old' }), 400, 'same alert title'],
    [
      rule({}, { tactics: [{ tactic: 'Execution' }, { tactic: 'Impact' }] }),
      400,
      'Multiple MITRE tactics are not supported.',
    ],
    [rule({}, { entityMappings: {} }), 400, 'At least one of impactedAssets or entityMappings must be provided.'],
    [
      rule({}, { entityMappings: { accounts: [{ nameColumn: 'AccountName' }] } }),
      400,
      "Entity mapping for 'User' is invalid.",
    ],
    [rule({}, { entityMappings: { files: [{ sha1Column: 'SHA1' }] } }), 400, 'At least one asset entity'],
    [rule({}, { entityMappings: { ips: [{ addressColumn: 'Nope' }] } }), 400, 'the column Nope'],
    [rule({ queryCondition: { queryText: 'DeviceProcessEvents\n| where Nope == 1' } }), 400, 'line 2, column 9'],
    [rule({ queryCondition: { queryText: 'DeviceProcessEvents | count' } }), 400, 'Timestamp or TimeGenerated'],
    [rule({ detectionAction: { alertTemplate: template, organizationalScope: null } }), 400, 'organizationalScope'],
    [
      rule({ detectionAction: { alertTemplate: template, automatedActions: { isolateDevices: [{}] } } }),
      400,
      'not supported',
    ],
    [[], 400, 'JSON object'],
  ];
  for (const [body, status, message] of refusals) {
    const answer = await call('POST', rules, body);
    expect([answer.status, answer.body.error.message], message).toEqual([status, expect.stringContaining(message)]);
  }
}, 30_000);

test('files over the administration: added, run by hand, switched off, removed', async () => {
  const at = `/administration/tenants/${server.sample.tenant.id}/rules` as const;
  const file = `id: own\nname: Own\nseverity: High\nqueryFrequency: 1h\nquery: |\n  ${query}\nnonsense: 1\n`;
  expect(await operator.request('POST', at, { file })).toMatchObject({
    ...{ id: 'own', status: 'enabled', frequency: 'PT1H' },
    warnings: ["'nonsense' is no key of a rule and has no effect"],
  });
  await expect(operator.request('POST', at, { file })).rejects.toThrow('already');
  expect(await operator.request('POST', `${at}/own/run`, {})).toMatchObject({ rows: 1, alerts: 1 });
  expect(await operator.request('POST', `${at}/own/run`, {})).toMatchObject({ rows: 1, alerts: 0 });
  const to = server.now();
  expect(await operator.request('POST', `${at}/own/run`, { from: to - 7_200_000, to })).toMatchObject({ alerts: 0 });
  await expect(operator.request('POST', `${at}/own/run`, { from: to, to: 0 })).rejects.toThrow('range');
  expect(await operator.request('POST', `${at}/own/disable`, {})).toMatchObject({ status: 'disabled' });
  expect(await operator.request('GET', `${at}/own/runs`)).toEqual({ value: [] });
  await operator.request('POST', `${at}/own/remove`, {});
  await expect(operator.request('GET', `${at}/own`)).rejects.toThrow("there is no rule 'own'");
  await expect(operator.request('POST', at, { file: 'id: x\nname: X\n' })).rejects.toThrow('query: expected text');
}, 30_000);
