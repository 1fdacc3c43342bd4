import { createHash } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIdentity, type Identity, openSealer, type Sample, type Sealer, seedSample } from '../identity/index.js';
import { openRecords, type Records } from '../records/index.js';
import type { Account } from './accounts.js';
import { createSignIn, type SignIn } from './create-sign-in.js';
import { hashPassword } from './passwords.js';
import type { NewFamily } from './token-families.js';

const minute = 60_000;
const day = 86_400_000;
const by = { actor: 'test', reason: 'test' };
const password = 'lantern-orbit-quilt-7';
const address = '192.0.2.1';
const redirectUri = 'https://app.example/back';

let directory: string;
let now = Date.parse('2026-01-01T00:00:00Z');
let records: Records;
let sealer: Sealer;
let identity: Identity;
let sample: Sample;
let signIn: SignIn;
let admin: Account;
let passwordHash: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gamekeeper-sign-in-'));
  const blank = process.env.GAMEKEEPER_BLANK_DIRECTORY;
  if (blank !== undefined) await cp(blank, directory, { recursive: true });
  records = await openRecords({ directory, clock: () => now });
  sealer = await openSealer(directory);
  identity = createIdentity({ records, clock: () => now, sealer, isOwnHost: () => true });
  sample = await seedSample(identity);
  passwordHash = await hashPassword(password);
});
afterAll(async () => {
  await records.close();
  await rm(directory, { recursive: true, force: true });
});

/** A platform that just started, with an administrator who has set their password. */
beforeEach(async () => {
  now += day;
  signIn = createSignIn({ records, clock: () => now, sealer, families: identity.families });
  const set = { password_hash: passwordHash, totp_secret: null, totp_last_step: null };
  await records.db.updateTable('person').set(set).where('id', '=', sample.administrator.id).execute();
  const found = await signIn.accounts.find(sample.administrator.id);
  if (found === null) throw new Error('expected the administrator');
  admin = found;
});

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error) => error.code,
  );
const tryPassword = (guess: string, from = address, userName = admin.userName) =>
  codeOf(signIn.passwords.withPassword({ userName, password: guess, address: from }));
const family = (): NewFamily => ({
  ...{ applicationId: sample.application.id, personId: admin.id, tenantId: sample.tenant.id },
  ...{ methods: ['pwd'], signedInAt: now },
});

describe('one-time links', () => {
  test('there is no password before a link was used, and a link works once, for a day', async () => {
    const token = await signIn.invitations.create(admin.id, by);
    expect((await signIn.invitations.find(token))?.userName).toBe(admin.userName);
    expect(await codeOf(signIn.invitations.redeem({ token, password: 'short' }))).toBe('password-weak');
    await signIn.invitations.redeem({ token, password });
    expect(await codeOf(signIn.invitations.redeem({ token, password }))).toBe('link-invalid');
    const late = await signIn.invitations.create(admin.id, by);
    now += day - 1;
    expect(await signIn.invitations.find(late)).not.toBeNull();
    now += 1;
    expect(await codeOf(signIn.invitations.redeem({ token: late, password }))).toBe('link-invalid');
  });

  test('of two uses at once one sets the password', async () => {
    const token = await signIn.invitations.create(admin.id, by);
    const codes = await Promise.all([1, 2].map(() => codeOf(signIn.invitations.redeem({ token, password }))));
    expect(codes.sort()).toEqual(['link-invalid', 'none']);
  });

  test('a new link ends the one before, and using it ends sessions and tokens', async () => {
    const first = await signIn.invitations.create(admin.id, by);
    const second = await signIn.invitations.create(admin.id, by);
    expect(await signIn.invitations.find(first)).toBeNull();
    const session = await signIn.sessions.start({ account: admin, methods: ['pwd'], address }, by);
    const code = await signIn.codes.issue({ family: family(), redirectUri, scope: 'x', nonce: null, challenge: null });
    await signIn.invitations.redeem({ token: second, password });
    expect(await signIn.sessions.find(session)).toBeNull();
    const redemption = { code, applicationId: sample.application.id, redirectUri, verifier: null };
    expect(await codeOf(signIn.codes.redeem(redemption))).toBe('family-revoked');
  });

  test('neither link nor password stands in the state or its events', async () => {
    const token = await signIn.invitations.create(admin.id, by);
    const rows = [await records.db.selectFrom('invitation').selectAll().execute(), await records.events.list()];
    const text = JSON.stringify([...rows, await records.db.selectFrom('person').selectAll().execute()]);
    expect(text).not.toContain(token);
    expect(text).not.toContain(password);
  });
});

describe('passwords', () => {
  test('the right one signs in, whatever the case of the name; wrong name and wrong password are refused alike', async () => {
    expect(await tryPassword(password, address, ` ${admin.userName.toUpperCase()} `)).toBe('none');
    const refusals = await Promise.all([
      signIn.passwords.withPassword({ userName: 'nobody', password, address }).catch((error) => error.message),
      signIn.passwords.withPassword({ userName: admin.userName, password: 'x', address }).catch((e) => e.message),
    ]);
    expect(refusals[0]).toBe(refusals[1]);
  });

  test('guessing an account slows down to one guess a minute, and never locks it', async () => {
    for (let guess = 0; guess < 5; guess += 1)
      expect(await tryPassword('wrong', `192.0.2.${guess}`)).toBe('credentials-wrong');
    expect(await tryPassword(password, '198.51.100.1')).toBe('throttled');
    now += 1000;
    expect(await tryPassword('wrong', '198.51.100.1')).toBe('credentials-wrong');
    now += 1999;
    expect(await tryPassword(password, '198.51.100.1')).toBe('throttled');
    now += 1;
    expect(await tryPassword(password, '198.51.100.1')).toBe('none');
    expect(await tryPassword('wrong')).toBe('credentials-wrong');
  });

  test('guesses sent at once count one by one, for unknown names too', async () => {
    const codes = await Promise.all(
      Array.from({ length: 8 }, () => tryPassword('wrong', address, 'nobody@else.example')),
    );
    expect(codes.filter((code) => code === 'throttled')).toHaveLength(3);
  });

  test('a suspended person, or one of a suspended tenant, signs in nowhere', async () => {
    const session = await signIn.sessions.start({ account: admin, methods: ['pwd'], address }, by);
    for (const [table, id] of [
      ['person', admin.id],
      ['tenant', sample.tenant.id],
    ] as const) {
      const set = (state: 'active' | 'suspended') =>
        records.db.updateTable(table).set({ state }).where('id', '=', id).execute();
      await set('suspended');
      expect(await tryPassword(password)).toBe('credentials-wrong');
      expect(await signIn.sessions.find(session)).toBeNull();
      await set('active');
    }
    expect(await signIn.sessions.find(session)).not.toBeNull();
  });

  test('changing it asks for the present one, and ends the sessions', async () => {
    const session = await signIn.sessions.start({ account: admin, methods: ['pwd'], address }, by);
    const change = (current: string, next: string) =>
      codeOf(signIn.passwords.changePassword({ account: admin, current, next, address }));
    expect(await change('wrong', 'another-lantern-42')).toBe('credentials-wrong');
    expect(await change(password, 'password1234')).toBe('password-weak');
    expect(await change(password, 'another-lantern-42')).toBe('none');
    expect(await signIn.sessions.find(session)).toBeNull();
    expect(await tryPassword('another-lantern-42')).toBe('none');
  });
});

describe('one-time codes', () => {
  const codeAt = (secret: string, timestamp: number) =>
    new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30, algorithm: 'SHA1' }).generate({ timestamp });

  async function enrol(): Promise<string> {
    const { secret, ticket, address: uri } = await signIn.secondFactors.offer(admin);
    expect(uri).toContain(`secret=${secret}`);
    await signIn.secondFactors.confirm({ account: admin, ticket, code: codeAt(secret, now) }, by);
    admin = (await signIn.accounts.find(admin.id)) ?? admin;
    return secret;
  }
  async function signInWith(code: string): Promise<string> {
    const half = await signIn.passwords.withPassword({ userName: admin.userName, password, address });
    if (!('ticket' in half)) return 'no code asked';
    return codeOf(signIn.passwords.withCode({ ticket: half.ticket, code, address }));
  }

  test('once enrolled a code is asked for, and none is accepted twice, the enrolling one included', async () => {
    const secret = await enrol();
    expect(await signInWith(codeAt(secret, now))).toBe('one-time-code-wrong');
    now += 30_000;
    const code = codeAt(secret, now);
    expect(await signInWith(code)).toBe('none');
    expect(await signInWith(code)).toBe('one-time-code-wrong');
    expect(await signInWith(codeAt(secret, now - 30_000))).toBe('one-time-code-wrong');
    expect(await signInWith(codeAt(secret, now + 30_000))).toBe('none');
    expect(await signInWith('abc')).toBe('one-time-code-wrong');
  });

  test('enrolling needs the right first code and the offer made to that person', async () => {
    const offer = await signIn.secondFactors.offer(admin);
    const confirm = (ticket: string, code: string, account = admin) =>
      codeOf(signIn.secondFactors.confirm({ account, ticket, code }, by));
    const right = codeAt(offer.secret, now);
    expect(await confirm(offer.ticket, right === '000000' ? '000001' : '000000')).toBe('one-time-code-wrong');
    expect(await confirm(offer.ticket, right, { ...admin, id: sample.tenant.id })).toBe('enrolment-invalid');
    expect(await confirm(`${offer.ticket}x`, right)).toBe('enrolment-invalid');
    now += 15 * minute;
    expect(await confirm(offer.ticket, codeAt(offer.secret, now))).toBe('enrolment-invalid');
  });

  test('removing it takes a code', async () => {
    const secret = await enrol();
    now += minute;
    const remove = (code: string) => codeOf(signIn.secondFactors.remove({ account: admin, code }, by));
    expect(await remove('12')).toBe('one-time-code-wrong');
    expect(await remove(codeAt(secret, now))).toBe('none');
    expect(await signInWith('')).toBe('no code asked');
  });

  test('a ticket of the password step opens nothing else and grows old', async () => {
    await enrol();
    const half = await signIn.passwords.withPassword({ userName: admin.userName, password, address });
    const ticket = 'ticket' in half ? half.ticket : '';
    expect(await codeOf(signIn.secondFactors.confirm({ account: admin, ticket, code: '1' }, by))).toBe(
      'enrolment-invalid',
    );
    now += 15 * minute;
    expect(await codeOf(signIn.passwords.withCode({ ticket, code: '1', address }))).toBe('credentials-wrong');
  });
});

test('a session lives eight hours or until its end, and its cookie is nowhere', async () => {
  const start = () => signIn.sessions.start({ account: admin, methods: ['pwd'], address }, by);
  const [kept, ended] = [await start(), await start()];
  await signIn.sessions.end(ended);
  expect(await signIn.sessions.find(ended)).toBeNull();
  now += 8 * 60 * minute - 1;
  expect(await signIn.sessions.find(kept)).toMatchObject({ account: { id: admin.id }, methods: ['pwd'] });
  expect(JSON.stringify(await records.db.selectFrom('session').selectAll().execute())).not.toContain(kept);
  now += 1;
  expect(await signIn.sessions.find(kept)).toBeNull();
});

describe('authorization codes', () => {
  const verifier = 'v'.repeat(43);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const issue = (given: string | null = challenge) =>
    signIn.codes.issue({ family: family(), redirectUri, scope: 'openid x', nonce: 'n', challenge: given });
  const redeem = async (code: string, more = {}) =>
    signIn.codes.redeem({ code, applicationId: sample.application.id, redirectUri, verifier, ...more });

  test.each([
    ['code-unknown', 'another application', { applicationId: '00000000-0000-4000-8000-000000000000' }],
    ['redirect-different', 'another address', { redirectUri: `${redirectUri}/` }],
    ['verifier-wrong', 'another verifier', { verifier: 'w'.repeat(43) }],
    ['verifier-wrong', 'no verifier', { verifier: null }],
  ])('%s for %s, after which the right one still redeems it', async (code, _, more) => {
    const issued = await issue();
    expect(await codeOf(redeem(issued, more))).toBe(code);
    expect(await redeem(issued)).toMatchObject({ scope: 'openid x', nonce: 'n', family: { personId: admin.id } });
  });

  test('a verifier where no challenge was sent is refused: the request was tampered with', async () => {
    expect(await codeOf(redeem(await issue(null)))).toBe('verifier-wrong');
    expect(await codeOf(redeem(await issue(null), { verifier: null }))).toBe('none');
  });

  test('expires after ten minutes', async () => {
    const code = await issue();
    now += 10 * minute;
    expect(await codeOf(redeem(code))).toBe('code-expired');
  });

  test('a second use is refused and ends what the first one gave', async () => {
    const code = await issue();
    const { family: given } = await redeem(code);
    const refresh = await signIn.refreshTokens.issue(given, 'x');
    expect(await identity.families.isLive(given.id)).toBe(true);
    expect(await codeOf(redeem(code))).toBe('code-redeemed');
    expect(await codeOf(signIn.refreshTokens.find(refresh, sample.application.id))).toBe('family-revoked');
    expect(await identity.families.isLive(given.id)).toBe(false);
  });

  test('of ten uses at once none keeps its tokens', async () => {
    const code = await issue();
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => redeem(code)));
    const given = results.filter((result) => result.status === 'fulfilled');
    expect(given.length).toBeLessThanOrEqual(1);
    for (const { value } of given) expect(await identity.families.isLive(value.family.id)).toBe(false);
  });
});

describe('refresh tokens', () => {
  async function first() {
    const code = await signIn.codes.issue({ family: family(), redirectUri, scope: 'x', nonce: null, challenge: null });
    const redemption = { code, applicationId: sample.application.id, redirectUri, verifier: null };
    const redeemed = await signIn.codes.redeem(redemption);
    return { family: redeemed.family, token: await signIn.refreshTokens.issue(redeemed.family, 'x') };
  }
  const use = async (token: string, applicationId = sample.application.id) =>
    signIn.refreshTokens.replace(token, await signIn.refreshTokens.find(token, applicationId));

  test('using one twice ends the family', async () => {
    const { family: given, token } = await first();
    expect(await signIn.refreshTokens.find(token, sample.application.id)).toMatchObject({ family: given, scope: 'x' });
    const next = await use(token);
    expect(await signIn.refreshTokens.find(next, sample.application.id)).toMatchObject({ family: given, scope: 'x' });
    expect(await codeOf(use(token))).toBe('refresh-reused');
    expect(await codeOf(use(next))).toBe('family-revoked');
  });

  test('of two uses at once no token is left', async () => {
    const { token } = await first();
    const uses = await Promise.allSettled([use(token), use(token)]);
    for (const result of uses)
      if (result.status === 'fulfilled') expect(await codeOf(use(result.value))).toBe('family-revoked');
    expect(uses.some(({ status }) => status === 'rejected')).toBe(true);
  });

  test('belongs to its application, lives 14 days, and ends with its person', async () => {
    const { token } = await first();
    expect(await codeOf(use(token, sample.tenant.id))).toBe('refresh-unknown');
    const late = await first();
    now += 14 * day;
    expect(await codeOf(use(late.token))).toBe('refresh-expired');
    const other = await first();
    await records.db.updateTable('person').set({ state: 'suspended' }).where('id', '=', admin.id).execute();
    expect(await codeOf(use(other.token))).toBe('family-revoked');
    await records.db.updateTable('person').set({ state: 'active' }).where('id', '=', admin.id).execute();
  });
});

describe('device codes', () => {
  const ask = () => signIn.deviceCodes.issue({ applicationId: sample.application.id, tenantId: null, scope: 'x' });
  const poll = (code: string) => codeOf(signIn.deviceCodes.redeem(code, sample.application.id));

  test('pending, approved, redeemed once', async () => {
    const { deviceCode, userCode } = await ask();
    expect(userCode).toMatch(/^[B-Z]{4}-[B-Z]{4}$/);
    expect(await poll(deviceCode)).toBe('device-pending');
    expect(await signIn.deviceCodes.findPending(userCode.toLowerCase().replace('-', ' '))).toMatchObject({
      scope: 'x',
    });
    await signIn.deviceCodes.approve(userCode, family());
    expect(await codeOf(signIn.deviceCodes.approve(userCode, family()))).toBe('device-unknown');
    expect(await poll(deviceCode)).toBe('none');
    expect(await poll(deviceCode)).toBe('device-unknown');
  });

  test('declined, expired, unknown', async () => {
    const declined = await ask();
    await signIn.deviceCodes.decline(declined.userCode);
    expect(await poll(declined.deviceCode)).toBe('device-declined');
    const late = await ask();
    now += 15 * minute;
    expect(await poll(late.deviceCode)).toBe('device-expired');
    expect(await signIn.deviceCodes.findPending(late.userCode)).toBeNull();
    expect(await codeOf(signIn.deviceCodes.approve(late.userCode, family()))).toBe('device-unknown');
    expect(await poll('nonsense')).toBe('device-unknown');
  });
});

describe('an outside provider', () => {
  const outside = { issuer: 'https://login.example', name: 'Ada' };
  const person = (subject: string, verifiedEmail: string | null) => ({ ...outside, subject, verifiedEmail });

  test('is linked by verified mail once, and then known by its subject', async () => {
    const { resolve } = signIn.outsideAccounts;
    expect(await codeOf(resolve(person('s1', null)))).toBe('account-unknown');
    expect(await resolve(person('s1', admin.userName.toUpperCase()))).toMatchObject({ id: admin.id });
    expect(await resolve(person('s1', null))).toMatchObject({ id: admin.id });
    expect(await codeOf(resolve(person('s2', admin.userName)))).toBe('account-unknown');
  });

  test('brings nobody in unless configured, and then a user only', async () => {
    const { resolve } = signIn.outsideAccounts;
    const grace = person('s3', 'grace@sample.example');
    expect(await codeOf(resolve(grace))).toBe('account-unknown');
    expect(await resolve(grace, sample.tenant.id)).toMatchObject({ role: 'user', tenantId: sample.tenant.id });
    expect(await codeOf(resolve(person('s4', null), sample.tenant.id))).toBe('account-unknown');
  });
});

test('a token for a person stops counting the moment its family is revoked', async () => {
  const code = await signIn.codes.issue({ family: family(), redirectUri, scope: 'x', nonce: null, challenge: null });
  const redemption = { code, applicationId: sample.application.id, redirectUri, verifier: null };
  const { family: given } = await signIn.codes.redeem(redemption);
  const audience = identity.resolveAudience('https://graph.microsoft.com');
  if (audience === null) throw new Error('expected a resource');
  const { token } = await identity.issueUserToken({
    ...{ application: sample.application, credentialId: null, proof: 'public', audience, origin: 'https://localhost' },
    ...{ user: { family: given, userName: admin.userName, displayName: 'A' }, scopes: ['ThreatHunting.Read.All'] },
  });
  expect(await identity.verifyToken(token, ['graph'])).toMatchObject({
    ...{ userId: admin.id, scopes: ['ThreatHunting.Read.All'], roles: [], familyId: given.id },
  });
  await identity.families.revoke(given, 'test');
  expect(await codeOf(identity.verifyToken(token, ['graph']))).toBe('token-revoked');
});

test('an id token is no access token', async () => {
  const user = { family: { id: admin.id, ...family() }, userName: admin.userName, displayName: 'A' };
  const token = await identity.issueIdToken({ user, origin: 'https://localhost', version: '2.0', nonce: 'n' });
  expect(await codeOf(identity.verifyToken(token, ['graph']))).toBe('token-malformed');
});
