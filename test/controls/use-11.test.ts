// USE-11: requests from embargoed countries are refused, by the word of a trusted proxy.

import { expect, test } from 'vitest';
import { startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper({
  ...{ trustProxy: ['127.0.0.1'], gate: { embargo: { countries: ['KP'] }, countryHeader: 'cf-ipcountry' } },
});

test('USE-11: a request from an embargoed country is refused before its token is read; others pass', async () => {
  for (const token of [gamekeeper.token, 'x.y.z']) {
    const refused = await gamekeeper.hunt('print 1', { token, headers: { 'cf-ipcountry': 'KP' } });
    expect(refused).toMatchObject({ status: 403, reason: 'country-embargoed' });
  }
  expect((await gamekeeper.hunt('print 1', { headers: { 'cf-ipcountry': 'NL' } })).status).toBe(200);
  expect((await gamekeeper.hunt('print 1')).status).toBe(200);
});

test('USE-11: no token is given there either', async () => {
  const { application, secret } = gamekeeper.sample;
  const ask = (country: string) =>
    gamekeeper.fetch(`/${gamekeeper.sample.tenant.id}/oauth2/v2.0/token`, {
      ...{ method: 'POST', headers: { 'cf-ipcountry': country } },
      body: new URLSearchParams({
        ...{ client_id: application.id, client_secret: secret, grant_type: 'client_credentials' },
        scope: `${gamekeeper.platform.url}/.default`,
      }).toString(),
    });
  expect((await ask('KP')).body).not.toHaveProperty('access_token');
  expect((await ask('NL')).body).toHaveProperty('access_token');
});

test('USE-11: the refusals are on record with their country', async () => {
  const rows = await gamekeeper.audit('ApiAuditEvents | where Gate == "embargo" | distinct Country, Reason');
  expect(rows).toEqual([{ Country: 'KP', Reason: 'country-embargoed' }]);
});
