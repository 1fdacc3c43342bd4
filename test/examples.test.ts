// The examples for users' test runners, run: Vitest's and Jest's by this runner, whose globals are Jest's; Node's by Node.

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProcess } from './harness/run-gamekeeper.js';

const example = (name: string) => fileURLToPath(new URL(`../examples/${name}`, import.meta.url));

Object.assign(globalThis, { afterAll, beforeAll, expect, test });
await import(example('jest.test.mjs'));
await import(example('vitest.test.ts'));

test("Node's own runner", async () => {
  const { code, stdout } = await runProcess(process.execPath, ['--test', example('node-test.test.mjs')]);
  expect(stdout).toContain('# pass 2');
  expect(code).toBe(0);
});
