// Installs and builds what is missing, so that `npm start` and `npm test` work from a fresh clone.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Runs a command in the root; ends this process with its exit code when it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Dependencies when the lock file is newer than what is installed, then whatever the compiler finds stale. */
export function prepare() {
  requireNode();
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed) || statSync(join(root, 'package-lock.json')).mtimeMs > statSync(installed).mtimeMs) {
    console.error('installing dependencies …');
    run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  if (isStale()) {
    console.error('building …');
    run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b']);
  }
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Gamekeeper needs Node 20.19 or newer, found ${process.versions.node}`);
  process.exit(1);
}

// A look at file times is far cheaper than starting the compiler.
function isStale() {
  const newest = Math.max(...sourceFolders().map(newestIn));
  const built = ['kql', 'lake', 'platform', 'server', 'cli'].map((name) =>
    join(root, 'packages', name, 'dist', '.tsbuildinfo'),
  );
  return built.some((file) => !existsSync(file)) || newest > Math.max(...built.map((file) => statSync(file).mtimeMs));
}

const sourceFolders = () =>
  readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name, 'src'))
    .filter(existsSync);

function newestIn(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) newest = Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return newest;
}
