// Writes docs/hunts-on-recordings.md: which public hunts find how many rows in which public attack recording.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCompiler, KqlError, ticksFromMilliseconds } from '../packages/kql/dist/index.js';
import { createDuckDbEngine, EngineError, ingest, tables } from '../packages/lake/dist/index.js';
import { prepare, root } from './prepare.mjs';

prepare();
const shared = join(root, '..', 'shared');
const recordings = readdirSync(join(shared, 'data/otrf'))
  .filter((name) => name.endsWith('.zip'))
  .sort();
const hunts = readFileSync(join(shared, 'corpus/hunts-dev.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

// Every recording is moved to end at this moment, so that a hunt's `ago(7d)` sees it and each hunt is compiled once.
const now = Date.parse('2026-01-15T12:00:00Z');
const limits = { maxRows: 100_000, maxBytes: 2 ** 28, timeoutMs: 60_000 };
const compiler = createCompiler(tables.values());
const compiled = hunts.flatMap((hunt) => {
  try {
    const options = { now: ticksFromMilliseconds(now), window: { from: null, to: null } };
    return [{ ...hunt, ...compiler.compile(hunt.kql, options).results[0] }];
  } catch (error) {
    if (error instanceof KqlError) return [];
    throw error;
  }
});

const finds = new Map(compiled.map((hunt) => [hunt.id, []]));
let failed = 0;
let ran = 0;
const sections = [];
for (const recording of recordings) {
  const engine = await createDuckDbEngine({ directory: null, tables, clock: () => now });
  try {
    const { read, ingested } = await ingest([{ path: join(shared, 'data/otrf', recording) }], {
      engine,
      clock: () => now,
      shiftTimeTo: now,
    });
    const filled = new Set((await engine.statistics()).filter(({ rows }) => rows > 0).map(({ table }) => table));
    for (const hunt of compiled.filter((candidate) => candidate.tables.some((table) => filled.has(table)))) {
      const rows = await countRows(engine, hunt.sql);
      ran++;
      if (rows === null) failed++;
      else if (rows > 0) finds.get(hunt.id).push({ recording: recording.replace('.zip', ''), rows });
    }
    sections.push({ recording, read, ingested });
    console.error(`${recording}: ${ingested} of ${read} events`);
  } finally {
    await engine.close();
  }
}

const found = compiled.filter((hunt) => finds.get(hunt.id).length > 0);
const lines = [
  '# What public hunts find in public attack recordings',
  '',
  'Written by `node scripts/list-hunts-on-recordings.mjs`: each recording is ingested alone, moved so that its newest event is now, and hunted with',
  'every hunt of the development corpus that compiles. A hunt that finds rows in a recording is listed with their number: evidence that the',
  'mapping of events and the language fit together, not a verdict on either hunt or recording. Summaries and inventories match broadly.',
  '',
  `${recordings.length} recordings, ${sum(sections, 'read')} events read, ${sum(sections, 'ingested')} stored; ${compiled.length} of ${hunts.length} hunts compile,`,
  `${ran} runs on recordings that hold a table of the hunt, ${failed} of them failed; ${found.length} hunts find something.`,
  '',
  '| hunt | where it comes from | recordings and rows |',
  '|---|---|---|',
  ...found.map(
    (hunt) =>
      `| ${hunt.id} | ${cell(`${hunt.source}: ${hunt.path}`)} | ${finds
        .get(hunt.id)
        .map(({ recording, rows }) => `${recording} ${rows}`)
        .join(', ')} |`,
  ),
  '',
];
writeFileSync(join(root, 'docs/hunts-on-recordings.md'), lines.join('\n'));

async function countRows(engine, sql) {
  const result = engine.query({ sql }, limits);
  try {
    for await (const _ of result.chunks);
    return (await result.usage).rows;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    console.error(`${error.code}: ${error.message}`);
    return null;
  }
}

function sum(values, key) {
  return values.reduce((total, value) => total + value[key], 0);
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}
