import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimDataDirectory } from './data-directory.js';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'gamekeeper-data-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

test('a missing directory is created for its owner only, and can be claimed again after release', async () => {
  const path = join(parent, 'a', 'data');
  const claim = await claimDataDirectory(path);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  await expect(claimDataDirectory(path)).rejects.toMatchObject({ code: 'directory-in-use' });
  await claim.release();
  await (await claimDataDirectory(path)).release();
});

test('a directory with files of somebody else is left alone', async () => {
  await writeFile(join(parent, 'thesis.txt'), 'x');
  await expect(claimDataDirectory(parent)).rejects.toMatchObject({ code: 'directory-foreign' });
  await expect(stat(join(parent, 'lock.json'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a file in the place of the directory is named', async () => {
  await writeFile(join(parent, 'file'), 'x');
  await expect(claimDataDirectory(join(parent, 'file'))).rejects.toMatchObject({ code: 'directory-unwritable' });
});

test('a live process keeps its claim, a dead one loses it', async () => {
  const path = join(parent, 'data');
  await (await claimDataDirectory(path)).release();
  const lock = join(path, 'lock.json');
  const parentStart = await readFile(`/proc/${process.ppid}/stat`, 'utf8').then(
    (text) => text.slice(text.lastIndexOf(')') + 2).split(' ')[19],
    () => null,
  );
  await writeFile(lock, JSON.stringify({ pid: process.ppid, started: parentStart }));
  await expect(claimDataDirectory(path)).rejects.toMatchObject({
    code: 'directory-in-use',
    message: expect.stringContaining(String(process.ppid)),
  });
  await writeFile(lock, JSON.stringify({ pid: 2 ** 30, started: '1' }));
  await (await claimDataDirectory(path)).release();
  await mkdir(path, { recursive: true });
  await writeFile(lock, '');
  await (await claimDataDirectory(path)).release();
});
