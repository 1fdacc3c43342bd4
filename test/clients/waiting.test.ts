// Other people's clients wait as they are told (LIM-5): their own retry logic, unmodified, against our 429.

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { governingQuotas } from '@gamekeeper/platform';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestPlatform, type TestPlatform } from '../harness/start-test-platform.js';

/** A request as the server saw it, in milliseconds of the machine's steady clock. */
interface Seen {
  readonly path: string;
  readonly at: number;
  readonly status: number;
  readonly answeredAt: number;
}

let server: TestPlatform;
let seen: Seen[];
/** The platform's time stands still until a call was refused and then goes on with the machine's. */
let moves: { readonly from: number } | null = null;
let time = Date.parse('2026-03-04T05:06:07Z');

beforeAll(async () => {
  server = await startTestPlatform({
    https: true,
    clock: () => time + (moves === null ? 0 : Math.floor(performance.now() - moves.from)),
  });
  // The sample's sandbox has no limits of its own.
  const { tenants } = server.platform.identity.parties;
  await tenants.setQuotaProfile(server.sample.tenant.id, 'defender-2021', { actor: 'operator', reason: 'test' });
  server.platform.server.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const at = performance.now();
    void once(response, 'finish').then(() => {
      const answeredAt = performance.now();
      seen.push({ path: request.url?.split('?', 1)[0] ?? '', at, status: response.statusCode, answeredAt });
      if (response.statusCode === 429) moves ??= { from: answeredAt };
    });
  });
});
afterAll(() => server.close());
beforeEach(() => {
  time += 24 * 3_600_000;
  moves = null;
  seen = [];
});

const authority = () => server.platform.url.replace('127.0.0.1', 'localhost');

async function run(script: string, env: Record<string, string> = {}) {
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], {
    env: {
      ...{ PATH: process.env.PATH, AUTHORITY: authority(), TENANT: server.sample.tenant.id },
      ...{ CLIENT_ID: server.sample.application.id, CLIENT_SECRET: server.sample.secret },
      NODE_EXTRA_CA_CERTS: server.platform.authorityFile ?? '',
      ...env,
    },
  });
  return JSON.parse(stdout);
}

/** Fails ten times to prove to be the client: the next try has to wait a second. */
async function guessSecrets() {
  const { tenant, application } = server.sample;
  for (let count = 0; count < 10; count += 1) {
    const answer = await server.platform.server.inject({
      ...{ method: 'POST', url: `/${tenant.id}/oauth2/v2.0/token` },
      body: new URLSearchParams({
        ...{ grant_type: 'client_credentials', client_id: application.id, client_secret: 'guessed' },
        scope: 'https://graph.microsoft.com/.default',
      }).toString(),
    });
    expect(answer.statusCode).toBe(401);
  }
}

test('@microsoft/microsoft-graph-client repeats the 46th hunt of a minute once, when it was told that it passes', async () => {
  const token = await server.token();
  const { subject, profile } = await quotaOfSample();
  for (let count = 0; count < 45; count += 1) {
    const taken = await server.platform.gate.quotas.take({ subject, profile, quota: 'hunting' });
    if (!taken.admitted) throw new Error('expected 45 calls to pass');
    taken.run?.finish();
  }
  time += 58_500;
  const { results } = await run('graph-retry.mjs', { TOKEN: token, QUERY: 'print x = 1' });
  expect(results).toEqual([{ x: 1 }]);
  expect(seen.map(({ path, status }) => `${path} ${status}`)).toEqual([
    '/v1.0/security/runHuntingQuery 429',
    '/v1.0/security/runHuntingQuery 200',
  ]);
  const [refused, repeated] = seen as [Seen, Seen];
  // 1.5 s are left, told in whole seconds; without our header the client would wait 3 to 4 s.
  const waited = repeated.at - refused.answeredAt;
  expect(waited).toBeGreaterThan(1_950);
  expect(waited).toBeLessThan(3_000);
});

test('@azure/msal-node asks the token endpoint again only when the wait that it was told is over', async () => {
  await guessSecrets();
  const { refusals, tokenType } = await run('msal-throttled.mjs', { WAIT: '1100' });
  expect(refusals).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('90055')));
  expect(tokenType).toBe('Bearer');
  const asked = seen.filter(({ path }) => path.endsWith('/oauth2/v2.0/token'));
  expect(asked.map(({ status }) => status)).toEqual([429, 200]);
});

test('@azure/identity waits the milliseconds that it was told and then has its token', async () => {
  await guessSecrets();
  const { token } = await run('azure-identity.mjs');
  expect(token).toMatch(/^ey/);
  const [refused, repeated] = seen.filter(({ path }) => path.endsWith('/oauth2/v2.0/token')) as [Seen, Seen];
  expect([refused.status, repeated.status]).toEqual([429, 200]);
  expect(repeated.at - refused.answeredAt).toBeGreaterThan(950);
});

async function quotaOfSample() {
  const { tenant, application } = server.sample;
  const facts = {};
  await server.platform.gate.admission.identify(
    { tenantId: tenant.id, applicationId: application.id, personId: null },
    facts,
  );
  const use = governingQuotas(facts);
  if (use === null) throw new Error('expected the sample to be registered');
  return use;
}
