// Numbers of a series (a dynamic array of numbers) worked on element by element or as a whole.

import { defineHostFamily, type HostedFunction } from './host-function.js';
import { isArray, type Json, JsonNumber, parseArray, parseJson } from './json.js';

/** A series: null where the array holds no number. */
export type Series = readonly (number | null)[];

const notANumber: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

function numberOf(value: Json): number | null {
  if (value instanceof JsonNumber) return Number(value.text);
  if (typeof value === 'boolean') return Number(value);
  return notANumber.get(value) ?? null;
}

/** The numbers of an array's JSON text; null when it is no array. */
export const parseSeries = (text: string | null): Series | null => parseArray(text)?.map(numberOf) ?? null;

/** JSON text of a number; what JSON does not know is a text, as the language has it. */
export const printNumber = (value: number | boolean | null): string =>
  typeof value !== 'number' || Number.isFinite(value) ? String(Object.is(value, -0) ? '-0.0' : value) : `"${value}"`;

/** JSON text of a series. */
export const printSeries = (values: readonly (number | boolean | null)[]): string =>
  `[${values.map(printNumber).join(',')}]`;

type Combine = (a: number, b: number) => number | boolean | null;

// An array and a number, or two arrays of one length; elements that are no numbers give null.
const elementwise = (combine: Combine): HostedFunction => ({
  takes: ['any', 'any'],
  returns: 'dynamic',
  call: (leftText: string | null, rightText: string | null) => {
    const [left, right] = [operand(leftText), operand(rightText)];
    if (left === null || right === null) return null;
    const length = Array.isArray(left) ? left.length : Array.isArray(right) ? right.length : null;
    if (length === null || (Array.isArray(left) && Array.isArray(right) && left.length !== right.length)) return null;
    const at = (side: Series | number, i: number): number | null =>
      typeof side === 'number' ? side : (side[i] ?? null);
    return printSeries(
      Array.from({ length }, (_, i) => {
        const [a, b] = [at(left, i), at(right, i)];
        return a === null || b === null ? null : combine(a, b);
      }),
    );
  },
});

function operand(text: string | null): Series | number | null {
  const value = parseJson(text);
  return isArray(value) ? value.map(numberOf) : numberOf(value);
}

const mapped = (map: (value: number) => number | null): HostedFunction => ({
  takes: ['dynamic'],
  returns: 'dynamic',
  call: (text: string | null) => {
    const series = parseSeries(text);
    return series && printSeries(series.map((value) => (value === null ? null : map(value))));
  },
});

const numbersOf = (series: Series): readonly number[] => series.filter((value) => value !== null);

const reduced = (reduce: (values: readonly number[]) => number | null): HostedFunction => ({
  takes: ['dynamic'],
  returns: 'real',
  call: (text: string | null) => {
    const series = parseSeries(text);
    return series && reduce(numbersOf(series));
  },
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const squares = (values: readonly number[]): number => sum(values.map((value) => value * value));

/** Two series of one length without gaps, else null. */
function pairOf(
  leftText: string | null,
  rightText: string | null,
): readonly [readonly number[], readonly number[]] | null {
  const [left, right] = [operand(leftText), operand(rightText)];
  const length = Array.isArray(left) ? left.length : Array.isArray(right) ? right.length : 0;
  const [a, b] = [left, right].map((side) => (typeof side === 'number' ? Array.from({ length }, () => side) : side));
  if (!a || !b || a.length !== b.length || [...a, ...b].includes(null)) return null;
  return [a as readonly number[], b as readonly number[]];
}

const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((value, i) => value * (b[i] ?? 0)));

function pearson(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [sum(a) / a.length, sum(b) / b.length];
  const [x, y] = [a.map((value) => value - meanA), b.map((value) => value - meanB)];
  return dot(x, y) / Math.sqrt(squares(x) * squares(y));
}

/** A placeholder marks what is missing: null when none is named. */
const isMissing = (value: number | null, placeholder: number | null): boolean =>
  value === placeholder || (placeholder !== null && Number.isNaN(placeholder) && Number.isNaN(value ?? 0));

function filledForward(series: Series, placeholder: number | null): Series {
  let last: number | null = placeholder;
  return series.map((value) => {
    if (!isMissing(value, placeholder)) last = value;
    return last;
  });
}

// Between two known values on the line through them; at the edges the nearest one, or the constant.
function filledLinear(series: Series, placeholder: number | null, edges: boolean, constant: number | null): Series {
  const known = series.flatMap((value, i) => (isMissing(value, placeholder) || value === null ? [] : [i]));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return series.map(() => constant);
  let next = 0;
  return series.map((value, i) => {
    if (!isMissing(value, placeholder)) return value;
    if (i < first) return edges ? (series[first] ?? null) : placeholder;
    if (i > last) return edges ? (series[last] ?? null) : placeholder;
    while ((known[next] ?? 0) < i) next++;
    const [right, left] = [known[next] ?? 0, known[next - 1] ?? 0];
    const [from, to] = [series[left] ?? 0, series[right] ?? 0];
    return from + ((to - from) * (i - left)) / (right - left);
  });
}

const filled = (fill: (series: Series, placeholder: number | null) => Series): HostedFunction => ({
  takes: ['dynamic', 'real?'],
  returns: 'dynamic',
  call: (text: string | null, placeholder: number | null) => {
    const series = parseSeries(text);
    return series && printSeries(fill(series, placeholder));
  },
});

/** Element-wise functions and sums over series. */
export const series = defineHostFamily({
  series_add: elementwise((a, b) => a + b),
  series_subtract: elementwise((a, b) => a - b),
  series_multiply: elementwise((a, b) => a * b),
  series_divide: elementwise((a, b) => a / b),
  series_pow: elementwise((a, b) => a ** b),
  series_greater: elementwise((a, b) => a > b),
  series_greater_equals: elementwise((a, b) => a >= b),
  series_less: elementwise((a, b) => a < b),
  series_less_equals: elementwise((a, b) => a <= b),
  series_equals: elementwise((a, b) => a === b),
  series_not_equals: elementwise((a, b) => a !== b),
  series_abs: mapped(Math.abs),
  series_sign: mapped(Math.sign),
  series_exp: mapped(Math.exp),
  series_log: mapped((x) => (x < 0 ? Number.NaN : Math.log(x))),
  series_floor: mapped(Math.floor),
  series_ceiling: mapped(Math.ceil),
  series_sin: mapped(Math.sin),
  series_cos: mapped(Math.cos),
  series_tan: mapped(Math.tan),
  series_asin: mapped(Math.asin),
  series_acos: mapped(Math.acos),
  series_atan: mapped(Math.atan),
  series_sum: reduced(sum),
  series_product: reduced((values) => values.reduce((product, value) => product * value, 1)),
  series_magnitude: reduced((values) => Math.sqrt(squares(values))),
  series_dot_product: {
    takes: ['any', 'any'],
    returns: 'real',
    call: (a: string | null, b: string | null) => {
      const pair = pairOf(a, b);
      return pair && dot(...pair);
    },
  },
  series_pearson_correlation: {
    takes: ['dynamic', 'dynamic'],
    returns: 'real',
    call: (a: string | null, b: string | null) => {
      const pair = pairOf(a, b);
      return pair && pearson(...pair);
    },
  },
  series_cosine_similarity: {
    takes: ['dynamic', 'dynamic', 'real?', 'real?'],
    returns: 'real',
    call: (a: string | null, b: string | null, sizeA: number | null, sizeB: number | null) => {
      const pair = pairOf(a, b);
      return pair && dot(...pair) / ((sizeA ?? Math.sqrt(squares(pair[0]))) * (sizeB ?? Math.sqrt(squares(pair[1]))));
    },
  },
  series_fill_const: {
    takes: ['dynamic', 'real?', 'real?'],
    returns: 'dynamic',
    call: (text: string | null, constant: number | null, placeholder: number | null) => {
      const values = parseSeries(text);
      return values && printSeries(values.map((value) => (isMissing(value, placeholder) ? (constant ?? 0) : value)));
    },
  },
  series_fill_forward: filled(filledForward),
  series_fill_backward: filled((values, placeholder) =>
    [...filledForward([...values].reverse(), placeholder)].reverse(),
  ),
  series_fill_linear: {
    takes: ['dynamic', 'real?', 'bool?', 'real?'],
    returns: 'dynamic',
    call: (text: string | null, placeholder: number | null, edges: boolean | null, constant: number | null) => {
      const values = parseSeries(text);
      return values && printSeries(filledLinear(values, placeholder, edges ?? true, constant ?? 0));
    },
  },
});
