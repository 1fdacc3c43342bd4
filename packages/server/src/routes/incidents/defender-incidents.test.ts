import type { AlertEvidence } from '@gamekeeper/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CaseServer, newAlert, startCaseServer } from '../../testing/case-server.fixture.js';

let server: CaseServer;
let defender: string;
let endpoint: string;
const by = { actor: 'rule:7', reason: 'detection' };
const evidence: readonly AlertEvidence[] = [
  { kind: 'device', facts: { mdeDeviceId: 'd1', deviceDnsName: 'pc1.contoso.example', osPlatform: 'Windows11' } },
  { kind: 'user', facts: { userAccount: { accountName: 'amy', domainName: 'contoso', userSid: 'S-1' } } },
  {
    kind: 'process',
    facts: { processId: 7, processCommandLine: 'cmd /c whoami', imageFile: { fileName: 'cmd.exe' }, mdeDeviceId: 'd1' },
    verdict: 'malicious',
  },
];

beforeAll(async () => {
  server = await startCaseServer();
  ({ 'defender-xdr': defender, 'defender-endpoint': endpoint } = server.first.tokens);
  const { incidents: cases } = server.platform;
  await cases.raise(server.first.id, [newAlert('evident', { evidence, detectionSource: 'antivirus' })], by);
  server.advance(60_000);
  await cases.raise(server.first.id, [newAlert('plain', { severity: 'unknown' })], by);
  await cases.raise(server.second.id, [newAlert('foreign')], by);
});
afterAll(() => server.close());

test('incidents come newest first with alerts, devices and entities within', async () => {
  const { status, body } = await server.get('/api/incidents', defender);
  expect(status).toBe(200);
  expect(body['@odata.context']).toBe(`${server.url}/api/$metadata#Incidents`);
  const [plain, evident] = body.value;
  expect(body.value).toHaveLength(2);
  expect(plain).toMatchObject({
    ...{ severity: 'UnSpecified', status: 'Active', classification: 'Unknown', determination: 'NotAvailable' },
    alerts: [{ devices: [], entities: [], status: 'New', classification: null }],
  });
  const [alert] = evident.alerts;
  expect(alert).toMatchObject({
    ...{ detectionSource: 'WindowsDefenderAv', severity: 'Medium', mitreTechniques: ['T1059.001'] },
    ...{ incidentId: evident.incidentId, lastActivity: '2025-12-31T21:00:00.5Z' },
    devices: [{ mdatpDeviceId: 'd1', deviceDnsName: 'pc1.contoso.example', osPlatform: 'Windows11', tags: [] }],
  });
  expect(alert.entities).toEqual([
    {
      ...{
        entityType: 'User',
        evidenceCreationTime: alert.creationTime,
        verdict: 'Unknown',
        remediationStatus: 'None',
      },
      ...{ accountName: 'amy', domainName: 'contoso', userSid: 'S-1' },
    },
    {
      ...{ entityType: 'Process', evidenceCreationTime: alert.creationTime, verdict: 'Malicious' },
      ...{
        remediationStatus: 'None',
        fileName: 'cmd.exe',
        processId: 7,
        processCommandLine: 'cmd /c whoami',
        deviceId: 'd1',
      },
    },
  ]);
});

test('the filters and pages that connectors use', async () => {
  const [{ lastUpdateTime }] = (await server.get('/api/incidents', defender)).body.value;
  const list = async (query: string) => (await server.get(`/api/incidents?${query}`, defender)).body;
  expect((await list(`$filter=lastUpdateTime+ge+${lastUpdateTime}`)).value).toHaveLength(1);
  expect((await list(`$filter=lastUpdateTime+gt+${lastUpdateTime}`)).value).toHaveLength(0);
  expect((await list("$filter=status eq 'Active' and assignedTo eq null")).value).toHaveLength(2);
  expect((await list('$top=1&$skip=1')).value).toHaveLength(1);
  expect(await list('$top=1')).not.toHaveProperty(['@odata.nextLink']);
  for (const query of ['$top=101', "$filter=severity eq 'High'", "$filter=status eq 'Gone'", '$orderby=severity']) {
    const { status, body } = await server.get(`/api/incidents?${query}`, defender);
    expect(status).toBe(400);
    expect(body.error.code).toBe('ODataError');
  }
});

test('a change gives the whole incident back, comments with the name of the application', async () => {
  const [{ incidentId }] = (await server.get('/api/incidents', defender)).body.value;
  const path = `/api/incidents/${incidentId}`;
  const changes = {
    status: 'Resolved',
    classification: 'FalsePositive',
    determination: 'Clean',
    tags: ['x'],
    comment: 'Seen',
  };
  const { status, body } = await server.send('PATCH', path, defender, changes);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ...{ status: 'Resolved', classification: 'FalsePositive', determination: 'NotMalicious', tags: ['x'], incidentId },
    comments: [{ comment: 'Seen', createdBy: server.first.actorName }],
    alerts: [{ title: 'Alert plain' }],
  });
  expect((await server.get(path, defender)).body).toEqual(body);
  expect((await server.send('PATCH', path, defender, { status: 'Redirected' })).status).toBe(400);
  const foreign = await server.send('PATCH', path, server.second.tokens['defender-xdr'], { status: 'Active' });
  expect(foreign).toMatchObject({ status: 404, body: { error: { code: 'ResourceNotFound' } } });
  expect((await server.get(path, defender)).body.status).toBe('Resolved');
});

test('alerts of the endpoint API: one machine, one account, evidence where it is asked for', async () => {
  const list = async (query: string) => (await server.get(`/api/alerts?${query}`, endpoint)).body;
  const [alert] = (await list("$filter=detectionSource eq 'WindowsDefenderAv'&$expand=evidence")).value;
  expect(alert).toMatchObject({
    ...{ machineId: 'd1', computerDnsName: 'pc1.contoso.example', status: 'New', aadTenantId: server.first.id },
    relatedUser: { userName: 'amy', domainName: 'contoso' },
  });
  expect(alert.evidence).toHaveLength(3);
  expect(alert.evidence[2]).toMatchObject({ entityType: 'Process', processId: 7, sha1: null, url: null });
  expect((await list("$filter=severity eq 'UnSpecified'")).value).toMatchObject([
    { title: 'Alert plain', evidence: [] },
  ]);
  expect((await list('$top=1&$select=id,title')).value).toEqual([{ id: expect.any(String), title: 'Alert plain' }]);
  const path = `/api/alerts/${alert.id}`;
  expect((await server.get(path, endpoint)).body).toMatchObject(alert);
  const changes = { status: 'InProgress', assignedTo: 'amy', comment: 'Mine' };
  expect((await server.send('PATCH', path, endpoint, changes)).body).toMatchObject({
    ...{ status: 'InProgress', assignedTo: 'amy', comments: [{ comment: 'Mine', createdBy: server.first.actorName }] },
  });
  expect((await server.get(path, server.second.tokens['defender-endpoint'])).status).toBe(404);
});

test('what an alert is about is read beside it', async () => {
  const about: readonly AlertEvidence[] = [
    { kind: 'ip', facts: { ipAddress: '192.0.2.1' } },
    { kind: 'ip', facts: { ipAddress: '192.0.2.1' } },
    { kind: 'url', facts: { url: 'https://example.org/a' } },
    { kind: 'file', facts: { fileDetails: { sha1: 'a1', fileName: 'a.exe' } } },
    { kind: 'file', facts: { fileDetails: { fileName: 'b.exe' } } },
    { kind: 'user', facts: { userAccount: { accountName: 'bob', domainName: 'contoso' } } },
  ];
  const [raised] = await server.platform.incidents.raise(server.first.id, [newAlert('about', { evidence: about })], by);
  const path = `/api/alerts/${raised?.id}`;
  expect((await server.get(`${path}/ips`, endpoint)).body.value).toEqual([{ id: '192.0.2.1' }]);
  expect((await server.get(`${path}/domains`, endpoint)).body.value).toEqual([{ host: 'example.org' }]);
  expect((await server.get(`${path}/files`, endpoint)).body.value).toMatchObject([{ sha1: 'a1', sha256: null }]);
  expect((await server.get(`${path}/user`, endpoint)).body).toMatchObject({ id: 'contoso\\bob', accountName: 'bob' });
  expect((await server.get(`${path}/machine`, endpoint)).status).toBe(404);
  for (const name of ['ips', 'domains', 'files', 'user', 'machine'])
    expect((await server.get(`${path}/${name}`, server.second.tokens['defender-endpoint'])).status).toBe(404);
});

test('each API asks for a token of its own', async () => {
  expect((await server.get('/api/incidents', endpoint)).status).toBe(401);
  expect((await server.get('/api/alerts', defender)).status).toBe(401);
});
