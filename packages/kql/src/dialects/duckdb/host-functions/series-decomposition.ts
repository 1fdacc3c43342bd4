// The series functions about seasons, trends and outliers.

import {
  type Decomposition,
  type DecompositionOptions,
  decompose,
  detectedSeason,
  outlierScores,
  seasonOf,
  type Trend,
} from './decomposition.js';
import { defineHostFamily } from './host-function.js';
import { detectPeriods, periodicityOf, validatedPeriod } from './periods.js';
import { parseSeries, printLongs, printReals, type Series } from './series.js';

/** More periods than anyone asks for; each is one more element of two arrays. */
const mostPeriods = 1000;
/** As documented of series_periods_validate. */
const mostValidated = 16;
/** As documented of series_seasonal and series_decompose. */
const [seasonThreshold, decompositionThreshold] = [0.7, 0.6];

const isTrend = (text: string): text is Trend => ['avg', 'linefit', 'none'].includes(text);

const tupleOf = (columns: readonly string[] | null): string | null => columns && `[${columns.join(',')}]`;

/** Null for what no decomposition is documented for. */
function optionsOf(
  seasonality: bigint | null,
  trend: string | null,
  testPoints: bigint | null,
  threshold: number | null,
): DecompositionOptions | null {
  const options = {
    seasonality: Number(seasonality ?? -1n),
    trend: trend ?? 'avg',
    testPoints: Number(testPoints ?? 0n),
    threshold: threshold ?? decompositionThreshold,
  };
  const { trend: kind } = options;
  return options.seasonality >= -1 && options.testPoints >= 0 && isTrend(kind) ? { ...options, trend: kind } : null;
}

function decomposed(text: string | null, options: DecompositionOptions | null): Decomposition | null {
  const series = parseSeries(text);
  return series && options && decompose(series, options);
}

const partsOf = (parts: Decomposition | null): string | null =>
  tupleOf(parts && [parts.baseline, parts.seasonal, parts.trend, parts.residual].map(printReals));

function scores(
  series: Series,
  kind: string,
  ignore: number | null,
  low: number,
  high: number,
): readonly number[] | null {
  if (kind !== 'tukey' && kind !== 'ctukey') return null;
  if (!(low >= 2 && high <= 98 && low < high)) return null;
  return outlierScores(series, { kind, ignore, low, high });
}

function flagOf(score: number, threshold: number): number {
  if (score > threshold) return 1;
  return score < -threshold ? -1 : 0;
}

/** Seasons, trends and outliers of series. */
export const seriesDecomposition = defineHostFamily({
  series_outliers: {
    takes: ['dynamic', 'string?', 'real?', 'real?', 'real?'],
    returns: 'dynamic',
    call: (
      text: string | null,
      kind: string | null,
      ignore: number | null,
      low: number | null,
      high: number | null,
    ) => {
      const series = parseSeries(text);
      const found = series && scores(series, kind ?? 'ctukey', ignore, low ?? 10, high ?? 90);
      return found && printReals(found);
    },
  },
  series_periods_detect: {
    takes: ['dynamic', 'real', 'real', 'long'],
    returns: 'dynamic',
    call: (text: string | null, from: number | null, to: number | null, count: bigint | null) => {
      const series = parseSeries(text);
      if (!series || from === null || to === null || count === null || count < 1n || count > mostPeriods) return null;
      const found = detectPeriods(periodicityOf(series), from, to, Number(count));
      const padded = Array.from({ length: Number(count) }, (_, i) => found[i] ?? { length: 0, score: 0 });
      return tupleOf([printReals(padded.map(({ length }) => length)), printReals(padded.map(({ score }) => score))]);
    },
  },
  series_periods_validate: {
    takes: ['dynamic', 'real', 'any*'],
    returns: 'dynamic',
    call: (text: string | null, first: number | null, others: string) => {
      const series = parseSeries(text);
      const periods = [first, ...(parseSeries(others) ?? [])];
      if (!series || periods.length > mostValidated) return null;
      const periodicity = periodicityOf(series);
      return tupleOf([
        printReals(periods),
        printReals(periods.map((period) => (period === null ? 0 : validatedPeriod(periodicity, period)))),
      ]);
    },
  },
  series_seasonal: {
    takes: ['dynamic', 'long?'],
    returns: 'dynamic',
    call: (text: string | null, period: bigint | null) => {
      const series = parseSeries(text);
      if (!series) return null;
      const given = period === null || period === -1n ? detectedSeason(series, seasonThreshold) : Number(period);
      return printReals(seasonOf(series, Math.min(Math.max(given, 0), series.length), series.length));
    },
  },
  series_decompose: {
    takes: ['dynamic', 'long?', 'string?', 'long?', 'real?'],
    returns: 'dynamic',
    call: (
      text: string | null,
      seasonality: bigint | null,
      trend: string | null,
      testPoints: bigint | null,
      threshold: number | null,
    ) => {
      return partsOf(decomposed(text, optionsOf(seasonality, trend, testPoints, threshold)));
    },
  },
  // The forecast is the baseline, the first of the columns that the binder gives both.
  series_decompose_forecast: {
    takes: ['dynamic', 'long', 'long?', 'string?', 'real?'],
    returns: 'dynamic',
    call: (
      text: string | null,
      points: bigint | null,
      seasonality: bigint | null,
      trend: string | null,
      threshold: number | null,
    ) => {
      return partsOf(decomposed(text, optionsOf(seasonality, trend, points, threshold)));
    },
  },
  series_decompose_anomalies: {
    takes: ['dynamic', 'real?', 'long?', 'string?', 'long?', 'string?', 'real?'],
    returns: 'dynamic',
    call: (
      text: string | null,
      anomalyThreshold: number | null,
      seasonality: bigint | null,
      trend: string | null,
      testPoints: bigint | null,
      kind: string | null,
      threshold: number | null,
    ) => {
      const parts = decomposed(text, optionsOf(seasonality, trend, testPoints, threshold));
      const found = parts && scores(parts.residual, kind ?? 'ctukey', null, 10, 90);
      if (!parts || !found) return null;
      const flags = found.map((score) => flagOf(score, anomalyThreshold ?? 1.5));
      return tupleOf([printLongs(flags), printReals(found), printReals(parts.baseline)]);
    },
  },
});
