import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGamekeeper, type OpenGamekeeper } from './create-gamekeeper.js';

const data = { DeviceInfo: [{ Timestamp: '2026-03-01T12:00:00Z', DeviceName: 'lamp' }] };

let keeper: OpenGamekeeper;
beforeAll(async () => {
  keeper = await createGamekeeper({ clock: '2026-03-02T00:00:00Z', data });
});
afterAll(() => keeper.close());

async function hunt({ url }: OpenGamekeeper, token: string, query: string) {
  const headers = { authorization: `Bearer ${token}` };
  const init = { method: 'POST', headers, body: JSON.stringify({ Query: query }) };
  const answer = await fetch(`${url}/v1.0/security/runHuntingQuery`, init);
  return {
    status: answer.status,
    headers: answer.headers,
    body: (await answer.json()) as { results: { DeviceName: string }[] },
  };
}

const names = async (of: OpenGamekeeper) => {
  const { body } = await hunt(of, await of.token(), 'DeviceInfo | project DeviceName | order by DeviceName asc');
  return body.results.map(({ DeviceName }) => DeviceName);
};

test('a keeper hunts in what it was given, with a token of its own or one asked for with its secret', async () => {
  expect(await names(keeper)).toEqual(['lamp']);
  const { url, tenantId, clientId, clientSecret } = keeper;
  const form = { grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default' };
  const body = new URLSearchParams({ ...form, client_id: clientId, client_secret: clientSecret });
  const answer = await fetch(`${url}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  expect(await hunt(keeper, token, 'DeviceInfo | count')).toMatchObject({ status: 200 });
});

test('a token that no resource is asked for under is refused by name', async () => {
  await expect(keeper.token('https://elsewhere.example')).rejects.toMatchObject({ code: 'resource-unknown' });
});

test('rows that do not fit are told with their reason', async () => {
  await expect(keeper.ingest('NoSuchTable', [{}])).rejects.toThrow(/NoSuchTable/);
  await expect(keeper.ingest('DeviceInfo', [{ Timestamp: 'never' }])).rejects.toMatchObject({
    ...{ code: 'rows-rejected', message: expect.stringMatching(/^DeviceInfo: expected 1 rows that fit, found 1/) },
  });
});

test('reset brings back rows, parties and time under the same address', async () => {
  const { url } = keeper;
  await keeper.ingest('DeviceInfo', [{ Timestamp: '2026-03-01T13:00:00Z', DeviceName: 'mirror' }]);
  const token = await keeper.token();
  const { applications } = keeper.platform.identity.parties;
  await applications.suspend(keeper.clientId, { actor: 'test', reason: 'test' });
  expect((await hunt(keeper, token, 'print 1')).status).toBe(403);
  keeper.clock.advance(86_400_000);
  await keeper.reset();
  expect(await names(keeper)).toEqual(['lamp']);
  expect(keeper.url).toBe(url);
  expect(keeper.clock.now()).toBeLessThan(Date.parse('2026-03-02T01:00:00Z'));
});

test('keepers of one process are apart', async () => {
  const other = await createGamekeeper({ clock: '2026-03-02T00:00:00Z', data });
  await other.ingest('DeviceInfo', [{ Timestamp: '2026-03-01T13:00:00Z', DeviceName: 'mirror' }]);
  expect(await names(other)).toEqual(['lamp', 'mirror']);
  expect(await names(keeper)).toEqual(['lamp']);
  await other.close();
  await expect(fetch(other.url)).rejects.toThrow();
});
