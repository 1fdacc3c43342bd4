// `evaluate sequence_detect` and `funnel_sequence_completion`: steps that follow each other in time.

import { parseTimespan } from '../../../values/timespan.js';
import type { HostValue } from '../host-functions/host-function.js';
import { parseArray } from '../host-functions/json.js';
import type { HostRow, HostTable } from './host-table.js';
import { slicesOf } from './slices.js';

const byTime = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
const sortedTimes = (times: Iterable<bigint>): bigint[] => [...new Set(times)].sort(byTime);

/** The first of the times after `time`: its place, or their number when there is none. */
function placeAfter(times: readonly bigint[], time: bigint): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0n) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Rows are time, a flag per step and dimensions; options the longest step, the longest sequence and the number of steps. */
export const sequenceDetect: HostTable = function* (rows, [longestStep, longestSpan, steps]) {
  if (typeof longestStep !== 'bigint' || typeof longestSpan !== 'bigint') return;
  const count = Number(steps);
  const starts = slicesOf(rows, 1 + count).flatMap((slice) => {
    const times = Array.from({ length: count }, (_, step) =>
      sortedTimes(slice.rows.flatMap((row) => (row[1 + step] === true ? timeOf(row) : []))),
    );
    return (times[0] ?? []).map((start) => ({ start, times, dimensions: slice.dimensions }));
  });
  starts.sort((a, b) => byTime(a.start, b.start));
  for (const { start, times, dimensions } of starts)
    for (const found of chains([start], times, longestStep, start + longestSpan))
      yield [...dimensions, ...found, (found.at(-1) ?? start) - start];
};

function* chains(
  found: readonly bigint[],
  times: readonly (readonly bigint[])[],
  longestStep: bigint,
  latest: bigint,
): Iterable<readonly bigint[]> {
  const next = times[found.length];
  if (!next) {
    yield found;
    return;
  }
  const last = found.at(-1) ?? 0n;
  for (let at = placeAfter(next, last); at < next.length; at++) {
    const time = next[at] ?? 0n;
    if (time - last > longestStep || time > latest) return;
    yield* chains([...found, time], times, longestStep, latest);
  }
}

const timeOf = (row: HostRow): readonly bigint[] => (typeof row[0] === 'bigint' ? [row[0]] : []);

/**
 * Rows are time, bin, id and state; options the states of the sequence and the longest times that it may take, both as JSON arrays. An id
 * reaches a state within a time when the states up to it follow each other, each later than the one before, from a first one in the bin.
 */
export const funnelSequenceCompletion: HostTable = function* (rows, [sequence, periods]) {
  const states = textsIn(sequence);
  const limits = textsIn(periods).flatMap((text) => limitOf(text));
  // How many ids take at most a limit to get from the first state to each.
  const reached = new Map<bigint, bigint[][]>();
  for (const { rows: own } of slicesOf(
    rows.map(([time = null, bin = null, id = null, state = null]) => [time, bin, state, id]),
    3,
  )) {
    const times = states.map((state) => sortedTimes(own.flatMap((row) => (row[2] === state ? timeOf(row) : []))));
    const bins = new Map(own.flatMap((row) => (row[2] === states[0] ? [[row[0], row[1]] as const] : [])));
    const best = new Map<bigint, (bigint | null)[]>();
    for (const start of times[0] ?? []) {
      const bin = bins.get(start);
      if (typeof bin !== 'bigint') continue;
      const shortest = best.get(bin) ?? states.map(() => null);
      best.set(bin, shortest);
      let time: bigint | undefined = start;
      for (const [k, stateTimes] of times.entries()) {
        if (k > 0 && time !== undefined) time = stateTimes[placeAfter(stateTimes, time)];
        if (time === undefined) break;
        const taken = time - start;
        const known = shortest[k] ?? null;
        if (known === null || taken < known) shortest[k] = taken;
      }
    }
    for (const [bin, shortest] of best) {
      const counts = reached.get(bin) ?? limits.map(() => states.map(() => 0n));
      reached.set(bin, counts);
      for (const [p, limit] of limits.entries())
        for (const [k, taken] of shortest.entries()) {
          const row = counts[p];
          if (row && taken !== null && taken <= limit) row[k] = (row[k] ?? 0n) + 1n;
        }
    }
  }
  for (const [bin, counts] of [...reached].sort(([a], [b]) => byTime(a, b)))
    for (const [p, limit] of limits.entries())
      for (const [k, state] of states.entries()) yield [bin, state, limit, counts[p]?.[k] ?? 0n];
};

function textsIn(json: HostValue | undefined): readonly string[] {
  const values = typeof json === 'string' ? parseArray(json) : null;
  return (values ?? []).map((value) =>
    typeof value === 'string' ? value : String((value as { text?: string }).text ?? value),
  );
}

const limitOf = (text: string): readonly bigint[] => {
  const ticks = /^\d+$/.test(text) ? BigInt(text) : parseTimespan(text, 'text');
  return ticks === undefined ? [] : [ticks];
};
