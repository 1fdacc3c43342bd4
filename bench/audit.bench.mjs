// Figures of the audit trail, run on the built packages: npm run bench -- audit. Prints, judges nothing.

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDuckDbEngine } from '../packages/lake/dist/duckdb/index.js';
import { tables } from '../packages/lake/dist/tables/index.js';
import { createAuditTrail } from '../packages/platform/dist/audit/index.js';

const CALLS = 50_000;
const clock = () => Date.now();
const report = (what, figure) => console.log(`${what.padEnd(64)} ${figure}`);
const micro = (milliseconds) => `${(milliseconds * 1000).toFixed(1)} µs`;

const folder = mkdtempSync(join(tmpdir(), 'gamekeeper-bench-'));
try {
  await benchRecord();
  await benchStore();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A lake that takes nothing: the call's share alone. */
async function benchRecord() {
  const engine = { append: () => Promise.reject(new Error('no lake in this part')) };
  const trail = createAuditTrail({ engine, directory: join(folder, 'record'), clock, nodeId: 'bench', flushMs: 1e9 });
  for (let n = 0; n < 5_000; n++) trail.record(call(n));
  const before = memory();
  const times = new Float64Array(CALLS);
  for (let n = 0; n < CALLS; n++) {
    const row = call(n);
    const start = performance.now();
    trail.record(row);
    times[n] = performance.now() - start;
  }
  times.sort();
  report('record(), a hunt’s row: median', micro(times[CALLS / 2]));
  report('record(): 99th percentile', micro(times[Math.floor(CALLS * 0.99)]));
  report('record(): slowest', micro(times[CALLS - 1]));
  report('journal, bytes a row', Math.round(trail.status().journalBytes / (CALLS + 5_000)));
  report(`heap that ${CALLS} rows add while the lake takes none`, `${((memory() - before) / 2 ** 20).toFixed(1)} MiB`);
  await trail.close();
}

/** Into both tables of a lake on disk, as fast as it takes them. */
async function benchStore() {
  const directory = join(folder, 'store');
  const engine = await createDuckDbEngine({ directory, tables, clock });
  const trail = createAuditTrail({ engine, directory, clock, nodeId: 'bench', flushMs: 1e9 });
  for (let n = 0; n < CALLS; n++) trail.record(call(n));
  const start = performance.now();
  await trail.flush();
  const seconds = (performance.now() - start) / 1000;
  report(
    `${CALLS} rows from the journal into both tables`,
    `${seconds.toFixed(2)} s, ${Math.round(CALLS / seconds)} rows/s`,
  );
  const one = await timedFlush(trail, 1);
  report('one row, from record() until it can be hunted', `${one.toFixed(0)} ms`);
  await trail.close();
  await engine.close();
  const bytes = readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  report('lake on disk, bytes a call in both tables', Math.round(bytes / CALLS));
}

async function timedFlush(trail, rows) {
  const start = performance.now();
  for (let n = 0; n < rows; n++) trail.record(call(n));
  await trail.flush();
  return performance.now() - start;
}

function memory() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function call(n) {
  const id = (kind) => `${String(n % 50).padStart(8, '0')}-${kind}-4000-8000-000000000000`;
  const unique = `${n.toString(16).padStart(8, '0')}-5b1e-4000-8000-${(n * 7919).toString(16).padStart(12, '0')}`;
  return {
    ...{ at: clock(), requestId: unique, clientRequestId: null, tenantId: id('aaaa'), tenantKind: 'production' },
    ...{ ownerId: id('bbbb'), applicationId: id('cccc'), applicationName: `Application ${n % 50}` },
    ...{ credentialId: id('dddd'), tokenId: unique.slice(0, 22), userId: null, roles: ['ThreatHunting.Read.All'] },
    ...{ ipAddress: `192.0.2.${n % 250}`, country: 'NL', userAgent: 'kiota-typescript/1.0', method: 'POST' },
    ...{ origin: 'https://keeper.example:8443', route: '/v1.0/security/runHuntingQuery' },
    ...{ path: '/v1.0/security/runHuntingQuery', wire: 'graph', permission: 'ThreatHunting.Read.All' },
    ...{ quota: 'hunting', quotaProfile: 'defender-2021', gate: null, reason: null, statusCode: 200 },
    ...{ requestBytes: 300, responseBytes: 40_000 + (n % 997), durationMs: 40 + (n % 31) / 3 },
    hunt: {
      query: `DeviceProcessEvents | where Timestamp > ago(1d) and FileName == "tool-${n % 200}.exe" | summarize count() by DeviceName`,
      tables: ['DeviceProcessEvents'],
      ...{ rows: n % 100, truncated: false, runningTimeMs: 30 + (n % 29) / 3, peakMemoryBytes: 30_000_000 + n },
    },
    ...{ termsVersion: '2026-01', agreement: null, consents: [id('eeee')], additionalFields: null },
  };
}
