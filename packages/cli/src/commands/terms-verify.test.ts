import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDuckDbEngine, tables } from '@gamekeeper/lake';
import { claimDataDirectory, openRecords } from '@gamekeeper/platform';
import { startPlatform } from '@gamekeeper/server';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTermsEventsCommand } from './terms-events.js';
import { createTermsVerifyCommand } from './terms-verify.js';

let parent: string;
let data: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'gamekeeper-verify-'));
  data = join(parent, 'data');
  const claim = await claimDataDirectory(data);
  const records = await openRecords({ directory: data, clock: () => 0 });
  for (const subject of ['a', 'b', 'c']) {
    await records.change({ by: { actor: 'operator', reason: 'test' }, kind: 'test.made', subject }, async () => {});
  }
  await records.close();
  await claim.release();
});
afterAll(() => rm(parent, { recursive: true, force: true }));

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

test('a data directory is checked without a server, and its export by whoever has nothing else', async () => {
  const text = await run('events', '--data', data);
  const lines = text.trimEnd().split('\n');
  const head = JSON.parse(lines[2] ?? '').hash;
  expect(await run('verify', '--data', data)).toBe(`3 events, unbroken\nhead ${head}\n`);
  const file = join(parent, 'events.ndjson');
  await writeFile(file, text);
  expect(await run('verify', file)).toBe(`3 events, unbroken\nhead ${head}\n`);

  const noted = JSON.parse(lines[1] ?? '').hash;
  expect(await run('verify', file, '--head', noted)).toContain('the head that was given is event 2; 1 follow it');
  await writeFile(file, text.replace('"subject":"b"', '"subject":"x"'));
  await expect(run('verify', file)).rejects.toThrow(
    /^the chain is broken at event 2: expected hash .* \(1 events hold\)$/,
  );
  await writeFile(file, `${lines.slice(0, 2).join('\n')}\n`);
  await expect(run('verify', file, '--head', head)).rejects.toThrow(/^the chain is broken at the end: expected head /);
});

test('a directory that a server holds is checked through the server', async () => {
  const clock = () => 0;
  const platform = await startPlatform({
    ...{ directory: join(parent, 'served'), port: 0, clock },
    createServices: async () => ({
      hunting: { hunt: () => Promise.reject(new Error('not asked')) },
      engine: await createDuckDbEngine({ directory: null, tables, clock }),
    }),
  });
  const { id, hash } = await platform.records.events.head();
  expect(await run('verify', '--data', platform.directory)).toBe(`${id} events, unbroken\nhead ${hash}\n`);
  await platform.close();
});

test('what cannot be checked is named, and nothing is made in its place', async () => {
  const nothing = join(parent, 'nothing');
  await expect(run('verify', '--data', nothing)).rejects.toThrow(`no platform was started in ${nothing} yet`);
  await expect(stat(nothing)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(run('verify', '--data', data, '--head', 'abc')).rejects.toThrow(
    /^--head: expected 64 hexadecimal digits/,
  );
});
