// What a decision of the limiter costs, with 100,000 keys, beside rate-limiter-flexible in memory: npm run bench -- limiter. Prints, judges nothing.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import {
  createMemoryLedger,
  createQuotas,
  defender2021,
  steadyClock,
  systemClock,
} from '../packages/platform/dist/index.js';

const KEYS = 100_000;
const DECISIONS = 400_000;
const subjects = Array.from({ length: KEYS / 2 }, (_, index) => ({
  tenantId: `5d1c37a1-0000-4000-8000-${String(index).padStart(12, '0')}`,
  ownerId: `9a2b44c0-0000-4000-8000-${String(index).padStart(12, '0')}`,
  applicationId: 'siem',
}));
/** Subjects in an order that no cache likes, the same in every run. */
const order = Array.from({ length: DECISIONS }, (_, index) => subjects[(index * 7919) % subjects.length]);

const report = (what, figure) => console.log(`${what.padEnd(72)} ${figure}`);
const micros = (ms) => `${(ms * 1000).toFixed(2)} µs`;

function summary(times) {
  const sorted = Float64Array.from(times).sort();
  const at = (part) => sorted[Math.floor(part * (sorted.length - 1))];
  return {
    p50: at(0.5),
    p99: at(0.99),
    text: `p50 ${micros(at(0.5))}, p99 ${micros(at(0.99))}, most ${micros(at(1))}`,
  };
}

function heap() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function measure(work) {
  const times = new Float64Array(DECISIONS);
  for (let index = 0; index < DECISIONS; index++) {
    const start = performance.now();
    work(order[index]);
    times[index] = performance.now() - start;
  }
  return summary(times);
}

async function measureAsync(work) {
  const times = new Float64Array(DECISIONS);
  for (let index = 0; index < DECISIONS; index++) {
    const start = performance.now();
    await work(order[index]).catch(() => {});
    times[index] = performance.now() - start;
  }
  return summary(times);
}

const open = (journal) =>
  createQuotas({
    ledger: createMemoryLedger({ clock: steadyClock, ...(journal === undefined ? {} : { journal }) }),
    isSandbox: () => false,
    onThreshold: () => {},
  });

const before = heap();
const quotas = open();
for (const subject of subjects) quotas.take({ subject, quota: 'incidents', profile: defender2021 });
const own = measure((subject) => quotas.take({ subject, quota: 'incidents', profile: defender2021 }));
report(`incidents, two windows in two scopes, ${KEYS.toLocaleString('en')} keys`, own.text);
report(
  `memory of a key that holds ${1 + DECISIONS / subjects.length} calls${globalThis.gc ? '' : ' (start with --expose-gc)'}`,
  `${Math.round((heap() - before) / KEYS)} bytes`,
);

const hunting = measure((subject) => {
  const admission = quotas.take({ subject, quota: 'hunting', profile: defender2021 });
  if (admission.admitted) admission.run?.finish();
});
report('hunting, three windows in two scopes, run started and finished', hunting.text);

const full = subjects[0];
for (let call = 0; call < 60; call++) quotas.take({ subject: full, quota: 'incidents', profile: defender2021 });
report(
  'a refusal with its exact wait',
  measure(() => quotas.take({ subject: full, quota: 'incidents', profile: defender2021 })).text,
);

const folder = mkdtempSync(join(tmpdir(), 'gamekeeper-bench-'));
try {
  const journalled = open({ path: join(folder, 'journal'), wallClock: systemClock });
  for (const subject of subjects) journalled.take({ subject, quota: 'incidents', profile: defender2021 });
  const written = measure((subject) => journalled.take({ subject, quota: 'incidents', profile: defender2021 }));
  report('incidents, journalled', written.text);
  report('of which the journal', `${micros(written.p50 - own.p50)} at the median`);
  await journalled.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const limiters = [60, 3600].map(
  (duration) => new RateLimiterMemory({ points: duration === 60 ? 50 : 1500, duration, keyPrefix: String(duration) }),
);
/** The same four limits in fixed windows, which let twice as much through at their edges. */
const other = await measureAsync((subject) =>
  Promise.all(limiters.flatMap((one) => [one.consume(`t${subject.tenantId}`), one.consume(`o${subject.ownerId}`)])),
);
report('rate-limiter-flexible, the same four limits as fixed windows', other.text);
report('its median and p99 to ours', `${(other.p50 / own.p50).toFixed(1)} ×, ${(other.p99 / own.p99).toFixed(1)} ×`);
process.exit(0);
