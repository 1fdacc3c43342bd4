import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createGamekeeper, type OpenGamekeeper } from '../../create-gamekeeper.js';
import { readLocalEndpoint } from '../../local/local-endpoint.js';

const permissions = [
  { resource: 'defender-xdr', permission: 'AdvancedHunting.Read.All' },
  { resource: 'gamekeeper', permission: 'Admin.ReadWrite.All' },
  { resource: 'gamekeeper', permission: 'Audit.Read.All' },
] as const;
const run = '/api/advancedhunting/run';
const route = `POST ${run}`;
const start = '2026-03-02T00:00:00Z';
const by = { actor: 'test', reason: 'test' };

let keeper: OpenGamekeeper;
/** Tokens are good at this moment and for an hour after. */
const stand = () => {
  keeper.clock.freeze();
  keeper.clock.set(start);
};

let hunting: string;
let administration: string;
beforeAll(async () => {
  const data = { DeviceInfo: [{ Timestamp: '2026-03-01T12:00:00Z', DeviceName: 'lamp' }] };
  keeper = await createGamekeeper({ clock: start, data, permissions });
  stand();
  hunting = await keeper.token('https://api.security.microsoft.com');
  administration = await keeper.token('api://gamekeeper');
});
afterEach(async () => {
  keeper.faults.clear();
  await keeper.quota.clear();
});
afterAll(() => keeper.close());

async function call(method: string, path: string, options: { token?: string; body?: object; key?: string } = {}) {
  const { token = administration, body, key } = options;
  const headers = key === undefined ? { authorization: `Bearer ${token}` } : { 'x-gamekeeper-key': key };
  const answer = await fetch(keeper.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return { status: answer.status, headers: answer.headers, body: JSON.parse((await answer.text()) || 'null') };
}

const hunt = (query = 'DeviceInfo | project DeviceName') =>
  call('POST', run, { token: hunting, body: { Query: query } });
const post = (path: string, body?: object) => call('POST', `/sandbox${path}`, body && { body });

describe('USE-6: test controls are for sandboxes', () => {
  test('without the permission for administration they are closed', async () => {
    expect(await call('POST', '/sandbox/clock/freeze', { token: hunting })).toMatchObject({ status: 401 });
    expect(await call('GET', '/sandbox/faults', { key: 'guessed' })).toMatchObject({ status: 401 });
  });

  test('a production tenant is refused by name, and one on the platform keeps the clock from being played', async () => {
    const local = await readLocalEndpoint(keeper.platform.directory);
    const key = local?.key ?? '';
    const { tenants } = keeper.platform.identity.parties;
    const shop = await tenants.create({ displayName: 'Shop', domain: 'shop.example', kind: 'production' }, by);
    expect(await call('GET', `/local/sandbox/faults?tenant=${shop.id}`, { key })).toMatchObject({
      ...{
        status: 403,
        body: { code: 'sandbox-only', detail: expect.stringContaining('shop.example is a production') },
      },
    });
    expect(await post('/clock/advance', { milliseconds: 1 })).toMatchObject({
      ...{ status: 409, body: { code: 'clock-shared', detail: expect.stringContaining('while shop.example is') } },
    });
    expect((await call('GET', '/local/sandbox/faults', { key })).body).toEqual({ value: [] });
    await keeper.reset();
    stand();
  });
});

describe('clock', () => {
  test('answers, tokens and quotas follow it', async () => {
    expect((await post('/clock/freeze')).body).toEqual({ now: expect.any(String), mode: 'played', rate: 0 });
    const { body } = await post('/clock/advance', { milliseconds: 90_000 });
    expect((await hunt()).headers.get('date')).toBe(new Date(body.now).toUTCString());
    await post('/clock/advance', { milliseconds: 7_200_000 });
    expect((await hunt()).status).toBe(401);
    stand();
    expect((await hunt()).status).toBe(200);
  });

  test('what cannot be is refused', async () => {
    expect(await post('/clock/scale', { rate: -1 })).toMatchObject({
      ...{ status: 400, body: { code: 'clock-invalid', detail: expect.stringContaining('found -1') } },
    });
    expect(await post('/clock/advance', {})).toMatchObject({ status: 400, body: { code: 'body-unreadable' } });
  });
});

describe('quotas', () => {
  test('after 45 hunts the 46th is refused until the very millisecond that it names', async () => {
    const answers = await Promise.all(Array.from({ length: 45 }, () => hunt('print 1')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const refused = await hunt('print 1');
    const seconds = Number(refused.headers.get('retry-after'));
    expect(refused).toMatchObject({ status: 429 });
    expect(refused.body.error.message).toContain(`You can send requests again in ${seconds} seconds`);
    const { body } = await call('GET', '/sandbox/quotas?quota=hunting');
    const { resetInMs } = body.value.find(({ name }: { name: string }) => name === 'calls-per-minute');
    expect(Math.ceil(resetInMs / 1_000)).toBe(seconds);
    await post('/clock/advance', { milliseconds: resetInMs - 1 });
    expect((await hunt('print 1')).status).toBe(429);
    await post('/clock/advance', { milliseconds: 1 });
    expect((await hunt('print 1')).status).toBe(200);
  });

  test('spent, set and forgotten', async () => {
    await post('/quotas/spend', { quota: 'hunting', calls: 45 });
    expect((await hunt()).status).toBe(429);
    await post('/quotas/set', { quota: 'hunting', limit: 'calls-per-minute', remaining: 1 });
    expect([(await hunt()).status, (await hunt()).status]).toEqual([200, 429]);
    await post('/quotas/clear', { quota: 'hunting' });
    expect((await hunt()).status).toBe(200);
    expect(await post('/quotas/set', { quota: 'hunting', limit: 'per-year', remaining: 1 })).toMatchObject({
      ...{ status: 404, body: { code: 'limit-unknown' } },
    });
  });
});

describe('faults', () => {
  test('the nth call fails in the shape of its wire, once, and its audit row tells why', async () => {
    const fault = { route, nth: 2, status: 503, retryAfterSeconds: 7, application: keeper.clientId };
    expect(await post('/faults', fault)).toMatchObject({ status: 200, body: { ...fault, seen: 0 } });
    const [first, second, third] = [await hunt(), await hunt(), await hunt()];
    expect([first.status, third.status]).toEqual([200, 200]);
    expect(second).toMatchObject({ status: 503, body: { error: { code: 'ServiceUnavailable' } } });
    expect(second.headers.get('retry-after')).toBe('7');
    expect((await call('GET', '/sandbox/faults')).body.value).toEqual([]);
    await keeper.platform.gate.audit.flush();
    const { body } = await hunt(
      'ApiAuditEvents | where StatusCode == 503 | project Reason, Fault = tostring(AdditionalFields.fault)',
    );
    expect(body.Results).toEqual([{ Reason: 'injected-fault', Fault: expect.stringMatching(/^\d+: status 503$/) }]);
  });

  test('every so manieth is cut off, so many times; another application is left alone', async () => {
    keeper.faults.inject({ route, application: 'another', status: 500 });
    keeper.faults.inject({ route, every: 2, cut: true, times: 1 });
    expect((await hunt()).status).toBe(200);
    await expect(hunt()).rejects.toThrow();
    expect([(await hunt()).status, (await hunt()).status]).toEqual([200, 200]);
  });

  test('a delayed call is answered all the same', async () => {
    keeper.faults.inject({ route, delayMs: 5 });
    expect((await hunt()).status).toBe(200);
    expect(keeper.faults.list()).toMatchObject([{ struck: 1 }]);
  });

  test('what strikes nothing is refused', async () => {
    expect(await post('/faults', { route: 'GET /nowhere', status: 500 })).toMatchObject({
      ...{ status: 400, body: { code: 'fault-invalid', detail: expect.stringContaining("'GET /nowhere'") } },
    });
    expect(() => keeper.faults.inject({ route })).toThrow('one of status, delayMs and cut, found 0');
    expect(() => keeper.faults.inject({ route, status: 200 })).toThrow('400 to 599, found 200');
    expect(() => keeper.faults.clear('99')).toThrow("fault '99' was not found");
  });
});

describe('snapshots', () => {
  const rows = async () => (await hunt('DeviceInfo | project DeviceName | sort by DeviceName asc')).body.Results;

  test('rows come back as they were; a reset erases them', async () => {
    const { body: taken } = await post('/snapshots');
    await keeper.ingest('DeviceInfo', [{ Timestamp: '2026-03-01T13:00:00Z', DeviceName: 'mirror' }]);
    expect(await rows()).toEqual([{ DeviceName: 'lamp' }, { DeviceName: 'mirror' }]);
    await post('/quotas/spend', { quota: 'hunting', calls: 45 });
    await post(`/snapshots/${taken.id}/restore`);
    expect(await rows()).toEqual([{ DeviceName: 'lamp' }]);
    await post('/reset');
    expect(await rows()).toEqual([]);
    await keeper.restore(taken.id);
    expect(await rows()).toEqual([{ DeviceName: 'lamp' }]);
    await call('DELETE', `/sandbox/snapshots/${taken.id}`);
    expect(await post(`/snapshots/${taken.id}/restore`)).toMatchObject({ status: 404 });
  });
});
