import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CaseServer, newAlert, startCaseServer } from '../../testing/case-server.fixture.js';

let server: CaseServer;
beforeAll(async () => {
  server = await startCaseServer();
});
afterAll(() => server.close());

test('an incident is merged into another of its tenant, once', async () => {
  const by = { actor: 'rule:7', reason: 'detection' };
  const { incidents } = server.platform;
  const own = await incidents.raise(server.first.id, [newAlert('a'), newAlert('b')], by);
  const [foreign] = await incidents.raise(server.second.id, [newAlert('c')], by);
  const [from, into] = own.map(({ incidentId }) => incidentId);
  const token = server.first.tokens['defender-xdr'];
  const merge = (id: unknown, body: unknown) => server.send('POST', `/api/incidents/${id}/merge`, token, body);

  expect((await merge(from, { into: foreign?.incidentId })).status).toBe(404);
  expect((await merge(foreign?.incidentId, { into })).status).toBe(404);
  expect((await merge(from, {})).status).toBe(404);
  expect((await merge(from, { into: [into] })).status).toBe(400);
  expect((await merge(from, { into: from })).status).toBe(400);
  const merged = await merge(from, { into: String(into) });
  expect(merged).toMatchObject({ status: 200, body: { incidentId: from, redirectIncidentId: into } });
  const shown = await server.get(`/api/incidents/${into}`, token);
  expect(shown.body.alerts).toHaveLength(2);
  expect((await merge(from, { into })).status).toBe(400);
});
