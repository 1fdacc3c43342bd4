// The rules that come with the platform find in the public recordings what the page about them says.

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runProcess } from './harness/run-gamekeeper.js';
import { describeWithShared } from './harness/shared-data.js';

describeWithShared('the rules on the 47 recordings', ['data/otrf'], () => {
  test('docs/rules-on-recordings.md is what they find', async () => {
    const script = fileURLToPath(new URL('../scripts/list-rules-on-recordings.mjs', import.meta.url));
    const { code, stderr } = await runProcess(process.execPath, [script, '--check']);
    expect([code, stderr]).toEqual([0, '']);
  }, 300_000);
});
