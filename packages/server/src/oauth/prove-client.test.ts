import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/start-test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ trustProxy: ['127.0.0.1'] });
});
afterAll(() => server.close());
/** Failures of the tests before are forgotten. */
beforeEach(() => server.advance(24 * 3_600_000));

async function ask(form: Record<string, string>, from = '203.0.113.7') {
  const { tenant, application, secret } = server.sample;
  const usual = { grant_type: 'client_credentials', client_id: application.id, client_secret: secret };
  const answer = await fetch(`${server.url}/${tenant.id}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...usual, scope: 'https://graph.microsoft.com/.default', ...form }),
    headers: { 'x-forwarded-for': from },
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
}
const guess = (from?: string) => ask({ client_secret: 'guessed' }, from);

test('SEC-1: after ten wrong secrets a client has to wait, exactly as long as it is told', async () => {
  for (let count = 0; count < 10; count += 1) expect((await guess('198.51.100.1')).status).toBe(401);
  const refused = await ask({}, '198.51.100.1');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(refused.headers.get('x-ms-retry-after-ms')).toBe('1000');
  expect(refused.body).toMatchObject({
    error: 'temporarily_unavailable',
    error_codes: [90055],
    error_description: expect.stringMatching(/^AADSTS90055: .*may try again in 1 s\r\nTrace ID: /),
  });
  server.advance(999);
  expect((await ask({}, '198.51.100.1')).status).toBe(429);
  server.advance(1);
  expect((await ask({}, '198.51.100.1')).status).toBe(200);
  expect((await ask({}, '198.51.100.1')).status).toBe(200);
});

test('SEC-1: strangers who guess do not keep a client out of where it has proven itself before', async () => {
  expect((await ask({}, '198.51.100.2')).status).toBe(200);
  for (let count = 0; count < 10; count += 1) expect((await guess('192.0.2.1')).status).toBe(401);
  expect((await guess('192.0.2.2')).status).toBe(429);
  expect((await ask({}, '198.51.100.2')).status).toBe(200);
});

test('SEC-1: an address that guesses at many clients has to wait, others do not', async () => {
  const guessAt = (client: number, from: string) => ask({ client_id: `client-${client}` }, from);
  for (let client = 0; client < 50; client += 1) expect((await guessAt(client, '192.0.2.9')).status).toBe(400);
  expect((await guessAt(50, '192.0.2.9')).status).toBe(429);
  expect((await guessAt(50, '192.0.2.10')).status).toBe(400);
});
