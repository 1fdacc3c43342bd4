import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { password, signInAdministrator, signInUser } from '../../testing/sign-in.fixture.js';
import { startTestServer, type TestServer } from '../../testing/start-test-server.js';
import { createTestBrowser } from '../../testing/test-browser.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
// Attempts of one test must not slow down the next.
beforeEach(() => server.advance(2 * 3_600_000));

const userName = 'admin@sample.example';

describe('one-time links', () => {
  test('a link opens once, sets the password, signs in, and the password then works', async () => {
    const browser = await signInAdministrator(server);
    expect((await browser.open('/account')).text).toContain(userName);
    const other = createTestBrowser(server.url);
    await other.open('/sign-in');
    const shown = await other.submit('/sign-in', { user_name: userName, password });
    expect(shown.text).toContain('Your account');
  });

  test('a used, unknown or mistyped link says so; different or weak passwords leave it usable', async () => {
    const token = await server.platform.signIn.invitations.create(server.sample.administrator.id, {
      ...{ actor: 'test', reason: 'test' },
    });
    const browser = createTestBrowser(server.url);
    expect((await browser.open('/invitation?token=guess')).status).toBe(410);
    await browser.open(`/invitation?token=${token}`);
    expect((await browser.submit('/invitation', { password, again: 'other' })).text).toContain('type the same twice');
    const weak = await browser.submit('/invitation', { password: 'password1234', again: 'password1234' });
    expect([weak.status, weak.text.includes('role="alert"')]).toEqual([400, true]);
    expect((await browser.submit('/invitation', { password, again: password })).text).toContain('Your account');
    expect((await browser.open(`/invitation?token=${token}`)).status).toBe(410);
  });
});

describe('the pages', () => {
  test('run no script, load nothing foreign, cannot be framed, and their cookies are closed to scripts', async () => {
    const browser = createTestBrowser(server.url);
    const { headers, text } = await browser.open('/sign-in');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('script-src');
    expect(policy).not.toContain('unsafe');
    expect(text).not.toMatch(/<script|style=|\son\w+=/);
    expect(browser.setCookies).toEqual([
      expect.stringMatching(/^gk-browser=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect((await browser.open('/pages/style.css')).headers.get('content-type')).toContain('text/css');
  });

  test('every field has a label, and the language is named', async () => {
    const browser = await signInAdministrator(server);
    for (const path of ['/account', '/device']) {
      const { text } = await browser.open(path);
      expect(text).toContain('<html lang="en">');
      const visible = [...text.matchAll(/<input id="([^"]+)"/g)].map(([, id]) => id);
      expect(visible.length).toBeGreaterThan(0);
      for (const id of visible) expect(text).toContain(`<label for="${id}">`);
    }
  });

  test('show hostile names as text', async () => {
    const browser = await signInUser(server);
    expect((await browser.open('/account')).text).toContain('Ada &lt;b&gt;L&lt;/b&gt;');
    const { text } = await browser.open(`/sign-in?login_hint=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(text).not.toContain('<script>');
  });

  test('lead nowhere else after signing in', async () => {
    for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
      const browser = createTestBrowser(server.url);
      await browser.open(`/sign-in?next=${encodeURIComponent(next)}`);
      const shown = await browser.submit('/sign-in', { user_name: userName, password, next });
      expect(shown.leftFor).toBeNull();
    }
  });

  test('a failure is a page too', async () => {
    const { status, headers, text } = await createTestBrowser(server.url).open('/sign-in/outside');
    expect([status, headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(text).toContain('<h1>Not found</h1>');
  });
});

describe('forms from elsewhere', () => {
  test('are refused without the token, with that of another browser, and when the browser says so', async () => {
    const browser = await signInAdministrator(server);
    await browser.open('/account');
    const token = browser.form('/sign-out')?.get('form_token') ?? '';
    const stranger = createTestBrowser(server.url);
    await stranger.open('/sign-in');
    const foreign = stranger.form('/sign-in')?.get('form_token') ?? '';
    for (const [fields, headers] of [
      [{}, {}],
      [{ form_token: foreign }, {}],
      [{ form_token: `${token}x` }, {}],
      [{ form_token: token }, { 'sec-fetch-site': 'cross-site' }],
      [{ form_token: token }, { 'sec-fetch-site': 'same-site' }],
    ] as [Record<string, string>, Record<string, string>][]) {
      expect((await browser.post('/sign-out', fields, headers)).status).toBe(403);
    }
    expect((await browser.open('/account')).text).toContain('Your account');
    await browser.post('/sign-out', { form_token: token });
    expect((await browser.open('/account')).text).toContain('<h1>Sign in</h1>');
  });

  test('a token from before signing in means nothing after', async () => {
    const browser = createTestBrowser(server.url);
    await browser.open('/sign-in');
    const before = browser.form('/sign-in')?.get('form_token') ?? '';
    await browser.submit('/sign-in', { user_name: userName, password });
    expect((await browser.post('/sign-out', { form_token: before })).status).toBe(403);
  });
});

test('signing out ends the session on the server, not only in the browser', async () => {
  const browser = await signInAdministrator(server);
  const kept = browser.cookies.get('gk-session') ?? '';
  await browser.open('/account');
  await browser.submit('/sign-out');
  const headers = { cookie: `gk-session=${kept}` };
  const response = await fetch(`${server.url}/account`, { headers, redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/sign-in?next=%2Faccount']);
});

test('guessing is slowed down, for known and unknown names alike', async () => {
  const browser = createTestBrowser(server.url);
  await browser.open('/sign-in');
  const guess = (name: string) => browser.submit('/sign-in', { user_name: name, password: 'wrong' });
  for (const name of [userName, 'nobody@sample.example']) {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) statuses.push((await guess(name)).status);
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429]);
  }
});

test('a second factor is set up, asked for, and accepts no code twice', async () => {
  const browser = await signInUser(server, 'totp@sample.example');
  await browser.open('/account');
  const offer = await browser.submit('/account/second-factor');
  expect(offer.text).toContain('src="data:image/png;base64,');
  const secret = /<p class="code">([A-Z2-7]+)<\/p>/.exec(offer.text)?.[1] ?? '';
  const codeNow = () =>
    new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 }).generate({ timestamp: server.now() });
  await browser.submit('/account/second-factor/confirm', { code: codeNow() });
  await browser.open('/account');
  await browser.submit('/sign-out');

  server.advance(30_000);
  const code = codeNow();
  const signIn = async (with_: string) => {
    const fresh = createTestBrowser(server.url);
    await fresh.open('/sign-in?next=/device');
    await fresh.submit('/sign-in', { user_name: 'totp@sample.example', password });
    expect(fresh.cookies.has('gk-session')).toBe(false);
    return (await fresh.submit('/sign-in/code', { code: with_ })).text;
  };
  expect(await signIn(code)).toContain('Enter the code');
  expect(await signIn(code)).toContain('wrong or was used before');
});

test('the password can be changed, and every session but this one ends', async () => {
  const browser = await signInUser(server, 'change@sample.example');
  const elsewhere = createTestBrowser(server.url);
  await elsewhere.open('/sign-in');
  await elsewhere.submit('/sign-in', { user_name: 'change@sample.example', password });
  await browser.open('/account');
  const wrong = await browser.submit('/account/password', { current: 'wrong', password: 'another-lantern-42' });
  expect(wrong.text).toContain('role="alert"');
  await browser.submit('/account/password', { current: password, password: 'another-lantern-42' });
  expect((await browser.open('/account')).text).toContain('Your account');
  expect((await elsewhere.open('/account')).text).toContain('<h1>Sign in</h1>');
});
