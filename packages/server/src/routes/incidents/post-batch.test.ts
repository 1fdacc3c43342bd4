import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CaseServer, newAlert, startCaseServer } from '../../testing/case-server.fixture.js';

let server: CaseServer;
let token: string;
let path: string;

beforeAll(async () => {
  server = await startCaseServer();
  token = server.first.tokens.graph;
  const { incidents } = server.platform;
  const by = { actor: 'rule:7', reason: 'detection' };
  const [raised] = await incidents.raise(server.first.id, [newAlert('a'), newAlert('b')], by);
  path = `/security/incidents/${raised?.incidentId}`;
});
afterAll(() => server.close());

const batch = (requests: unknown) => server.send('POST', '/v1.0/$batch', token, { requests });
interface Part {
  readonly id: string;
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of several wires are compared, not typed.
  readonly body: any;
}
const byId = (body: { responses: Part[] }, id: string) => body.responses.find((part) => part.id === id);

test('parts run in the order of what they depend on, each with its own answer', async () => {
  const { status, body } = await batch([
    { id: 'read', method: 'GET', url: path, dependsOn: ['change'] },
    {
      id: 'change',
      method: 'patch',
      url: path,
      body: { status: 'resolved' },
      headers: { 'content-type': 'application/json' },
    },
    { id: 'lost', method: 'GET', url: '/security/incidents/999999' },
    { id: 'after', method: 'GET', url: path, dependsOn: ['lost'] },
    { id: 'list', method: 'GET', url: 'security/incidents?$top=1&$count=true' },
  ]);
  expect(status).toBe(200);
  expect(byId(body, 'read')).toMatchObject({ status: 200, body: { status: 'resolved' } });
  expect(byId(body, 'lost')).toMatchObject({ status: 404, body: { error: { code: 'ResourceNotFound' } } });
  expect(byId(body, 'after')).toMatchObject({ status: 424, body: { error: { code: 'FailedDependency' } } });
  const list = byId(body, 'list');
  expect(list?.body['@odata.count']).toBe(2);
  expect(list?.body['@odata.nextLink']).toMatch(new RegExp(`^${server.url}/v1\\.0/security/incidents\\?`));
});

test('each part leaves a row of its own in the audit table, and counts against its quota', async () => {
  const { platform, first, sample } = server;
  const rows = async () => {
    await platform.gate.audit.flush();
    const tables = await platform.services.engine.statistics();
    return tables.find(({ table }) => table === 'ApiAuditEvents')?.rows ?? 0;
  };
  const by = { actor: 'test', reason: 'test' };
  await platform.identity.parties.tenants.setQuotaProfile(first.id, 'graph', by);
  const before = await rows();
  const answer = await batch(Array.from({ length: 20 }, (_, i) => ({ id: `${i}`, method: 'GET', url: path })));
  expect(answer.body.responses.every(({ status }: Part) => status === 200)).toBe(true);
  expect((await rows()) - before).toBe(21);
  for (let sent = 20; sent < 140; sent += 20)
    await batch(Array.from({ length: 20 }, (_, i) => ({ id: `${i}`, method: 'GET', url: path })));
  const last = await batch(Array.from({ length: 20 }, (_, i) => ({ id: `${i}`, method: 'GET', url: path })));
  const refused = last.body.responses.filter(({ status }: Part) => status === 429);
  expect(refused).toHaveLength(10);
  expect(refused[0].headers['retry-after']).toMatch(/^\d+$/);
  await platform.identity.parties.tenants.setQuotaProfile(sample.tenant.id, 'unlimited', by);
});

test.each([
  ['no list', 'x'],
  ['an empty list', []],
  ['too many', Array.from({ length: 21 }, (_, i) => ({ id: `${i}`, method: 'GET', url: '/security/incidents' }))],
  ['one id twice', [1, 2].map(() => ({ id: '1', method: 'GET', url: '/security/incidents' }))],
  ['a batch in a batch', [{ id: '1', method: 'POST', url: '/$batch', body: { requests: [] } }]],
  ['a batch in disguise', [{ id: '1', method: 'POST', url: '/x/../%24batch/', body: { requests: [] } }]],
  ['a way out', [{ id: '1', method: 'GET', url: '/../administration/tenants' }]],
  ['no address', [{ id: '1', method: 'GET' }]],
  [
    'a circle',
    [
      { id: '1', method: 'GET', url: '/x', dependsOn: ['2'] },
      { id: '2', method: 'GET', url: '/x', dependsOn: ['1'] },
    ],
  ],
  ['an unknown dependency', [{ id: '1', method: 'GET', url: '/x', dependsOn: ['9'] }]],
  ['an unknown method', [{ id: '1', method: 'TRACE', url: '/x' }]],
])('%s is refused as a whole', async (_, requests) => {
  const { status, body } = await batch(requests);
  expect(status).toBe(400);
  expect(body.error.code).toBe('BadRequest');
});

test('a part reaches nothing that its caller could not reach, whatever headers it brings', async () => {
  const headers = {
    authorization: `Bearer ${server.second.tokens.graph}`,
    'x-gamekeeper-key': 'x',
    'x-forwarded-for': '1.1.1.1',
  };
  const { body } = await batch([{ id: '1', method: 'GET', url: '/security/incidents', headers }]);
  expect(body.responses[0].body.value.every((one: { tenantId: string }) => one.tenantId === server.first.id)).toBe(
    true,
  );
  const without = await server.send('POST', '/v1.0/$batch', 'x', {
    requests: [{ id: '1', method: 'GET', url: '/security/incidents' }],
  });
  expect(without.status).toBe(401);
});
