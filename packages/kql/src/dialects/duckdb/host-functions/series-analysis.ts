// Functions on series with several results, and filters: statistics, fits, outliers, Fourier transforms, seasons.

import { defineHostFamily, type HostedFunction } from './host-function.js';
import { fitLine, fitPolynomial, fitTwoLines } from './regression.js';
import { parseSeries, printNumber, printSeries, type Series } from './series.js';

const known = (series: Series): readonly number[] => series.filter((value) => value !== null);

/** A row for a function whose result is one JSON array, an element per column. */
const tuple = (
  takes: HostedFunction['takes'],
  // biome-ignore lint/suspicious/noExplicitAny: as many arguments as `takes` has
  results: (series: Series, ...rest: any[]) => readonly string[] | null,
): HostedFunction => ({
  takes,
  returns: 'dynamic',
  // biome-ignore lint/suspicious/noExplicitAny: passed on as they are
  call: (text: string | null, ...rest: any[]) => {
    const series = parseSeries(text);
    const columns = series && results(series, ...rest);
    return columns && `[${columns.join(',')}]`;
  },
});

interface Statistics {
  readonly min: number;
  readonly min_idx: number;
  readonly max: number;
  readonly max_idx: number;
  readonly avg: number;
  readonly stdev: number;
  readonly variance: number;
}

function statistics(series: Series, finiteOnly: boolean): Statistics | null {
  const values = series.flatMap((value, i) =>
    value === null || (finiteOnly && !Number.isFinite(value)) ? [] : [{ value, i }],
  );
  const [first] = values;
  if (!first) return null;
  const min = values.reduce((least, candidate) => (candidate.value < least.value ? candidate : least), first);
  const max = values.reduce((most, candidate) => (candidate.value > most.value ? candidate : most), first);
  const avg = values.reduce((sum, { value }) => sum + value, 0) / values.length;
  const variance =
    values.length < 2 ? 0 : values.reduce((sum, { value }) => sum + (value - avg) ** 2, 0) / (values.length - 1);
  return { min: min.value, min_idx: min.i, max: max.value, max_idx: max.i, avg, stdev: Math.sqrt(variance), variance };
}

const asBag = (entries: Readonly<Record<string, string>>): string =>
  `{${Object.entries(entries)
    .map(([key, value]) => `${JSON.stringify(key)}:${value}`)
    .join(',')}}`;

function statisticsColumns(series: Series, finiteOnly: boolean | null): readonly string[] {
  const found = statistics(series, finiteOnly ?? false);
  return found ? Object.values(found).map(printNumber) : Array.from({ length: 7 }, () => 'null');
}

function lineColumns(series: Series): Readonly<Record<string, string>> | null {
  const y = known(series);
  if (y.length === 0 || y.length < series.length) return null;
  const { rsquare, coefficients, variance, rvariance, fitted } = fitLine(y);
  const [slope = 0, interception = 0] = coefficients;
  return {
    rsquare: printNumber(rsquare),
    slope: printNumber(slope),
    variance: printNumber(variance),
    rvariance: printNumber(rvariance),
    interception: printNumber(interception),
    line_fit: printSeries(fitted),
  };
}

function twoLinesColumns(series: Series): Readonly<Record<string, string>> | null {
  const y = known(series);
  const found = y.length < series.length ? null : fitTwoLines(y);
  if (!found) return null;
  const { whole, left, right } = found;
  const side = (name: string, fit: typeof left): Readonly<Record<string, string>> => ({
    [`${name}.rsquare`]: printNumber(fit.rsquare),
    [`${name}.slope`]: printNumber(fit.coefficients[0] ?? 0),
    [`${name}.interception`]: printNumber(fit.coefficients[1] ?? 0),
    [`${name}.variance`]: printNumber(fit.variance),
    [`${name}.rvariance`]: printNumber(fit.rvariance),
  });
  return {
    rsquare: printNumber(whole.rsquare),
    split_idx: String(found.split),
    variance: printNumber(whole.variance),
    rvariance: printNumber(whole.rvariance),
    line_fit: printSeries(whole.fitted),
    ...side('right', right),
    ...side('left', left),
  };
}

// The dynamic form nests what the columns name with a prefix.
function nested(flat: Readonly<Record<string, string>>): string {
  const sides = ['left', 'right'].map((side) => [
    side,
    asBag(
      Object.fromEntries(
        Object.entries(flat).flatMap(([key, value]) =>
          key.startsWith(`${side}.`) ? [[key.slice(side.length + 1), value]] : [],
        ),
      ),
    ),
  ]);
  return asBag({
    ...Object.fromEntries(Object.entries(flat).filter(([key]) => !key.includes('.'))),
    ...Object.fromEntries(sides),
  });
}

const bagOf = (
  columns: (series: Series) => Readonly<Record<string, string>> | null,
  print = asBag,
): HostedFunction => ({
  takes: ['dynamic'],
  returns: 'dynamic',
  call: (text: string | null) => {
    const series = parseSeries(text);
    const found = series && columns(series);
    return found && print(found);
  },
});

// y[i] is the sum of the filter over what came before; `center` looks to both sides.
function fir(series: Series, filter: readonly number[], normalize: boolean, center: boolean): Series {
  const total = filter.reduce((sum, value) => sum + value, 0);
  const weights = normalize && total !== 0 ? filter.map((value) => value / total) : filter;
  const shift = center ? Math.floor(weights.length / 2) : 0;
  return series.map((_, i) => weights.reduce((sum, weight, k) => sum + weight * (series[i - k + shift] ?? 0), 0));
}

function iir(series: Series, numerators: readonly number[], denominators: readonly number[]): Series {
  const [lead = 1, ...feedback] = denominators;
  const out: number[] = [];
  series.forEach((_, i) => {
    const forward = numerators.reduce((sum, weight, k) => sum + weight * (series[i - k] ?? 0), 0);
    const back = feedback.reduce((sum, weight, k) => sum + weight * (out[i - k - 1] ?? 0), 0);
    out.push((forward - back) / lead);
  });
  return out;
}

// Quadratic in the length, which suits the series that queries make.
function fourier(
  real: readonly number[],
  imaginary: readonly number[],
  inverse: boolean,
): readonly [number[], number[]] {
  const length = real.length;
  const sign = inverse ? 1 : -1;
  const [outReal, outImaginary]: [number[], number[]] = [[], []];
  const turn = (2 * Math.PI) / length;
  for (let k = 0; k < length; k++) {
    let [re, im] = [0, 0];
    for (let t = 0; t < length; t++) {
      const angle = sign * turn * ((k * t) % length);
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      re += (real[t] ?? 0) * cos - (imaginary[t] ?? 0) * sin;
      im += (real[t] ?? 0) * sin + (imaginary[t] ?? 0) * cos;
    }
    outReal.push(inverse ? re / length : re);
    outImaginary.push(inverse ? im / length : im);
  }
  return [outReal, outImaginary];
}

const transform = (inverse: boolean): HostedFunction => ({
  takes: ['dynamic', 'dynamic?'],
  returns: 'dynamic',
  call: (realText: string | null, imaginaryText: string | null) => {
    const [real, imaginary] = [parseSeries(realText), parseSeries(imaginaryText)];
    if (!real) return null;
    return `[${fourier(
      real.map((value) => value ?? 0),
      (imaginary ?? []).map((value) => value ?? 0),
      inverse,
    )
      .map(printSeries)
      .join(',')}]`;
  },
});

/** Series functions with more to say than one number per element. */
export const seriesAnalysis = defineHostFamily({
  series_stats: tuple(['dynamic', 'bool?'], statisticsColumns),
  series_stats_dynamic: {
    takes: ['dynamic', 'bool?'],
    returns: 'dynamic',
    call: (text: string | null, finiteOnly: boolean | null) => {
      const series = parseSeries(text);
      const found = series && statistics(series, finiteOnly ?? false);
      if (!found) return null;
      const columns = { ...found, sum: known(series).reduce((sum, value) => sum + value, 0), len: series.length };
      return asBag(Object.fromEntries(Object.entries(columns).map(([key, value]) => [key, printNumber(value)])));
    },
  },
  series_fit_line: tuple(['dynamic'], (series) => {
    const columns = lineColumns(series);
    return columns && Object.values(columns);
  }),
  series_fit_line_dynamic: bagOf(lineColumns),
  series_fit_2lines: tuple(['dynamic'], (series) => {
    const columns = twoLinesColumns(series);
    return columns && Object.values(columns);
  }),
  series_fit_2lines_dynamic: bagOf(twoLinesColumns, nested),
  series_fit_poly: {
    takes: ['dynamic', 'dynamic?', 'long?'],
    returns: 'dynamic',
    call: (yText: string | null, xText: string | null, degree: bigint | null) => {
      const y = parseSeries(yText);
      if (!y) return null;
      const x = parseSeries(xText) ?? y.map((_, i) => i + 1);
      const values = known(y);
      if (values.length < y.length || known(x).length !== y.length || y.length === 0) return null;
      const fit = fitPolynomial(values, known(x), Number(degree ?? 1n));
      return (
        fit &&
        `[${[printNumber(fit.rsquare), printSeries(fit.coefficients), printNumber(fit.variance), printNumber(fit.rvariance), printSeries(fit.fitted)].join(',')}]`
      );
    },
  },
  series_fir: {
    takes: ['dynamic', 'dynamic', 'bool?', 'bool?'],
    returns: 'dynamic',
    call: (text: string | null, filterText: string | null, normalize: boolean | null, center: boolean | null) => {
      const [series, filter] = [parseSeries(text), parseSeries(filterText)];
      if (!series || !filter) return null;
      const negative = known(filter).some((weight) => weight < 0);
      if (negative && normalize) return null;
      return printSeries(fir(series, known(filter), normalize ?? !negative, center ?? false));
    },
  },
  series_iir: {
    takes: ['dynamic', 'dynamic', 'dynamic'],
    returns: 'dynamic',
    call: (text: string | null, numeratorText: string | null, denominatorText: string | null) => {
      const [series, numerators, denominators] = [text, numeratorText, denominatorText].map(parseSeries);
      return series && numerators && denominators
        ? printSeries(iir(series, known(numerators), known(denominators)))
        : null;
    },
  },
  series_fft: transform(false),
  series_ifft: transform(true),
});
