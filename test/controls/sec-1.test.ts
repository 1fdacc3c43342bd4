// SEC-1: what is safe is the default: TLS beyond loopback, strict headers, closed files, no secret in the clear, and queries that reach neither files nor network.

import { readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError, startPlatform } from '@gamekeeper/server';
import { expect, test } from 'vitest';
import { startGamekeeper } from './harness.js';

const gamekeeper = await startGamekeeper();
const { directory } = gamekeeper.platform;
const { secret } = await gamekeeper.addClient();

test('SEC-1: without TLS the platform listens on loopback only, unless a proxy in front of it is named', async () => {
  const start = (host: string) =>
    startPlatform({
      ...{ directory: join(tmpdir(), 'gamekeeper-never-made'), port: 0, host, clock: gamekeeper.now },
      createServices: () => Promise.reject(new Error('it went on')),
    });
  for (const host of ['0.0.0.0', '::', '192.0.2.1']) {
    const refused = await start(host).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StartError);
    expect(refused).toMatchObject({ code: 'address-insecure', message: expect.stringContaining(host) });
  }
  expect(gamekeeper.platform.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
});

test('SEC-1: every answer, refusals included, carries strict headers and names no software', async () => {
  for (const path of ['/healthz', '/nowhere', '/api/advancedhunting/run', '/terms']) {
    const { headers } = await gamekeeper.fetch(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect([headers.get('server'), headers.get('x-powered-by')]).toEqual([null, null]);
  }
});

test('SEC-1: the data directory is for its owner alone, and no file in it holds a secret or a private key in the clear', async () => {
  expect((await stat(directory)).mode & 0o077).toBe(0);
  await gamekeeper.platform.gate.audit.flush();
  const keys = await gamekeeper.platform.records.db.selectFrom('signing_key').select('sealed_private_key').execute();
  expect(keys.length).toBeGreaterThan(0);
  for (const { sealed_private_key } of keys) expect(sealed_private_key).not.toMatch(/"(?:d|kty)"/);
  const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    expect((await readFile(join(parentPath, name))).includes(secret), name).toBe(false);
  }
});

test('SEC-1: the endpoints of the machine itself are closed without its key', async () => {
  expect((await gamekeeper.fetch('/local/status')).status).toBe(401);
  expect((await gamekeeper.fetch('/local/status', { headers: { 'x-gamekeeper-key': 'guess' } })).status).toBe(401);
  const { key } = JSON.parse(await readFile(join(directory, 'server.json'), 'utf8'));
  expect((await gamekeeper.fetch('/local/status', { headers: { 'x-gamekeeper-key': key } })).status).toBe(200);
});

test.each([
  'externaldata(x: string) ["https://example.org/x.csv"]',
  'externaldata(x: string) ["/etc/passwd"] with (format="txt")',
  "read_csv('/etc/passwd')",
  'database("other").DeviceEvents',
  'evaluate http_request("https://example.org")',
])('SEC-1: %s is refused', async (query) => {
  const { status, text } = await gamekeeper.hunt(query);
  expect(status).toBe(400);
  expect(text).not.toContain('root:');
});
