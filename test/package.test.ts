// The package as it ships: packed, installed into an empty folder, run.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gamekeeper-package-'));
const env = { ...process.env, GAMEKEEPER_DATA: join(folder, 'data') };
const run = (command: string, args: readonly string[], cwd: string) =>
  execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('packed, installed into an empty folder, it hunts', { timeout: 300_000 }, () => {
  run(process.execPath, [join(root, 'scripts/package.mjs'), folder], root);
  const [packed = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `./${packed}`], folder);

  expect(run('npx', ['gamekeeper', 'hunt', '--format', 'json', 'print 1'], folder)).toBe('[\n{"print_0":1}\n]\n');
  expect(run('npx', ['gamekeeper', '--version'], folder).trim()).toMatch(/^\d+\.\d+\.\d+$/);
  const shipped = run('npm', ['ls', '--all', '--parseable'], folder);
  expect(shipped).toContain(join('node_modules', '@gamekeeper', 'kql'));
});
