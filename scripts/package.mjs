// Packs the command as one npm package: the workspaces' builds travel inside it, everything else comes from the registry.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const inner = ['kql', 'lake', 'platform', 'server'];
const manifest = (name) => JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
const target = resolve(process.argv[2] ?? root);

const stage = mkdtempSync(join(tmpdir(), 'gamekeeper-package-'));
try {
  const cli = manifest('cli');
  const dependencies = {};
  for (const name of [...inner, 'cli']) Object.assign(dependencies, manifest(name).dependencies);
  // The workspaces lie in the package's own node_modules; without dependencies of their own they find the package's.
  for (const name of inner) {
    const { dependencies: _, ...rest } = manifest(name);
    const folder = join(stage, 'node_modules', rest.name);
    mkdirSync(folder, { recursive: true });
    for (const shipped of rest.files) {
      cpSync(join(root, 'packages', name, shipped), join(folder, shipped), { recursive: true, filter: isShipped });
    }
    writeFileSync(join(folder, 'package.json'), JSON.stringify(rest, null, 2));
  }
  for (const folder of ['bin', 'dist']) {
    cpSync(join(root, 'packages/cli', folder), join(stage, folder), { recursive: true, filter: isShipped });
  }
  for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md']) cpSync(join(root, file), join(stage, file));
  const bundled = inner.map((name) => manifest(name).name);
  writeFileSync(
    join(stage, 'package.json'),
    JSON.stringify({ ...cli, dependencies, bundleDependencies: bundled }, null, 2),
  );
  const { status } = spawnSync('npm', ['pack', '--pack-destination', target, '--loglevel=error'], {
    cwd: stage,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(stage, { recursive: true, force: true });
}

function isShipped(path) {
  return !/\.(test|fixture)\.|\.tsbuildinfo$|[\\/]testing([\\/]|$)|conformance\./.test(path);
}
