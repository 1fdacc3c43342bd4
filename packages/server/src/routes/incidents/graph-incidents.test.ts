import type { AlertEvidence } from '@gamekeeper/platform';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CaseServer, newAlert, startCaseServer } from '../../testing/case-server.fixture.js';

let server: CaseServer;
let token: string;
const by = { actor: 'rule:7', reason: 'detection' };
const incidents = '/v1.0/security/incidents';
const alerts = '/v1.0/security/alerts_v2';
const device: AlertEvidence = {
  kind: 'device',
  role: 'impacted',
  facts: { mdeDeviceId: 'd1', deviceDnsName: 'pc1.contoso.example' },
};
const user: AlertEvidence = {
  kind: 'user',
  facts: { userAccount: { userSid: 'S-1', userPrincipalName: 'Amy@contoso.example' } },
};

beforeAll(async () => {
  server = await startCaseServer();
  token = server.first.tokens.graph;
  const { incidents: cases } = server.platform;
  for (const severity of ['low', 'high'] as const) {
    await cases.raise(server.first.id, [newAlert(`own-${severity}`, { severity })], by);
    server.advance(1_000);
  }
  await cases.raise(server.first.id, [newAlert('evident', { evidence: [device, user] })], by);
  await cases.raise(server.second.id, [newAlert('foreign', { title: 'Foreign' })], by);
});
afterAll(() => server.close());

const titles = (body: { value: { title: string }[] }) => body.value.map(({ title }) => title);

test('lists are newest first, with context and count, and take filter, order, page and selection', async () => {
  const all = await server.get(`${incidents}?$count=true`, token);
  expect(all.status).toBe(200);
  expect(all.body['@odata.context']).toBe(`${server.url}/v1.0/$metadata#security/incidents`);
  expect(all.body['@odata.count']).toBe(3);
  expect(all.body.value.map((one: { severity: string }) => one.severity)).toEqual(['medium', 'high', 'low']);
  expect(all.body.value[0].alerts).toBeUndefined();
  expect(all.body.value[0].incidentWebUrl).toContain(`/incident2/${all.body.value[0].id}/overview?tid=`);

  const some = await server.get(
    `${incidents}?$filter=severity in ('high','medium') and createdDateTime ge 2026-01-01T00:00:00Z&$orderby=createdDateTime asc&$top=1&$select=id,severity&$expand=alerts&$count=true`,
    token,
  );
  expect(some.body.value).toEqual([{ id: expect.any(String), severity: 'high', alerts: [expect.anything()] }]);
  expect(some.body['@odata.count']).toBe(2);
  const next = await server.get(some.body['@odata.nextLink'].replace(server.url, ''), token);
  expect(next.body.value[0]).toMatchObject({ severity: 'medium', alerts: [{ title: 'Alert evident' }] });
  expect(next.body['@odata.nextLink']).toBeUndefined();
});

test('beta answers alike, under its own name', async () => {
  const { body } = await server.get('/beta/security/incidents?$top=1', token);
  expect(body['@odata.context']).toBe(`${server.url}/beta/$metadata#security/incidents`);
  expect(body['@odata.nextLink']).toMatch(
    new RegExp(`^${server.url}/beta/security/incidents\\?\\$top=1&\\$skiptoken=`),
  );
});

test('alerts are found by the account in their evidence', async () => {
  const filter = (name: string) =>
    `${alerts}?$filter=evidence/any(e: e/microsoft.graph.security.userEvidence/userAccount/userPrincipalName eq '${name}')`;
  expect(titles((await server.get(filter('amy@contoso.example'), token)).body)).toEqual(['Alert evident']);
  expect(titles((await server.get(filter('bob@contoso.example'), token)).body)).toEqual([]);
});

test('faulty options are told in the words that clients know', async () => {
  const answer = await server.get(`${incidents}?$top=100`, token);
  expect(answer.status).toBe(400);
  expect(answer.body.error).toMatchObject({
    code: '',
    message:
      "The query specified in the URI is not valid. The limit of '50' for Top query has been exceeded. The value from the incoming request is '100'.",
  });
  const filter = await server.get(`${alerts}?$filter=investigationState eq 'running'`, token);
  expect(filter.status).toBe(400);
  expect(filter.body.error.message).toContain('$filter at position 0');
});

test('what is not there, or is of another tenant, is not found', async () => {
  const [foreign] = (await server.get(incidents, server.second.tokens.graph)).body.value;
  for (const id of [foreign.id, '999999', 'x', '0', '99999999999999999999999'])
    expect(await server.get(`${incidents}/${id}`, token)).toMatchObject({
      status: 404,
      body: { error: { code: 'ResourceNotFound' } },
    });
  expect((await server.get(`${alerts}/da-unknown`, token)).status).toBe(404);
  const patched = await server.send('PATCH', `${incidents}/${foreign.id}`, token, { status: 'resolved' });
  expect(patched.status).toBe(404);
  const commented = await server.send('POST', `${incidents}/${foreign.id}/comments`, token, { comment: 'mine' });
  expect(commented.status).toBe(404);
  const own = await server.get(`${incidents}/${foreign.id}?$expand=alerts`, server.second.tokens.graph);
  expect(own.body).toMatchObject({ status: 'active', comments: [], alerts: [{ title: 'Foreign' }] });
});

test('a change takes words in any case and by their names in prose, and gives the incident back', async () => {
  const [first] = (await server.get(`${incidents}?$filter=severity eq 'low'`, token)).body.value;
  const changes = { status: 'InProgress', classification: 'TruePositive', determination: 'compromisedUser' };
  const path = `${incidents}/${first.id}`;
  const patched = await server.send('PATCH', path, token, { ...changes, assignedTo: 'amy', customTags: ['a'] });
  expect(patched.status).toBe(200);
  expect(patched.body).toMatchObject({
    ...{ status: 'inProgress', classification: 'truePositive', determination: 'compromisedAccount' },
    ...{ assignedTo: 'amy', customTags: ['a'], lastModifiedBy: server.first.actorName },
  });
  expect((await server.send('PATCH', path, token, { assignedTo: null })).body.assignedTo).toBeNull();
  for (const [body, named] of [
    [{ status: 'closed' }, 'status: expected one of active'],
    [{ status: 'redirected' }, 'status'],
    [{ colour: 'red' }, 'colour: expected one of status'],
    [{ customTags: 'a' }, 'customTags: expected a list'],
    [{ displayName: 'a\0b' }, 'displayName'],
    ['text', 'expected a JSON object'],
  ] as const) {
    const refused = await server.send('PATCH', path, token, body);
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toContain(named);
  }
});

test('an alert is changed alike, and its incident with it', async () => {
  const [alert] = (await server.get(`${alerts}?$filter=severity eq 'high'`, token)).body.value;
  server.advance(5_000);
  const patched = await server.send('PATCH', `${alerts}/${alert.id}`, token, {
    status: 'resolved',
    customDetails: { a: 'b' },
  });
  expect(patched.body).toMatchObject({ status: 'resolved', customDetails: { a: 'b' }, id: alert.id });
  expect(patched.body.resolvedDateTime).toBe(patched.body.lastUpdateDateTime);
  const { body } = await server.get(`${incidents}/${alert.incidentId}`, token);
  expect(body.lastUpdateDateTime).toBe(patched.body.lastUpdateDateTime);
});

test('comments come back all, oldest first, with the name of the application', async () => {
  const [alert] = (await server.get(`${alerts}?$filter=severity eq 'high'`, token)).body.value;
  const post = (comment: unknown) => server.send('POST', `${alerts}/${alert.id}/comments`, token, { comment });
  await post('one');
  const { status, body } = await post('two');
  expect(status).toBe(200);
  expect(body['@odata.context']).toBe(`${server.url}/v1.0/$metadata#security/alerts_v2('${alert.id}')/comments`);
  expect(body.value.map(({ comment }: { comment: string }) => comment)).toEqual(['one', 'two']);
  expect(body.value[0].createdByDisplayName).toBe(server.first.actorName);
  expect((await post('')).status).toBe(400);
  expect((await post(undefined)).status).toBe(400);
});

test('members after unknownFutureValue are named to those who ask for them', async () => {
  const serviceSource = 'microsoftSentinel' as const;
  await server.platform.incidents.raise(server.first.id, [newAlert('later', { serviceSource })], by);
  const path = `${alerts}?$filter=serviceSource eq 'microsoftSentinel'`;
  expect((await server.get(path, token)).body.value[0].serviceSource).toBe('unknownFutureValue');
  const asked = await server.get(path, token, { prefer: 'include-unknown-enum-members' });
  expect(asked.body.value[0].serviceSource).toBe('microsoftSentinel');
});

test('a token without the permission is told which ones open the endpoint', async () => {
  const { status, body } = await server.get(incidents, await server.token('https://graph.microsoft.com'));
  expect(status).toBe(403);
  expect(body.error.message).toBe(
    'Missing application roles. API required roles: SecurityIncident.Read.All,SecurityIncident.ReadWrite.All, application roles: ThreatHunting.Read.All.',
  );
});

const pieces = fc.constantFrom(
  ...["status eq 'active'", "severity ne 'low'", "contains(displayName,'Foreign')", 'id gt 0', 'assignedTo eq null'],
  ...[
    "displayName ne 'x'",
    'createdDateTime lt 9999-12-31T00:00:00Z',
    "startswith(displayName,'%')",
    "assignedTo eq ''''",
  ],
  ...[
    'id in (1,2,3,9007199254740991)',
    'redirectIncidentId eq null',
    "assignedTo gt 'é'",
    'tenantId ne null',
    "x eq '",
  ],
  ...[
    "status eq 'active') or (1 eq 1",
    "assignedTo eq 'a' or 1=1--",
    'id eq -9007199254740991',
    'classification eq null',
  ],
);
const filters = fc
  .array(fc.tuple(fc.constantFrom(' and ', ' or ', ' and not ', ' or not '), pieces), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.map(([join, piece], i) => (i === 0 ? piece : join + piece)).join(''));

test('hostile filters are answered rightly or refused, never with what is of another tenant', async () => {
  const tenants = (body: { value: { tenantId: string }[] }) =>
    body.value.every((one) => one.tenantId === server.first.id);
  await fc.assert(
    fc.asyncProperty(filters, fc.constantFrom(incidents, alerts), async (filter, list) => {
      const { status, body } = await server.get(`${list}?$filter=${encodeURIComponent(filter)}`, token);
      expect([200, 400]).toContain(status);
      if (status === 200) expect(tenants(body)).toBe(true);
      else expect(body.error.message).toMatch(/position \d+/);
    }),
    { numRuns: 400 },
  );
});

test("page tokens of one's own making are refused", async () => {
  const forge = (position: unknown) => Buffer.from(JSON.stringify(position)).toString('base64url');
  for (const forged of [
    'x',
    forge({}),
    forge({ order: 'createdAt-,id-', values: [1.5, 1] }),
    forge({ order: 'createdAt-,id-', values: ["1'", '1'] }),
    forge({ order: 'createdAt-,id-', values: [1e300, 1] }),
    forge({ order: 'title-,id-', values: ['', ''] }),
  ])
    expect((await server.get(`${incidents}?$skiptoken=${forged}`, token)).status).toBe(400);
});
