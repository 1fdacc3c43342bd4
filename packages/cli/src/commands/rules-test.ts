// `gamekeeper rules test`: the tests beside rules, or what rules would make of files; no server is needed.

import { writeFileSync } from 'node:fs';
import { ingest, tables } from '@gamekeeper/lake';
import {
  type CandidateAlert,
  createHuntingService,
  DetectionsError,
  dryRunOver,
  emptyExternalData,
  entityKey,
  systemClock,
  type TestBench,
  testRule,
} from '@gamekeeper/platform';
import { CliError, errorLine } from '../cli-error.js';
import { openMemoryLake } from '../data/open-lake.js';
import { type RuleFiles, readRuleFiles } from '../data/rule-files.js';
import { type JunitSuite, junit } from '../output/junit.js';
import { printRows } from '../output/print-rows.js';

export interface RulesTestOptions {
  readonly on?: readonly string[];
  readonly junit?: string;
  readonly json?: boolean;
}

const TICKS_PER_MILLISECOND = 10_000n;
const EPOCH_TICKS = 621_355_968_000_000_000n;

/** @returns the exit code: 0 when every test passed or every rule ran, 1 otherwise */
export async function testRules(paths: readonly string[], options: RulesTestOptions): Promise<number> {
  const files = readRuleFiles(paths);
  for (const { path, warnings } of files)
    for (const warning of warnings) process.stderr.write(`${path}: warning: ${warning}\n`);
  const lake = await openMemoryLake();
  try {
    const limits = { lookbackDays: null };
    const hunting = createHuntingService({
      ...{ engine: lake.engine, tables, clock: systemClock, limits, externalData: emptyExternalData },
    });
    if (options.on) return await runOn(options.on, files, { engine: lake.engine, hunting }, lake, options);
    return await runTests(files, { engine: lake.engine, hunting }, options);
  } finally {
    await lake.close();
  }
}

async function runTests(
  files: readonly RuleFiles[],
  bench: TestBench,
  { junit: report }: RulesTestOptions,
): Promise<number> {
  const suites: JunitSuite[] = [];
  let numbered = 0;
  for (const { rule, tests, path } of files) {
    if (tests === null) {
      process.stderr.write(`${path}: no tests: expected a file ${path.replace(/\.ya?ml$/, '.kql.test.yaml')}\n`);
      continue;
    }
    const outcomes = [];
    for (const test of tests.tests) {
      numbered += 1;
      const { name, failures } = await testRule(bench, rule, test, `test-${numbered}`);
      const place = test.line === undefined ? tests.path : `${tests.path}:${test.line}`;
      process.stdout.write(`${failures.length === 0 ? 'ok  ' : 'FAIL'} ${rule.id}: ${name}\n`);
      for (const failure of failures) process.stdout.write(`     ${place}: ${failure}\n`);
      outcomes.push({ name, failures });
    }
    suites.push({ name: rule.id, tests: outcomes });
  }
  if (report !== undefined) writeFileSync(report, junit(suites));
  const all = suites.flatMap(({ tests }) => tests);
  const failed = all.filter(({ failures }) => failures.length > 0).length;
  process.stdout.write(`${all.length} tests of ${files.length} rules, ${failed} failed\n`);
  return failed > 0 || all.length === 0 ? 1 : 0;
}

async function runOn(
  inputs: readonly string[],
  files: readonly RuleFiles[],
  bench: TestBench,
  lake: Awaited<ReturnType<typeof openMemoryLake>>,
  options: RulesTestOptions,
): Promise<number> {
  const summary = await ingest(
    inputs.map((path) => ({ path })),
    { engine: lake.engine, clock: systemClock },
  );
  if (summary.ingested === 0) {
    const [first] = summary.rejects;
    throw new CliError(`no event could be read from ${inputs.join(', ')}${first ? `: ${first.reason}` : ''}`);
  }
  const times = (await lake.engine.statistics()).flatMap(({ oldest, newest }) =>
    oldest === null || newest === null ? [] : [oldest, newest],
  );
  const [from, to] = [least(times), -least(times.map((time) => -time))].map(toMilliseconds);
  const lines: Readonly<Record<string, unknown>>[] = [];
  let exitCode = 0;
  for (const { rule, path, queryLine } of files) {
    try {
      const found = await dryRunOver(bench.hunting, rule, null, { from: from ?? 0, to: (to ?? 0) + 1 });
      process.stderr.write(`${rule.id}: ${found.rows.length} rows, ${found.alerts.length} alerts\n`);
      if (found.isCut) process.stderr.write(`${rule.id}: there are more rows than a run reads\n`);
      lines.push(...found.alerts.map((alert) => lineOf(rule.id, alert)));
    } catch (error) {
      exitCode = 1;
      process.stderr.write(`${path}${inFile(error, queryLine)}: ${errorLine(error)}\n`);
    }
  }
  await printRows(lines, ['rule', 'time', 'severity', 'title', 'rows', 'entities'], options);
  return exitCode;
}

/** The line of the file that the refusal is about, as `:12`. */
function inFile(error: unknown, queryLine: number | null): string {
  const line = error instanceof DetectionsError ? error.faults.find(({ field }) => field === 'query')?.line : undefined;
  return line === undefined || queryLine === null ? '' : `:${queryLine + line - 1}`;
}

const lineOf = (ruleId: string, { alert, rows }: CandidateAlert) => ({
  ...{ rule: ruleId, time: new Date(alert.firstActivityAt).toISOString(), severity: alert.severity },
  ...{ title: alert.title, rows: rows.length },
  entities: alert.evidence
    .map(entityKey)
    .filter((key) => key !== null)
    .join(' '),
});

const least = (values: readonly bigint[]): bigint => values.reduce((a, b) => (a < b ? a : b), values[0] ?? EPOCH_TICKS);
const toMilliseconds = (ticks: bigint): number => Number((ticks - EPOCH_TICKS) / TICKS_PER_MILLISECOND);
