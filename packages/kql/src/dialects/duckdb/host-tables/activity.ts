// `evaluate activity_engagement`, `activity_metrics` and `new_activity_metrics`: which ids come back, from bin to bin.

import type { HostValue } from '../host-functions/host-function.js';
import { HostRefusal, type HostRow, type HostTable } from './host-table.js';
import { slicesOf, valuesByTime } from './slices.js';

/** Rows are bin, id and dimensions; options the sizes of the inner and the outer window. */
export const activityEngagement: HostTable = function* (rows, [inner, outer]) {
  const reach = typeof inner === 'bigint' && typeof outer === 'bigint' ? outer - inner : 0n;
  for (const slice of slicesOf(rows, 2)) {
    const bins = [...valuesByTime(slice.rows, 0, 1)];
    const inWindow = new Map<HostValue, number>();
    let oldest = 0;
    for (const [bin, ids] of bins) {
      for (const id of ids) inWindow.set(id, (inWindow.get(id) ?? 0) + 1);
      for (let left = bins[oldest]; left && left[0] < bin - reach; left = bins[++oldest]) {
        for (const id of left[1]) {
          const count = inWindow.get(id) ?? 0;
          if (count > 1) inWindow.set(id, count - 1);
          else inWindow.delete(id);
        }
      }
      yield [bin, ...slice.dimensions, BigInt(ids.size), BigInt(inWindow.size), ids.size / inWindow.size];
    }
  }
};

/** Rows are bin, id and dimensions; the option is the size of a bin. */
export const activityMetrics: HostTable = function* (rows, [step]) {
  for (const slice of slicesOf(rows, 2)) {
    const bins = valuesByTime(slice.rows, 0, 1);
    for (const [bin, ids] of bins) {
      const before = bins.get(bin - (typeof step === 'bigint' ? step : 0n)) ?? new Set();
      const returned = [...ids].filter((id) => before.has(id)).length;
      yield [
        bin,
        ...slice.dimensions,
        BigInt(ids.size),
        BigInt(ids.size - returned),
        returned / before.size,
        (before.size - returned) / before.size,
      ];
    }
  }
};

/** Bins that cohorts are compared over: their number is squared. */
const MOST_BINS = 1000;

/**
 * Rows are bin, whether the id is new, id and dimensions; options the first bin, the end, the size of a bin and the bin of the one cohort
 * that is asked for, or null.
 */
export const newActivityMetrics: HostTable = function* (rows, [start, end, step, only]) {
  if (typeof start !== 'bigint' || typeof end !== 'bigint' || typeof step !== 'bigint' || step <= 0n || end < start)
    return;
  const count = (end - start) / step + 1n;
  if (count > BigInt(MOST_BINS)) throw new HostRefusal(`compares at most ${MOST_BINS} periods, found ${count}`);
  const times = Array.from({ length: Number(count) }, (_, i) => start + BigInt(i) * step);
  for (const slice of slicesOf(rows, 3)) {
    const bins = valuesByTime(slice.rows, 0, 2);
    const known = new Set(slice.rows.filter((row) => row[1] === false).map((row) => row[2] ?? null));
    const firstSeen = new Map<HostValue, number>();
    times.forEach((time, at) => {
      for (const id of bins.get(time) ?? []) if (!firstSeen.has(id)) firstSeen.set(id, known.has(id) ? -1 : at);
    });
    const cohorts = times.map(() => 0);
    for (const at of firstSeen.values()) if (at >= 0) cohorts[at] = (cohorts[at] ?? 0) + 1;
    // For each period: how many of its ids were first seen in each.
    const seenSince = times.map((time) => {
      const counts = times.map(() => 0);
      for (const id of bins.get(time) ?? []) {
        const at = firstSeen.get(id) ?? -1;
        if (at >= 0) counts[at] = (counts[at] ?? 0) + 1;
      }
      return counts;
    });
    for (const [from, size] of cohorts.entries()) {
      if (only !== null && times[from] !== only) continue;
      for (let to = from; to < times.length; to++)
        yield cohortRow(times, from, to, size, seenSince[to] ?? [], slice.dimensions);
    }
  }
};

function cohortRow(
  times: readonly bigint[],
  from: number,
  to: number,
  size: number,
  firstSeenIn: readonly number[],
  dimensions: HostRow,
): HostRow {
  const retained = firstSeenIn[from] ?? 0;
  const isNew = firstSeenIn.slice(to === from ? from : from + 1).reduce((sum, count) => sum + count, 0);
  return [
    times[from] ?? null,
    times[to] ?? null,
    ...dimensions,
    BigInt(isNew),
    BigInt(retained),
    BigInt(size - retained),
    retained / size,
    (size - retained) / size,
  ];
}
