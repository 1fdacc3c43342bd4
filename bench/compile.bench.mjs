// Compiling the hunts of the corpus: at first sight, the official parser's part of that, and again at a later moment; and a hunt's
// whole way through the service, first and again, over a lake without rows.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCompiler, KqlError, ticksFromMilliseconds } from '../packages/kql/dist/index.js';
import { loadKusto } from '../packages/kql/dist/syntax/kusto-bridge.js';
import { createDuckDbEngine, defenderFunctions, tables } from '../packages/lake/dist/index.js';
import { createHuntingService } from '../packages/platform/dist/index.js';

const WHOLE_WAY = 40;
const now = Date.parse('2026-06-30T12:00:00Z');
const corpus = new URL('../../shared/corpus/hunts-dev.jsonl', import.meta.url);
const lines = readFileSync(process.env.BENCH_HUNTS ?? corpus, 'utf8').split('\n');
const hunts = new Set(lines.filter((line) => line !== '').map((line) => JSON.parse(line).kql));
const optionsAt = (moment) => ({ now: ticksFromMilliseconds(moment), window: { from: null, to: null } });
const compiler = createCompiler(tables.values(), defenderFunctions);
compiler.compile('print 1', optionsAt(now));
const language = loadKusto();
const globals = language.globals(tables.values(), defenderFunctions.values());

const times = { first: [], parser: [], again: [] };
const shares = [];
const compiled = [];
for (const text of hunts) {
  // In turns, so that neither has the warmer code.
  const inTurn = [() => timed(() => compile(text, now)), () => timed(() => analyze(text))];
  const [first, parser] =
    compiled.length % 2 === 0
      ? inTurn.map((act) => act())
      : inTurn
          .reverse()
          .map((act) => act())
          .reverse();
  if (!first.result) continue;
  compiled.push(text);
  times.first.push(first.ms);
  times.parser.push(parser.ms);
  shares.push(parser.ms / first.ms);
}
for (const text of compiled) times.again.push(timed(() => compile(text, now + 12_345)).ms);
console.log(`${compiled.length} hunts compile, ${hunts.size - compiled.length} are refused\n`);
table({ 'compile, first': times.first, 'official parser and binder': times.parser, 'compile, again': times.again });
console.log(`the official parser takes ${Math.round(100 * at(shares, 0.5))} % of a first compilation (median)\n`);

const directory = mkdtempSync(join(tmpdir(), 'gamekeeper-bench-'));
const engine = await createDuckDbEngine({ directory, tables, clock: () => now });
try {
  const service = createHuntingService({ engine, tables, clock: () => now });
  await hunt(service, 'print 1');
  const some = compiled.filter((_, i) => i % Math.ceil(compiled.length / WHOLE_WAY) === 0);
  const whole = { first: [], again: [] };
  for (const round of Object.values(whole)) {
    for (const query of some) {
      const begun = performance.now();
      if (await hunt(service, query)) round.push(performance.now() - begun);
    }
  }
  table({ [`whole way of ${whole.first.length}, first`]: whole.first, 'whole way, again': whole.again });
} finally {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
}

async function hunt(service, query) {
  try {
    const answer = await service.hunt({ query });
    for (const { rows } of [answer, ...answer.further]) for await (const _ of rows);
    return true;
  } catch {
    // Files of the hunt's own and the like are not to be had here.
    return false;
  }
}

function compile(text, moment) {
  try {
    return compiler.compile(text, optionsAt(moment));
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
  }
}

function analyze(text) {
  language.analyze(text, globals).GetDiagnostics();
}

function timed(act) {
  const begun = performance.now();
  const result = act();
  return { result, ms: performance.now() - begun };
}

function table(rows) {
  console.log(`${'ms'.padEnd(30)}${'median'.padStart(9)}${'p99'.padStart(9)}`);
  for (const [name, measured] of Object.entries(rows))
    console.log(
      `${name.padEnd(30)}${at(measured, 0.5).toFixed(3).padStart(9)}${at(measured, 0.99).toFixed(3).padStart(9)}`,
    );
}

function at(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
