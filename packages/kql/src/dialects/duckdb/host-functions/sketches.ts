// States of `hll` and `tdigest`: opaque to queries, merged and read here. Both are exact while they are small (kql-semantics §6).

import { formatDatetime, parseDatetime } from '../../../values/datetime.js';
import { formatTimespan, parseTimespan } from '../../../values/timespan.js';
import { defineHostFamily } from './host-function.js';
import { isArray, isBag, type Json, JsonNumber, parseArray, parseJson } from './json.js';
import { printReal } from './series.js';

/**
 * A counting state is the sorted array of the smallest distinct hashes, at most this many; when it is full, the largest tells how
 * densely hashes lie, and so how many there are, with an error of 0.4 %.
 */
export const SKETCH_SIZE = 65_536;

const hashesIn = (values: readonly Json[]): readonly bigint[] =>
  values.flatMap((hash) => (hash instanceof JsonNumber && /^\d+$/.test(hash.text) ? [BigInt(hash.text)] : []));

const hashesOf = (state: string | null): readonly bigint[] | null => {
  const values = parseArray(state);
  return values && hashesIn(values);
};

function distinctCount(state: string | null): bigint | null {
  const hashes = hashesOf(state);
  if (!hashes) return null;
  const last = hashes.at(-1);
  if (hashes.length < SKETCH_SIZE || !last) return BigInt(hashes.length);
  return (BigInt(SKETCH_SIZE - 1) << 64n) / last;
}

// A full state knows its values only below its largest hash: they are compared below the lowest of those and scaled up.
function commonCount(states: string): bigint | null {
  const parts = (parseArray(states) ?? []).map((state) => (isArray(state) ? hashesIn(state) : null));
  const [first, ...others] = parts;
  if (!first || parts.includes(null)) return null;
  const ends = parts.flatMap((hashes) => (hashes && hashes.length >= SKETCH_SIZE ? hashes.slice(-1) : []));
  const end = ends.reduce<bigint | null>((least, hash) => (least === null || hash < least ? hash : least), null);
  const sets = others.map((hashes) => new Set(hashes));
  const common = first.filter((hash) => (end === null || hash < end) && sets.every((set) => set.has(hash)));
  return end === null || end === 0n ? BigInt(common.length) : (BigInt(common.length) << 64n) / end;
}

function mergedCounts(states: string): string | null {
  const parts = (parseArray(states) ?? []).filter(isArray);
  if (parts.length === 0) return null;
  const hashes = new Set(hashesIn(parts.flat()));
  const sorted = [...hashes].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return `[${sorted.slice(0, SKETCH_SIZE).join(',')}]`;
}

type Value = bigint | number;

const exactly = ({ text }: JsonNumber): Value => (/^-?\d+$/.test(text) ? BigInt(text) : Number(text));
const byValue = ([a]: readonly [Value, number], [b]: readonly [Value, number]): number => (a < b ? -1 : a > b ? 1 : 0);

/** A digest: the values with their weights in order, and the KQL type that they stand for. */
interface Digest {
  readonly type: string;
  /** Whole numbers stay exact: ticks need more digits than a double has. */
  readonly points: readonly (readonly [value: Value, weight: number])[];
  readonly total: number;
}

function digestOf(state: Json): Digest | null {
  if (!isBag(state)) return null;
  const [type, points] = [state.get('type'), state.get('points')];
  if (typeof type !== 'string' || points === undefined || !isArray(points)) return null;
  const read = points.flatMap((point) => {
    const [value, weight] = isArray(point) ? point : [];
    return value instanceof JsonNumber && weight instanceof JsonNumber
      ? [[exactly(value), Number(weight.text)] as const]
      : [];
  });
  const sorted = [...read].sort(byValue);
  return { type, points: sorted, total: sorted.reduce((sum, [, weight]) => sum + weight, 0) };
}

function mergedDigests(states: string): string | null {
  const digests = (parseArray(states) ?? []).map(digestOf).filter((digest) => digest !== null);
  const [first] = digests;
  if (!first) return null;
  const weights = new Map<Value, number>();
  for (const { points } of digests)
    for (const [value, weight] of points) weights.set(value, (weights.get(value) ?? 0) + weight);
  const points = [...weights].sort(byValue).map(([value, weight]) => `[${value},${weight}]`);
  return `{"type":"${first.type}","points":[${points.join(',')}]}`;
}

/** The value of nearest rank. */
function percentileOf({ points, total }: Digest, percent: number): Value | null {
  let sum = 0;
  for (const [value, weight] of points) {
    sum += weight;
    if (sum >= (percent / 100) * total) return value;
  }
  return points.at(-1)?.[0] ?? null;
}

function printed(value: Value | null, type: string): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint' && type === 'datetime') return JSON.stringify(formatDatetime(value));
  if (typeof value === 'bigint' && type === 'timespan') return JSON.stringify(formatTimespan(value));
  return typeof value === 'bigint' ? String(value) : printReal(value);
}

/** The weight of what is at most `value`: a number, or a datetime or timespan in its text. */
function rankOf({ points, type }: Digest, value: Json): number | null {
  const limit = typeof value === 'string' ? ticksOf(value, type) : value instanceof JsonNumber ? exactly(value) : null;
  return limit === null ? null : points.reduce((rank, [point, weight]) => (point <= limit ? rank + weight : rank), 0);
}

const ticksOf = (text: string, type: string): bigint | null =>
  (type === 'datetime' ? parseDatetime(text) : type === 'timespan' ? parseTimespan(text, 'text') : undefined) ?? null;

/** Functions on the states of `hll` and `tdigest`. */
export const sketches = defineHostFamily({
  dcount_hll: { takes: ['dynamic'], returns: 'long', call: distinctCount },
  // What `evaluate dcount_intersect` counts.
  dcount_hll_intersect: { takes: ['any*'], returns: 'long', call: commonCount },
  hll_merge: { takes: ['any*'], returns: 'dynamic', call: mergedCounts },
  tdigest_merge: { takes: ['any*'], returns: 'dynamic', call: mergedDigests },
  merge_tdigest: { takes: ['any*'], returns: 'dynamic', call: mergedDigests },
  percentile_tdigest: {
    takes: ['dynamic', 'real'],
    returns: 'dynamic',
    call: (state: string | null, percent: number | null) => {
      const digest = digestOf(parseJson(state));
      return digest && percent !== null ? printed(percentileOf(digest, percent), digest.type) : null;
    },
  },
  percentiles_array_tdigest: {
    takes: ['dynamic', 'any*'],
    returns: 'dynamic',
    call: (state: string | null, percents: string) => {
      const digest = digestOf(parseJson(state));
      if (!digest) return null;
      const wanted = (parseArray(percents) ?? []).flatMap((percent) => (isArray(percent) ? percent : [percent]));
      const values = wanted.map((percent) =>
        percent instanceof JsonNumber ? printed(percentileOf(digest, Number(percent.text)), digest.type) : 'null',
      );
      return `[${values.join(',')}]`;
    },
  },
  rank_tdigest: {
    takes: ['dynamic', 'any'],
    returns: 'real',
    call: (state: string | null, value: string | null) => {
      const digest = digestOf(parseJson(state));
      return digest && rankOf(digest, parseJson(value));
    },
  },
  percentrank_tdigest: {
    takes: ['dynamic', 'any'],
    returns: 'real',
    call: (state: string | null, value: string | null) => {
      const digest = digestOf(parseJson(state));
      const rank = digest && rankOf(digest, parseJson(value));
      return digest && rank !== null ? (100 * rank) / digest.total : null;
    },
  },
});
