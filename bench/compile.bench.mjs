// Compiling the hunts of the corpus: the whole way and the official parser's part of it, at first sight and again.

import { readFileSync } from 'node:fs';
import { createCompiler, KqlError, ticksFromMilliseconds } from '../packages/kql/dist/index.js';
import { loadKusto } from '../packages/kql/dist/syntax/kusto-bridge.js';
import { defenderFunctions, tables } from '../packages/lake/dist/index.js';

const corpus = new URL('../../shared/corpus/hunts-dev.jsonl', import.meta.url);
const hunts = readFileSync(process.env.BENCH_HUNTS ?? corpus, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line).kql);
const options = { now: ticksFromMilliseconds(Date.parse('2026-06-30T12:00:00Z')), window: { from: null, to: null } };
const compiler = createCompiler(tables.values(), defenderFunctions);
compiler.compile('print 1', options);
const language = loadKusto();
const globals = language.globals(tables.values(), defenderFunctions.values());

const rounds = { 'compile, first': compile, 'compile, again': compile, 'official parser and binder': analyze };
console.log(`${hunts.length} hunts\n\n${'ms'.padEnd(30)}${'median'.padStart(9)}${'p99'.padStart(9)}`);
for (const [name, act] of Object.entries(rounds)) {
  const times = hunts.map((text) => timed(() => act(text))).sort((a, b) => a - b);
  console.log(`${name.padEnd(30)}${at(times, 0.5).padStart(9)}${at(times, 0.99).padStart(9)}`);
}

function compile(text) {
  try {
    compiler.compile(text, options);
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
  }
}

function analyze(text) {
  language.analyze(text, globals).GetDiagnostics();
}

function timed(act) {
  const begun = performance.now();
  act();
  return performance.now() - begun;
}

function at(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(2);
}
