// How much of the language runs: three recorded corpora through the built command, scored against the real engine's answers.

import { expect, test } from 'vitest';
import { program, runProcess } from './harness/run-gamekeeper.js';
import { describeWithShared, sharedPath } from './harness/shared-data.js';

const scorer = 'tools/score.mjs';
const corpora = ['hunts-dev', 'fuzz-dev', 'truth-dev'] as const;

interface Score {
  readonly cases: number;
  /** Shares of the cases, in percent. */
  readonly passed: number;
  readonly wrong: number;
  readonly absent: number;
}

async function score(corpus: (typeof corpora)[number]): Promise<Score> {
  const batch = [process.execPath, program, 'hunt', '--batch'];
  const cases = sharedPath(`corpus/${corpus}.jsonl`);
  const { stdout, stderr } = await runProcess(process.execPath, [sharedPath(scorer), cases, '--', ...batch]);
  const line = /: (\d+) cases, passed (\d+) .*wrong (\d+) .*refused (\d+), absent (\d+)/.exec(stdout);
  if (!line) throw new Error(`no score: ${stdout}${stderr}`);
  console.log(stdout.trim());
  const [all = 0, passed = 0, wrong = 0, , absent = 0] = line.slice(1).map(Number);
  return { cases: all, passed: (100 * passed) / all, wrong: (100 * wrong) / all, absent };
}

describeWithShared('the recorded corpora', [scorer, ...corpora.map((corpus) => `corpus/${corpus}.jsonl`)], () => {
  test('public hunts: at least 98 % run, on empty tables', { timeout: 300_000 }, async () => {
    const { cases, passed, absent } = await score('hunts-dev');
    expect({ cases, absent }).toEqual({ cases: 528, absent: 0 });
    expect(passed).toBeGreaterThanOrEqual(98);
  });

  test('short queries by feature: at least 99 % passed, at most 0.5 % wrong', { timeout: 300_000 }, async () => {
    const { cases, passed, wrong, absent } = await score('fuzz-dev');
    expect({ cases, absent }).toEqual({ cases: 1_028, absent: 0 });
    expect(passed).toBeGreaterThanOrEqual(99);
    expect(wrong).toBeLessThanOrEqual(0.5);
  });

  test('examples of the documentation: at least 99 % passed, at most 0.3 % wrong', { timeout: 300_000 }, async () => {
    const { cases, passed, wrong, absent } = await score('truth-dev');
    expect({ cases, absent }).toEqual({ cases: 425, absent: 0 });
    expect(passed).toBeGreaterThanOrEqual(99);
    expect(wrong).toBeLessThanOrEqual(0.3);
  });
});
