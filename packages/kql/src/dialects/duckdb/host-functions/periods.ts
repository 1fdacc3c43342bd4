// The periods of a series: lags at which it resembles itself, by its circular autocorrelation.

import { circularAutocorrelation } from './fourier.js';
import type { Series } from './series.js';

/** A period in bins with its score from 0 to 1. */
export interface Period {
  readonly length: number;
  readonly score: number;
}

/** Shorter ones are not looked for, as documented of series_periods_detect. */
const shortest = 4;
/** A peak stands above every lag within half the shortest period. */
const reach = shortest / 2;
/** Scores nearer to each other than this are equal: it is what the transform leaves of equal ones. */
const rounding = 1e-9;
/** A fundamental whose score is that close to its multiple's is preferred: whole periods repeat at every multiple. */
const margin = 0.03;

/** What autocorrelation says of every lag below half the length: which are peaks, and their scores. */
export interface Periodicity {
  readonly scoreAt: (lag: number) => number;
  /** Peaks in order of their lags. */
  readonly peaks: readonly Period[];
}

/**
 * Autocorrelation set between 0, its least, and 1, a series with itself: what the recorded scores of series_periods_validate are to the last
 * digits. A period that fills half of the series is too short a series for it, as series_seasonal is documented. Gaps count as the mean.
 */
export function periodicityOf(series: Series): Periodicity {
  const isKnown = (value: number | null): value is number => value !== null && Number.isFinite(value);
  const known = series.filter(isKnown);
  const [least, most] = [
    known.reduce((a, b) => Math.min(a, b), Infinity),
    known.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  if (known.length < 2 * shortest || !(least < most)) return { scoreAt: () => 0, peaks: [] };
  // Scaled to [0, 1] first, so that no square runs out of the doubles.
  const scaled = known.map((value) => value / 2 - least / 2);
  const span = most / 2 - least / 2;
  const mean = scaled.reduce((sum, value) => sum + value / span, 0) / scaled.length;
  const correlation = circularAutocorrelation(
    series.map((value) => (isKnown(value) ? (value / 2 - least / 2) / span - mean : 0)),
  );
  const lowest = correlation.reduce((a, b) => Math.min(a, b), Infinity);
  const whole = (correlation[0] ?? 0) - lowest;
  const scoreAt = (lag: number): number => {
    const at = correlation[((lag % series.length) + series.length) % series.length] ?? lowest;
    return (at - lowest) / whole;
  };
  const peaks: Period[] = [];
  for (let lag = shortest; lag < series.length / 2; lag++) {
    const score = scoreAt(lag);
    let stands = score > 0;
    for (let away = 1; stands && away <= reach; away++)
      stands = score > scoreAt(lag - away) + rounding && score >= scoreAt(lag + away) - rounding;
    if (stands) peaks.push({ length: lag, score });
  }
  return { scoreAt, peaks };
}

/** The score of a period: 0 where no peak stands. */
export const validatedPeriod = ({ peaks }: Periodicity, length: number): number =>
  peaks.find((peak) => peak.length === Math.round(length))?.score ?? 0;

/** The best periods between two lengths, best first: fundamentals only, and one for each hill. */
export function detectPeriods({ peaks }: Periodicity, from: number, to: number, count: number): readonly Period[] {
  const candidates = peaks.filter(({ length }) => length >= from && length <= to);
  const byLength = new Map(candidates.map((peak) => [peak.length, peak]));
  const found: Period[] = [];
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score || a.length - b.length)) {
    if (found.length >= count) break;
    if (found.some((taken) => isSameHill(candidate, taken) || isMultiple(candidate, taken))) continue;
    found.push(fundamentalOf(candidate, byLength));
  }
  return found.sort((a, b) => b.score - a.score);
}

const isSameHill = (peak: Period, taken: Period): boolean =>
  Math.abs(peak.length - taken.length) <= Math.min(peak.length, taken.length) / 4;

// Lags are whole and periods need not be: each repetition may be half a bin off.
function isMultiple(peak: Period, of: Period): boolean {
  const times = Math.round(peak.length / of.length);
  return times > 1 && Math.abs(peak.length - times * of.length) <= Math.min(times / 2, of.length / 4);
}

function fundamentalOf(peak: Period, byLength: ReadonlyMap<number, Period>): Period {
  for (let times = Math.floor(peak.length / shortest); times > 1; times--) {
    for (const length of [Math.floor(peak.length / times), Math.ceil(peak.length / times)]) {
      const shorter = byLength.get(length);
      if (shorter && shorter.score >= peak.score - margin && isMultiple(peak, shorter)) return shorter;
    }
  }
  return peak;
}
