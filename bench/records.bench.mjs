// What a change of the state costs with its chained event, how soon another node knows of it, and how fast a trail is checked.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  exportEvents,
  openRecords,
  readEvents,
  steadyClock,
  systemClock,
  verifyEvents,
} from '../packages/platform/dist/index.js';
import { startPostgres } from '../packages/platform/dist/records/testing/start-postgres.js';

const CHANGES = 2_000;
const by = { actor: 'operator', reason: 'bench' };
const clock = systemClock;
const change = (records, subject) => records.change({ by, kind: 'bench.made', subject }, async () => {});

const directory = mkdtempSync(join(tmpdir(), 'gamekeeper-bench-'));
const embedded = await openRecords({ directory, clock });
try {
  await measure('data directory', embedded);
} finally {
  await embedded.close();
  rmSync(directory, { recursive: true, force: true });
}

// Without fsync: the disk's share comes on top.
const postgres = await startPostgres();
try {
  const connectionString = await postgres.createDatabase();
  const [one, two] = await Promise.all([1, 2].map(() => openRecords({ connectionString, clock })));
  await measure('server', one);
  const heard = new Map();
  two.onChange(({ subject }) => heard.get(subject)?.(steadyClock()));
  const delays = [];
  for (let at = 0; at < 500; at += 1) {
    const told = new Promise((resolve) => heard.set(`delay-${at}`, resolve));
    await change(one, `delay-${at}`);
    const committed = steadyClock();
    delays.push(Math.max(0, (await told) - committed));
  }
  report('server: another node is told, after the commit', delays);
  await Promise.all([one.close(), two.close()]);
} finally {
  await postgres.stop();
}

async function measure(place, records) {
  const times = [];
  for (let at = 0; at < CHANGES; at += 1) {
    const begun = steadyClock();
    await change(records, `${at}`);
    times.push(steadyClock() - begun);
  }
  report(`${place}: a change, one after another`, times);
  const begun = steadyClock();
  const { count, fault } = await verifyEvents(readEvents(exportEvents(records.events)));
  if (fault !== null) throw new Error(`the chain is broken at ${fault.id}`);
  console.log(
    `${place}: events exported, read and checked a second: ${Math.round((count / (steadyClock() - begun)) * 1_000)}`,
  );
}

function report(name, times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.floor(sorted.length * share)].toFixed(2);
  console.log(`${name}: median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms`);
}
