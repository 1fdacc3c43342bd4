// Which public hunts find how many rows in which public attack recording: for the page that lists them, and for the test that holds the page against it.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCompiler, KqlError, ticksFromMilliseconds } from '../packages/kql/dist/index.js';
import { createDuckDbEngine, defenderFunctions, EngineError, ingest, tables } from '../packages/lake/dist/index.js';
import { createExternalTables } from '../packages/platform/dist/hunting/external-data/external-tables.js';
import { emptyExternalData } from '../packages/platform/dist/index.js';

// Every recording is moved to end at this moment, so that a hunt's `ago(7d)` sees it and each hunt is compiled once.
const now = Date.parse('2026-01-15T12:00:00Z');
const clock = () => now;
const limits = { maxRows: 100_000, maxBytes: 2 ** 28, timeoutMs: 60_000 };

/** @param {string} shared the folder with `data/otrf` and `corpus` */
export function listRecordings(shared) {
  return readdirSync(join(shared, 'data/otrf'))
    .filter((name) => name.endsWith('.zip'))
    .map((name) => name.replace('.zip', ''))
    .sort();
}

/** The hunts of the development corpus, with their compiled query where they compile. */
export function compileHunts(shared) {
  const compiler = createCompiler(tables.values(), defenderFunctions);
  const lines = readFileSync(join(shared, 'corpus/hunts-dev.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const hunt = JSON.parse(line);
    try {
      const options = { now: ticksFromMilliseconds(now), window: { from: null, to: null } };
      return { ...hunt, compiled: compiler.compile(hunt.kql, options) };
    } catch (error) {
      if (error instanceof KqlError) return { ...hunt, compiled: null };
      throw error;
    }
  });
}

/**
 * Ingests one recording alone and runs every hunt that reads a table with rows.
 * @returns what was read and stored, and per hunt its rows; null where it failed
 */
export async function huntRecording(shared, recording, hunts) {
  const engine = await createDuckDbEngine({ directory: null, tables, clock });
  try {
    const path = join(shared, 'data/otrf', `${recording}.zip`);
    const { read, ingested } = await ingest([{ path }], { engine, clock, shiftTimeTo: now });
    const externals = createExternalTables({ engine, source: emptyExternalData, clock });
    const filled = new Set((await engine.statistics()).filter(({ rows }) => rows > 0).map(({ table }) => table));
    const rows = new Map();
    for (const { id, compiled } of hunts)
      if (compiled?.tables.some((table) => filled.has(table)))
        rows.set(id, await countRows(engine, externals, compiled));
    return { read, ingested, rows };
  } finally {
    await engine.close();
  }
}

async function countRows(engine, externals, { results, externals: reads }) {
  const opened = await externals.open(reads, new AbortController().signal);
  try {
    let rows = 0;
    for (const { sql } of results) {
      const result = engine.query({ sql, reach: { namespace: null, tables: 'all', external: opened.names } }, limits);
      for await (const _ of result.chunks);
      rows += (await result.usage).rows;
    }
    return rows;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    console.error(`${error.code}: ${error.message}`);
    return null;
  } finally {
    opened.release();
  }
}
