import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDuckDbEngine, tables } from '@gamekeeper/lake';
import { type Platform, startPlatform } from '@gamekeeper/server';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTermsEventsCommand } from './terms-events.js';
import { createTermsVerifyCommand } from './terms-verify.js';

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'gamekeeper-verify-'));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

const notAsked = () => Promise.reject(new Error('not asked'));

/** A platform on a directory of its own, which holds it until it is closed. */
async function start(name: string): Promise<Platform> {
  const clock = () => 0;
  return startPlatform({
    ...{ directory: join(parent, name), port: 0, clock },
    createServices: async () => ({
      hunting: { hunt: notAsked, plan: notAsked },
      engine: await createDuckDbEngine({ directory: null, tables, clock }),
    }),
  });
}

/** What `gamekeeper terms ARGS…` prints. */
async function run(...args: string[]): Promise<string> {
  const terms = new Command('terms').addCommand(createTermsVerifyCommand()).addCommand(createTermsEventsCommand());
  let printed = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  try {
    await terms.parseAsync(args, { from: 'user' });
  } finally {
    write.mockRestore();
  }
  return printed;
}

test('a trail is checked through its server, without one, and from a file by whoever has nothing else', async () => {
  const platform = await start('data');
  const data = platform.directory;
  const { id, hash } = await platform.records.events.head();
  const whole = `${id} events, unbroken\nhead ${hash}\n`;
  expect(await run('verify', '--data', data)).toBe(whole);
  await platform.close();
  expect(await run('verify', '--data', data)).toBe(whole);

  const text = await run('events', '--data', data);
  const file = join(parent, 'events.ndjson');
  await writeFile(file, text);
  expect(await run('verify', file)).toBe(whole);

  const lines = text.trimEnd().split('\n');
  const noted = JSON.parse(lines[1] ?? '').hash;
  expect(await run('verify', file, '--head', noted)).toContain(
    `the head that was given is event 2; ${id - 2} follow it`,
  );
  await writeFile(file, text.replace('"at":0,', '"at":1,'));
  await expect(run('verify', file)).rejects.toThrow(
    /^the chain is broken at event 1: expected hash .* \(0 events hold\)$/,
  );
  await writeFile(file, `${lines.slice(0, -1).join('\n')}\n`);
  await expect(run('verify', file, '--head', hash)).rejects.toThrow(/^the chain is broken at the end: expected head /);
});

test('what cannot be checked is named, and nothing is made in its place', async () => {
  const nothing = join(parent, 'nothing');
  await expect(run('verify', '--data', nothing)).rejects.toThrow(`no platform was started in ${nothing} yet`);
  await expect(stat(nothing)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(run('verify', '--data', nothing, '--head', 'abc')).rejects.toThrow(
    /^--head: expected 64 hexadecimal digits/,
  );
});
