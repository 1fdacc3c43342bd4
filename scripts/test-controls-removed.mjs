// `npm run test:controls-removed`: takes each control out of a copy of the sources, one at a time, and expects the control's own test to fail.

import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run as runTool } from './prepare.mjs';

const parallel = 2;
/** Milliseconds after which a run is ended: a control taken out may well let something run on. */
const longest = 600_000;
const removals = JSON.parse(await readFile(join(root, 'test/controls/removals.json'), 'utf8'));
const asked = process.argv.slice(2).map((id) => id.toUpperCase());
const ids = Object.keys(removals).filter((id) => asked.length === 0 || asked.includes(id));
const unknown = asked.filter((id) => !Object.hasOwn(removals, id));
if (unknown.length > 0) fail(`expected ids of controls, found ${unknown.join(', ')}`);

runTool(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b']);
const folder = await mkdtemp(join(tmpdir(), 'gamekeeper-removed-'));
const begun = process.hrtime.bigint();
try {
  const copies = await Promise.all(Array.from({ length: parallel }, (_, index) => copyTo(join(folder, `${index}`))));
  const pending = [...ids];
  const results = new Map();
  await Promise.all(copies.map((copy) => work(copy, pending, results)));
  report(results);
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Sources and builds, with the packages of the copy in place of those of the checkout. */
async function copyTo(copy) {
  await mkdir(join(copy, 'node_modules/@gamekeeper'), { recursive: true });
  for (const name of ['package.json', 'tsconfig.json', 'tsconfig.base.json', 'vitest.config.ts']) {
    await cp(join(root, name), join(copy, name));
  }
  const isSource = (path) => !path.includes('/node_modules') && !path.endsWith('.tsbuildinfo');
  for (const name of ['packages', 'test']) {
    await cp(join(root, name), join(copy, name), {
      recursive: true,
      filter: (path) => isSource(path.slice(root.length)),
    });
  }
  for (const name of await readdir(join(root, 'node_modules'))) {
    if (name === '@gamekeeper' || name.startsWith('.')) continue;
    await symlink(join(root, 'node_modules', name), join(copy, 'node_modules', name));
  }
  for (const name of await readdir(join(copy, 'packages'))) {
    await symlink(join(copy, 'packages', name), join(copy, 'node_modules/@gamekeeper', name));
    const own = join(root, 'packages', name, 'node_modules');
    await symlink(own, join(copy, 'packages', name, 'node_modules')).catch(() => undefined);
  }
  return copy;
}

async function work(copy, pending, results) {
  for (let id = pending.shift(); id !== undefined; id = pending.shift()) {
    const verdict = await judge(copy, id, removals[id]);
    results.set(id, verdict);
    console.log(`${id.padEnd(7)} ${removals[id].takesOut.padEnd(66)} ${verdict}`);
  }
}

/** Passes as it is, fails with the control taken out. */
async function judge(copy, id, { file, find, replace }) {
  const path = join(copy, file);
  const source = await readFile(path, 'utf8');
  const places = source.split(find).length - 1;
  if (places !== 1) return `NOT FOUND: expected the text once in ${file}, found it ${places} times`;
  const whole = await run(copy, id);
  if (!whole.passed) return `FAILS AS IT IS: ${whole.told}`;
  await writeFile(
    path,
    source.replace(find, () => replace),
  );
  try {
    const without = await run(copy, id);
    if (without.passed) return 'SURVIVED';
    return without.failed === 0 ? `BROKEN: no test failed, ${without.told}` : `failed as it must (${without.failed})`;
  } finally {
    await writeFile(path, source);
  }
}

/** Runs the test of a control; `failed` counts tests that came to their end and failed. */
async function run(copy, id) {
  const output = join(copy, 'result.json');
  await rm(output, { force: true });
  const child = spawn(
    process.execPath,
    [
      ...[join(root, 'node_modules/vitest/vitest.mjs'), 'run', `test/controls/${id.toLowerCase()}.test.ts`],
      ...['--reporter=json', `--outputFile=${output}`, '--testTimeout=60000'],
    ],
    { cwd: copy, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (part) => {
    told = `${told}${part}`.slice(-400);
  });
  const tooLong = setTimeout(() => child.kill('SIGKILL'), longest);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(tooLong);
  const { numFailedTests: failed = 0, numPassedTests: passed = 0 } = await readFile(output, 'utf8').then(
    JSON.parse,
    () => ({}),
  );
  return { passed: code === 0 && passed > 0, failed, told: told.trim() || `${failed} tests failed, exit code ${code}` };
}

function report(results) {
  const held = [...results.values()].filter((verdict) => verdict.startsWith('failed as it must')).length;
  const seconds = Number((process.hrtime.bigint() - begun) / 1_000_000_000n);
  console.log(`\n${held} of ${ids.length} controls are missed by their tests when they are taken out; ${seconds} s`);
  if (held !== ids.length) process.exitCode = 1;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
