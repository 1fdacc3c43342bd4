// Makes a keeper's data directory by copying one that was made before: a new state takes seconds, a copy a fraction of one.

import { rmSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, claimDataDirectory, openRecords } from '@gamekeeper/platform';

/** Names the machine, so that containers that share a folder for temporary files leave each other's alone. */
const prefix = `gamekeeper-keeper-${hostname()}-`;

/** A closed data directory and what was learnt when it was made. */
export interface Template<T> {
  readonly directory: string;
  readonly made: T;
}

/** Folders of this process, removed at its end. */
export interface KeeperFolders {
  /** A copy of the directory that `make` makes, at most once for a key. */
  copy<T>(key: string, make: (folders: KeeperFolders) => Promise<Template<T>>): Promise<Template<T>>;
  /** A copy of a directory with a migrated state and nothing in it: the part of a first start that takes longest. */
  copyBlank(): Promise<string>;
}

let opened: Promise<KeeperFolders> | null = null;

/** @example const { directory } = await (await keeperFolders(systemClock)).copy('sample', makeSample); */
export function keeperFolders(clock: Clock): Promise<KeeperFolders> {
  opened ??= open(clock).catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

async function open(clock: Clock): Promise<KeeperFolders> {
  await sweep();
  const parent = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  process.once('exit', () => rmSync(parent, { recursive: true, force: true }));
  const templates = new Map<string, Promise<Template<unknown>>>();
  let count = 0;
  const fresh = () => join(parent, String(++count));
  const folders: KeeperFolders = {
    async copy<T>(key: string, make: (folders: KeeperFolders) => Promise<Template<T>>) {
      const template = templates.get(key) ?? make(folders);
      templates.set(key, template);
      template.catch(() => templates.delete(key));
      const { directory: source, made } = await template;
      const directory = fresh();
      await cp(source, directory, { recursive: true });
      return { directory, made: made as T };
    },
    copyBlank: async () => (await folders.copy('', () => makeBlank(fresh(), clock))).directory,
  };
  return folders;
}

async function makeBlank(directory: string, clock: Clock): Promise<Template<null>> {
  const claim = await claimDataDirectory(directory);
  try {
    await (await openRecords({ directory, clock })).close();
    return { directory, made: null };
  } finally {
    await claim.release();
  }
}

/** Removes what processes of this machine left behind that were killed. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = name.startsWith(prefix) ? (/^(\d+)-/.exec(name.slice(prefix.length)) ?? []) : [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Another user's process counts as running: its folder is not ours to remove. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
