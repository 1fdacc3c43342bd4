import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CaseServer, startCaseServer } from '../../testing/case-server.fixture.js';

let server: CaseServer;
let token: string;

const columns = [
  ...['DeviceId', 'DeviceName', 'OSPlatform', 'OnboardingStatus', 'SensorHealthState', 'IPAddresses', 'MacAddress'],
  ...['DeviceManualTags', 'ExposureLevel'],
].map((name) => ({ name, type: 'string' as const }));
const device = (id: string, seen: string, tags: string) =>
  JSON.stringify([
    ...[id, `${id}.contoso.example`, 'Windows11', 'Onboarded', 'Active'],
    ...['[{"IPAddress":"10.0.0.4","SubnetPrefix":24}]', 'AA', tags, 'Low', seen, 22631, true],
  ]);

beforeAll(async () => {
  server = await startCaseServer();
  token = server.first.tokens['defender-endpoint'];
});
afterAll(() => server.close());

function layOut(...rows: string[]): void {
  Object.assign(server.laidOut, {
    columns: [
      ...columns,
      { name: 'LastSeen', type: 'datetime' },
      { name: 'OSBuild', type: 'long' },
      { name: 'IsAzureADJoined', type: 'bool' },
    ],
    chunks: rows.length === 0 ? [] : [rows.join('\n')],
  });
}

test('machines are the newest rows of the inventory, with addresses, filtered and ordered', async () => {
  layOut(device('d1', '2025-12-30T00:00:00Z', '["tier 0"]'), device('d2', '2025-12-31T00:00:00Z', ''));
  const { status, body } = await server.get('/api/machines?$count=true', token);
  expect(status).toBe(200);
  expect(body['@odata.context']).toBe(`${server.url}/api/$metadata#Machines`);
  expect(body['@odata.count']).toBe(2);
  expect(body.value.map(({ id }: { id: string }) => id)).toEqual(['d2', 'd1']);
  expect(body.value[1]).toMatchObject({
    ...{ id: 'd1', computerDnsName: 'd1.contoso.example', onboardingStatus: 'onboarded', healthStatus: 'Active' },
    ...{ lastIpAddress: '10.0.0.4', machineTags: ['tier 0'], osBuild: 22631, isAadJoined: true, exposureLevel: 'Low' },
    ipAddresses: [{ ipAddress: '10.0.0.4', macAddress: 'AA' }],
  });
  const list = async (query: string) =>
    (await server.get(`/api/machines?${query}`, token)).body.value.map(({ id }: { id: string }) => id);
  expect(await list("$filter=startswith(computerDnsName,'d1')")).toEqual(['d1']);
  expect(await list('$filter=lastSeen gt 2025-12-30T12:00:00Z')).toEqual(['d2']);
  expect(await list("$filter=contains(machineTags,'tier')")).toEqual(['d1']);
  expect(await list("$filter=not (id eq 'd1') or riskScore eq 'High'")).toEqual(['d2']);
  expect(await list('$orderby=computerDnsName asc&$top=1&$skip=1')).toEqual(['d2']);
  expect((await server.get("/api/machines?$filter=colour eq 'red'", token)).status).toBe(400);
});

test('the tables are read within what the caller may read', async () => {
  layOut(device('d1', '2025-12-30T00:00:00Z', ''));
  server.hunts.length = 0;
  await server.get('/api/machines', server.second.tokens['defender-endpoint']);
  expect(server.hunts.map(({ caller }) => caller?.tenantId)).toEqual([server.second.id, server.second.id]);
  expect(server.hunts.every(({ scope }) => scope !== undefined)).toBe(true);
});

test('a machine is asked for by a value, never by text within the query', async () => {
  layOut(device('d1', '2025-12-30T00:00:00Z', ''));
  server.hunts.length = 0;
  const name = "x' or true //";
  expect((await server.get(`/api/machines/${encodeURIComponent(name)}`, token)).status).toBe(200);
  expect(server.hunts[0]?.parameters?.get('machine')).toBe(name);
  expect(server.hunts[0]?.query).not.toContain(name);
});

test('without recent machines nothing is found', async () => {
  layOut();
  for (const path of ['/api/machines', '/api/machines/d1'])
    expect(await server.get(path, token)).toMatchObject({ status: 404, body: { error: { code: 'ResourceNotFound' } } });
});
