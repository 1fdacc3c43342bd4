// A series taken apart into season, trend and rest, and the scores of its outliers.

import { erf } from './mathematics.js';
import { detectPeriods, periodicityOf } from './periods.js';
import type { Series } from './series.js';

/** How the trend is found. */
export type Trend = 'avg' | 'linefit' | 'none';

export interface DecompositionOptions {
  /** Period in bins, 0 for no season, -1 to look for one. */
  readonly seasonality: number;
  readonly trend: Trend;
  /** Points at the end from which nothing is learnt. */
  readonly testPoints: number;
  /** From which score on a season that was looked for counts. */
  readonly threshold: number;
}

/** Series of one length; `residual` is null where the series is. */
export interface Decomposition {
  readonly baseline: readonly number[];
  readonly seasonal: readonly number[];
  readonly trend: readonly number[];
  readonly residual: Series;
}

const isKnown = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

/**
 * The season first, then the trend of what is left, as series_decompose is documented.
 * @example decompose([1, 2, 3, 4], { seasonality: 0, trend: 'linefit', testPoints: 0, threshold: 0.6 })?.residual // [0, 0, 0, 0]
 * @returns null when no point is left to learn from
 */
export function decompose(series: Series, options: DecompositionOptions): Decomposition | null {
  const learnt = series.slice(0, Math.max(series.length - options.testPoints, 0));
  if (series.length > 0 && !learnt.some(isKnown)) return null;
  const period =
    options.seasonality < 0 ? detectedSeason(learnt, options.threshold) : Math.min(options.seasonality, series.length);
  const seasonal = seasonOf(learnt, period, series.length);
  const line = trendOf(
    learnt.map((value, i) => (isKnown(value) ? value - (seasonal[i] ?? 0) : null)),
    options.trend,
  );
  const trend = series.map((_, i) => line(i));
  const baseline = trend.map((value, i) => value + (seasonal[i] ?? 0));
  const residual = series.map((value, i) => (isKnown(value) ? difference(value, baseline[i] ?? 0) : null));
  return { baseline, seasonal, trend, residual };
}

/** The period of the best season, or 0 when none reaches the threshold. */
export function detectedSeason(series: Series, threshold: number): number {
  const [best] = detectPeriods(periodicityOf(series), 0, series.length, 1);
  return best && best.score >= threshold ? best.length : 0;
}

/** The median of the points of each phase, repeated to a length; zeros for period 0. */
export function seasonOf(series: Series, period: number, length: number): readonly number[] {
  if (period === 0) return Array.from({ length }, () => 0);
  const phases = Array.from({ length: period }, (): number[] => []);
  series.forEach((value, i) => {
    if (isKnown(value)) phases[i % period]?.push(value);
  });
  const medians = phases.map((values) =>
    values.length === 0
      ? 0
      : percentile(
          values.sort((a, b) => a - b),
          50,
        ),
  );
  return Array.from({ length }, (_, i) => medians[i % period] ?? 0);
}

function trendOf(series: Series, trend: Trend): (at: number) => number {
  const points = series.flatMap((y, x) => (y === null ? [] : [{ x, y }]));
  if (trend === 'none' || points.length === 0) return () => 0;
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [middle, height] = [mean(({ x }) => x), mean(({ y }) => y)];
  if (trend === 'avg') return () => height;
  const spread = mean(({ x }) => (x - middle) ** 2);
  const slope = spread === 0 ? 0 : mean(({ x, y }) => (x - middle) * (y - height)) / spread;
  return (at) => height + slope * (at - middle);
}

// What rounding leaves of two equal numbers is no residual: scores are relative and would blow it up.
function difference(value: number, baseline: number): number {
  const left = value - baseline;
  return Math.abs(left) <= 1e-12 * Math.max(Math.abs(value), Math.abs(baseline)) ? 0 : left;
}

/** Of sorted values, with linear interpolation between neighbours. */
function percentile(sorted: readonly number[], percent: number): number {
  const at = (percent / 100) * (sorted.length - 1);
  const [left, right] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return left + (right - left) * (at - Math.floor(at));
}

export interface OutlierOptions {
  readonly kind: 'tukey' | 'ctukey';
  /** Stands for a missing value, beside null. */
  readonly ignore: number | null;
  /** Percentiles of the fences; only for `ctukey`. */
  readonly low: number;
  readonly high: number;
}

/**
 * Tukey's scores: how many ranges between two percentiles a value lies above the upper or (negative) below the lower one, scaled so that
 * 1.5 says the same of a normal distribution whatever the percentiles. Where that range is 0, any difference is infinitely far.
 */
export function outlierScores(series: Series, { kind, ignore, low, high }: OutlierOptions): readonly number[] {
  const counts = (value: number | null): value is number => isKnown(value) && value !== ignore;
  const sorted = series.filter(counts).sort((a, b) => a - b);
  const [from, to] = kind === 'tukey' ? [25, 75] : [low, high];
  const [lower, upper] = [percentile(sorted, from), percentile(sorted, to)];
  const scale = kind === 'tukey' ? { above: 1, below: 1 } : fenceScale(from, to);
  return series.map((value) => {
    if (!counts(value)) return 0;
    if (value > upper) return ((value - upper) / (upper - lower)) * scale.above;
    return value < lower ? ((value - lower) / (upper - lower)) * scale.below : 0;
  });
}

interface FenceScale {
  readonly above: number;
  readonly below: number;
}

// The function's author explains the scale (stackoverflow.com/questions/75264555): under a normal distribution the fence of Tukey's test at
// 1.5 keeps the score 1.5. For 10 and 90, the default, it is taken from the scores given there, since the engine's quantiles are rounded.
function fenceScale(low: number, high: number): FenceScale {
  if (low === 10 && high === 90) return { above: 2.772605605507915, below: 2.772605605507915 };
  const [lower, upper, quartile] = [normalQuantile(low / 100), normalQuantile(high / 100), normalQuantile(0.75)];
  const fence = 4 * quartile;
  return {
    above: (1.5 * (upper - lower)) / (fence - upper),
    below: (1.5 * (upper - lower)) / (fence + lower),
  };
}

/** Where a standard normal distribution reaches a probability, by Newton's method: from the middle it never overshoots. */
function normalQuantile(probability: number): number {
  let at = 0;
  for (let round = 0; round < 30; round++) {
    const reached = (1 + erf(at / Math.SQRT2)) / 2;
    at += ((probability - reached) * Math.sqrt(2 * Math.PI)) / Math.exp(-(at ** 2) / 2);
  }
  return at;
}
