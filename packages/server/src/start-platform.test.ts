import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDuckDbEngine, type Engine, tables } from '@gamekeeper/lake';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mintTokenOffline } from './local/mint-token-offline.js';
import { type EngineServices, type PlatformOptions, type ServiceContext, startPlatform } from './start-platform.js';
import { startTestServer } from './testing/start-test-server.js';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'gamekeeper-start-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const notAsked = () => Promise.reject(new Error('not asked'));
const open = async ({ clock }: ServiceContext): Promise<EngineServices> => ({
  hunting: { hunt: notAsked, plan: notAsked },
  engine: await createDuckDbEngine({ directory: null, tables, clock }),
});
const options = (more: Partial<PlatformOptions> = {}): PlatformOptions => ({
  directory: join(parent, 'data'),
  port: 0,
  clock: () => Date.parse('2026-01-01'),
  createServices: open,
  ...more,
});

test('the first start seeds, later ones find what is there; two at once are refused', async () => {
  const first = await startPlatform(options());
  await expect(startPlatform(options())).rejects.toMatchObject({ code: 'directory-in-use' });
  expect(first.sample?.secret).toMatch(/^gks_.{48}$/);
  await first.close();
  const { directory, clock } = options();
  const offline = await mintTokenOffline({ directory, clock, origin: 'http://127.0.0.1:7071' });
  const second = await startPlatform(options());
  const caller = await second.identity.verifyToken(offline.access_token, ['graph']);
  expect(caller.applicationId).toBe(first.sample?.application.id);
  expect(second.sample).toBeNull();
  const [tenant] = await second.identity.parties.tenants.list();
  expect(tenant?.id).toBe(first.sample?.tenant.id);
  await second.close();
});

test('a port in use is named, and the showing of the secret is not used up', async () => {
  const squatter = createTcpServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => squatter.once('listening', resolve));
  const { port } = squatter.address() as { port: number };
  let closed = 0;
  const counted = async (context: ServiceContext) => {
    const { hunting, engine } = await open(context);
    const close = async () => {
      closed += 1;
      await engine.close();
    };
    const get = (of: Engine, key: keyof Engine) => (key === 'close' ? close : of[key].bind(of));
    return { hunting, engine: new Proxy(engine, { get: (of, key) => get(of, key as keyof Engine) }) };
  };
  await expect(startPlatform(options({ port, createServices: counted }))).rejects.toMatchObject({
    code: 'port-in-use',
    message: `port ${port} on 127.0.0.1 is in use by another program`,
  });
  expect(closed).toBe(1);
  squatter.close();
  const platform = await startPlatform(options());
  expect(platform.sample).not.toBeNull();
  await platform.close();
});

test('a shutdown lets a request in flight finish and drops one that does not within the grace', async () => {
  const server = await startTestServer({ grace: 300 });
  let finish: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    finish = resolve;
  });
  async function* slow() {
    yield '[1]';
    await gate;
    yield '[2]';
  }
  async function* stuck() {
    yield '[1]';
    await new Promise(() => {});
  }
  const token = await server.token(server.url);
  const hunt = (chunks: AsyncIterable<string>) => {
    server.laidOut.chunks = chunks;
    return new Promise<{ text: Promise<string> }>((resolve, reject) => {
      const call = request(`${server.url}/api/advancedhunting/run`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      });
      call.on('error', reject);
      call.on('response', (response) => {
        const text = (async () => {
          let all = '';
          for await (const part of response.setEncoding('utf8')) all += part;
          return all;
        })();
        text.catch(() => {});
        resolve({ text });
      });
      call.end(JSON.stringify({ Query: 'T' }));
    });
  };
  const patient = await hunt(slow());
  const endless = await hunt(stuck());
  const closing = server.platform.close();
  finish();
  expect(JSON.parse(await patient.text).Results).toEqual([{ x: 1 }, { x: 2 }]);
  await expect(endless.text).rejects.toThrow();
  await closing;
  expect((await stat(join(server.platform.directory, 'state'))).isDirectory()).toBe(true);
  await server.close();
});
