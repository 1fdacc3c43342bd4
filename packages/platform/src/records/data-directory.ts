// Claims a data directory: ours by its marker file, private to the user, and held by one process at a time.

import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { RecordsError } from './records-error.js';

const marker = 'gamekeeper.json';
const lockFile = 'lock.json';
const held = new Set<string>();

/** A claimed data directory; `release` gives it back. */
export interface DataDirectory {
  /** Absolute path. */
  readonly path: string;
  release(): Promise<void>;
}

/**
 * Creates the directory (mode 0700) when it is missing, and takes it for this process.
 * @throws RecordsError `directory-foreign` when it holds files that are not ours, `directory-unwritable`,
 * `directory-in-use` when another live process (or this one) holds it.
 */
export async function claimDataDirectory(directory: string): Promise<DataDirectory> {
  const path = resolve(directory);
  await prepare(path);
  if (held.has(path)) throw inUse(path, process.pid);
  held.add(path);
  try {
    await lock(path);
  } catch (error) {
    held.delete(path);
    throw error;
  }
  return {
    path,
    async release() {
      if (!held.delete(path)) return;
      await rm(join(path, lockFile), { force: true });
    },
  };
}

async function prepare(path: string): Promise<void> {
  try {
    const firstCreated = await mkdir(path, { recursive: true, mode: 0o700 });
    const entries = (await readdir(path)).filter((name) => name !== 'lost+found');
    if (!entries.includes(marker)) {
      if (entries.length > 0) {
        throw new RecordsError(
          'directory-foreign',
          `${path} is not a Gamekeeper data directory: expected it empty or with ${marker}, found ${entries.length} other entries`,
        );
      }
      if (firstCreated === undefined) await chmod(path, 0o700);
      await writeFile(join(path, marker), `${JSON.stringify({ format: 1 })}\n`, { mode: 0o600 });
    }
  } catch (error) {
    throw asRecordsError(error, path);
  }
}

async function lock(path: string): Promise<void> {
  const file = join(path, lockFile);
  const content = JSON.stringify({ pid: process.pid, started: await processStart(process.pid) });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await writeFile(file, content, { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw asRecordsError(error, path);
    }
    const holder = await liveHolder(file);
    if (holder !== null) throw inUse(path, holder);
    await rm(file, { force: true });
  }
  throw new RecordsError('directory-in-use', `${path} is being claimed by several processes at once`);
}

/** The pid of the process that still holds the lock, or null when it died without giving it back. */
async function liveHolder(file: string): Promise<number | null> {
  let holder: { pid?: unknown; started?: unknown };
  try {
    holder = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
  if (typeof holder.pid !== 'number' || holder.pid === process.pid) return null;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return isErrno(error, 'EPERM') ? holder.pid : null;
  }
  // A process of another start time only inherited the number.
  return (await processStart(holder.pid)) === holder.started ? holder.pid : null;
}

/** Start of a process in kernel ticks since boot where the system tells it (Linux), else null. */
async function processStart(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function inUse(path: string, pid: number): RecordsError {
  return new RecordsError('directory-in-use', `${path} is in use by another Gamekeeper (process ${pid})`);
}

function asRecordsError(error: unknown, path: string): unknown {
  if (error instanceof RecordsError || !(error instanceof Error) || !('code' in error)) return error;
  const where = isErrno(error, 'EEXIST') || isErrno(error, 'ENOTDIR') ? `${path} (under ${dirname(path)})` : path;
  return new RecordsError('directory-unwritable', `${where} cannot be used as data directory: ${error.message}`, {
    cause: error,
  });
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
