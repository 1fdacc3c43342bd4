// What a block list of 100,000 networks costs: adding it, opening it again, and asking it about an address.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBlockList, openRecords } from '../packages/platform/dist/index.js';

const NETWORKS = 100_000;
const QUESTIONS = 200_000;
const by = { actor: 'bench', reason: 'bench' };
const clock = () => Date.UTC(2026, 10, 22);
const directory = mkdtempSync(join(tmpdir(), 'gamekeeper-bench-'));
const records = await openRecords({ directory, clock });

try {
  // Prefixes of all lengths from 9 to 32 and from 17 to 64 bits, so that a question has to look at each.
  const blocks = Array.from({ length: NETWORKS }, (_, at) => ({ kind: 'cidr', value: network(at), reason: 'bench' }));
  const list = await createBlockList({ records, clock });
  report('add 100,000 networks', await seconds(() => list.add(by, blocks)), 's');
  report('open with 100,000 networks', await seconds(() => createBlockList({ records, clock })), 's');

  const addresses = Array.from({ length: 1_000 }, (_, at) => (at % 2 === 0 ? ipv4(spread(at)) : ipv6(spread(at))));
  const ask = () => {
    for (let at = 0; at < QUESTIONS; at += 1) list.blocked({ address: addresses[at % 1_000], direction: 'inbound' });
  };
  ask();
  report('one question', ((await seconds(ask)) / QUESTIONS) * 1e6, 'µs');
  const before = process.cpuUsage();
  ask();
  report('one question, processor time', process.cpuUsage(before).user / QUESTIONS, 'µs');
  const times = Array.from({ length: QUESTIONS }, (_, at) => {
    const begun = process.hrtime.bigint();
    list.blocked({ address: addresses[at % 1_000], direction: 'inbound' });
    return Number(process.hrtime.bigint() - begun) / 1_000;
  }).sort((a, b) => a - b);
  report('one question, 99th percentile', times[Math.floor(QUESTIONS * 0.99)], 'µs');
} finally {
  await records.close();
  rmSync(directory, { recursive: true, force: true });
}

function spread(at) {
  return Math.imul(at + 1, 2_654_435_761) >>> 0;
}

function ipv4(value) {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

function ipv6(value) {
  return `2001:${(value >>> 16).toString(16)}:${(value & 65_535).toString(16)}:${(value >>> 8).toString(16).slice(0, 4)}::`;
}

function network(at) {
  const value = spread(at);
  if (at % 2 === 0) {
    const length = 9 + ((at / 2) % 24);
    return `${ipv4((value & (-1 << (32 - length))) >>> 0)}/${length}`;
  }
  const length = 17 + (((at - 1) / 2) % 48);
  const bits = ((0x2001n << 48n) | (BigInt(value) << 16n)) & (-1n << BigInt(64 - length));
  const groups = [48n, 32n, 16n, 0n].map((shift) => ((bits >> shift) & 0xffffn).toString(16));
  return `${groups.join(':')}::/${length}`;
}

async function seconds(work) {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}

function report(what, figure, unit) {
  console.log(`${what.padEnd(40)} ${figure.toFixed(2)} ${unit}`);
}
