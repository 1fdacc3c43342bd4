// Functions on series with several results, and filters: statistics, fits, outliers, Fourier transforms, seasons.

import { convolution, fourier, inverseFourier } from './fourier.js';
import { defineHostFamily, type HostedFunction } from './host-function.js';
import { fitLine, fitPolynomial, fitTwoLines, varianceOf } from './regression.js';
import { parseSeries, printReal, printReals, type Series } from './series.js';

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

/** Each as JSON text, in the order of the columns; null for a series with gaps or infinities, unless those are ignored. */
function statistics(series: Series, finiteOnly: boolean | null): ReadonlyMap<string, string> | null {
  const values = series.flatMap((value, i) => (value !== null && Number.isFinite(value) ? [{ value, i }] : []));
  const [first] = values;
  if (!first || (values.length < series.length && !finiteOnly)) return null;
  const min = values.reduce((least, candidate) => (candidate.value < least.value ? candidate : least), first);
  const max = values.reduce((most, candidate) => (candidate.value > most.value ? candidate : most), first);
  const sum = values.reduce((total, { value }) => total + value, 0);
  const variance = varianceOf(values.map(({ value }) => value));
  return new Map([
    ['min', printReal(min.value)],
    ['min_idx', String(min.i)],
    ['max', printReal(max.value)],
    ['max_idx', String(max.i)],
    ['avg', printReal(sum / values.length)],
    ['stdev', printReal(Math.sqrt(variance))],
    ['variance', printReal(variance)],
    ['sum', printReal(sum)],
    ['len', String(series.length)],
  ]);
}

const statisticsColumns = 7;

const asBag = (entries: Readonly<Record<string, string>>): string =>
  `{${Object.entries(entries)
    .map(([key, value]) => `${JSON.stringify(key)}:${value}`)
    .join(',')}}`;

function lineColumns(series: Series): Readonly<Record<string, string>> | null {
  const y = known(series);
  if (y.length === 0 || y.length < series.length) return null;
  const { rsquare, coefficients, variance, rvariance, fitted } = fitLine(y);
  const [slope = 0, interception = 0] = coefficients;
  return {
    rsquare: printReal(rsquare),
    slope: printReal(slope),
    variance: printReal(variance),
    rvariance: printReal(rvariance),
    interception: printReal(interception),
    line_fit: printReals(fitted),
  };
}

function twoLinesColumns(series: Series): Readonly<Record<string, string>> | null {
  const y = known(series);
  const found = y.length < series.length ? null : fitTwoLines(y);
  if (!found) return null;
  const { whole, left, right } = found;
  const side = (name: string, fit: typeof left): Readonly<Record<string, string>> => ({
    [`${name}.rsquare`]: printReal(fit.rsquare),
    [`${name}.slope`]: printReal(fit.coefficients[0] ?? 0),
    [`${name}.interception`]: printReal(fit.coefficients[1] ?? 0),
    [`${name}.variance`]: printReal(fit.variance),
    [`${name}.rvariance`]: printReal(fit.rvariance),
  });
  return {
    rsquare: printReal(whole.rsquare),
    split_idx: String(found.split),
    variance: printReal(whole.variance),
    rvariance: printReal(whole.rvariance),
    line_fit: printReals(whole.fitted),
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

/** Products from which on a convolution by way of the transform is worth its rounding. */
const directly = 10_000_000;

// y[i] is the sum of the filter over what came before; `center` looks to both sides.
function fir(series: Series, filter: readonly number[], normalize: boolean, center: boolean): Series {
  const total = filter.reduce((sum, value) => sum + value, 0);
  const weights = normalize && total !== 0 ? filter.map((value) => value / total) : filter;
  const shift = center ? Math.floor(weights.length / 2) : 0;
  if (series.length * weights.length > directly) {
    const full = convolution(
      series.map((value) => value ?? 0),
      weights,
    );
    return series.map((_, i) => full[i + shift] ?? 0);
  }
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

const transform = (inverse: boolean): HostedFunction => ({
  takes: ['dynamic', 'dynamic?'],
  returns: 'dynamic',
  call: (realText: string | null, imaginaryText: string | null) => {
    const [real, imaginary] = [parseSeries(realText), parseSeries(imaginaryText) ?? []];
    if (!real) return null;
    const input = {
      re: Float64Array.from(real, (value) => value ?? 0),
      im: Float64Array.from(real, (_, i) => imaginary[i] ?? 0),
    };
    const { re, im } = inverse ? inverseFourier(input) : fourier(input);
    return `[${printReals([...re])},${printReals([...im])}]`;
  },
});

/** Series functions with more to say than one number per element. */
export const seriesAnalysis = defineHostFamily({
  series_stats: tuple(['dynamic', 'bool?'], (series, finiteOnly: boolean | null) => {
    const found = statistics(series, finiteOnly);
    return found && [...found.values()].slice(0, statisticsColumns);
  }),
  series_stats_dynamic: {
    takes: ['dynamic', 'bool?'],
    returns: 'dynamic',
    call: (text: string | null, finiteOnly: boolean | null) => {
      const series = parseSeries(text);
      const found = series && statistics(series, finiteOnly);
      return found && asBag(Object.fromEntries(found));
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
        `[${[printReal(fit.rsquare), printReals(fit.coefficients), printReal(fit.variance), printReal(fit.rvariance), printReals(fit.fitted)].join(',')}]`
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
      return printReals(fir(series, known(filter), normalize ?? !negative, center ?? false));
    },
  },
  series_iir: {
    takes: ['dynamic', 'dynamic', 'dynamic'],
    returns: 'dynamic',
    call: (text: string | null, numeratorText: string | null, denominatorText: string | null) => {
      const [series, numerators, denominators] = [text, numeratorText, denominatorText].map(parseSeries);
      return series && numerators && denominators
        ? printReals(iir(series, known(numerators), known(denominators)))
        : null;
    },
  },
  series_fft: transform(false),
  series_ifft: transform(true),
});
