// Numbers of a series (a dynamic array of numbers) worked on element by element or summed up.

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
  return notANumber.get(value) ?? (typeof value === 'string' ? ticksOf(value) : null);
}

const datetime = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{7})Z$/;
const ticksAtEpoch = 621355968000000000n;

// An axis of datetimes is a series, too, by its ticks: fits over time are written that way.
function ticksOf(text: string): number | null {
  const [, seconds, ticks] = datetime.exec(text) ?? [];
  const milliseconds = Date.parse(`${seconds}Z`);
  if (ticks === undefined || Number.isNaN(milliseconds)) return null;
  return Number(ticksAtEpoch + BigInt(milliseconds) * 10_000n + BigInt(ticks));
}

/** The numbers of an array's JSON text; null when it is no array. */
export const parseSeries = (text: string | null): Series | null => parseArray(text)?.map(numberOf) ?? null;

/** JSON text of a real: whole ones keep a point, and what JSON does not know is a text, as the language has it. */
export function printReal(value: number | null): string {
  if (value === null) return 'null';
  if (!Number.isFinite(value)) return `"${value}"`;
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** JSON text of a series of reals. */
export const printReals = (values: Series): string => `[${values.map(printReal).join(',')}]`;

/** JSON text of a series of whole numbers. */
export const printLongs = (values: readonly number[]): string => `[${values.join(',')}]`;

/** An element with its type: a long or a real. */
type Typed = bigint | number;

/** Longest text of a long; what is longer is a real. */
const longestLong = 20;

function typedOf(value: Json): Typed | null {
  if (!(value instanceof JsonNumber) || !/^-?\d+$/.test(value.text)) return numberOf(value);
  if (value.text.length > longestLong) return Number(value.text);
  const long = BigInt(value.text);
  return BigInt.asIntN(64, long) === long ? long : Number(value.text);
}

type Combine<T extends Typed> = (a: T, b: T) => Typed | boolean;

// Two arrays, or an array and a number. An element that is no number, or that one of the arrays does not have, gives null.
const elementwise = (real: Combine<number>, long?: Combine<bigint>): HostedFunction => ({
  takes: ['any', 'any'],
  returns: 'dynamic',
  call: (leftText: string | null, rightText: string | null) => {
    const [left, right] = [parseJson(leftText), parseJson(rightText)];
    const lengths = [left, right].flatMap((side) => (isArray(side) ? [side.length] : []));
    if (lengths.length === 0) return null;
    const at = (side: Json, i: number): Typed | null => typedOf(isArray(side) ? (side[i] ?? null) : side);
    return printElements(
      Array.from({ length: Math.max(...lengths) }, (_, i) => {
        const [a, b] = [at(left, i), at(right, i)];
        if (a === null || b === null) return null;
        return long && typeof a === 'bigint' && typeof b === 'bigint' ? long(a, b) : real(Number(a), Number(b));
      }),
    );
  },
});

const printElements = (values: readonly (Typed | boolean | null)[]): string =>
  `[${values.map((value) => (typeof value === 'number' ? printReal(value) : String(value))).join(',')}]`;

const wrapped =
  (long: (a: bigint, b: bigint) => bigint): Combine<bigint> =>
  (a, b) =>
    BigInt.asIntN(64, long(a, b));

const compared = (compare: <T extends Typed>(a: T, b: T) => boolean): HostedFunction => elementwise(compare, compare);

const mapped = (map: (value: number) => Typed | null): HostedFunction => ({
  takes: ['dynamic'],
  returns: 'dynamic',
  call: (text: string | null) => {
    const series = parseSeries(text);
    return series && printElements(series.map((value) => (value === null ? null : map(value))));
  },
});

function signOf(value: number): Typed {
  return Number.isNaN(value) ? value : BigInt(Math.sign(value));
}

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

/** Either side an array or a number that stands at every place of the other; null without an array. */
function sidesOf(leftText: string | null, rightText: string | null): readonly [Series, Series] | null {
  const sides = [parseJson(leftText), parseJson(rightText)];
  const length = sides.reduce((most, side) => (isArray(side) ? Math.max(most, side.length) : most), -1);
  if (length < 0) return null;
  const [left, right] = sides.map((side = null) =>
    isArray(side) ? side.map(numberOf) : Array.from({ length }, () => numberOf(side)),
  );
  return left && right ? [left, right] : null;
}

type Pair = readonly [readonly number[], readonly number[]];

/** Two series of one length without gaps, else null. */
function pairOf(leftText: string | null, rightText: string | null): Pair | null {
  const [left, right] = sidesOf(leftText, rightText) ?? [];
  if (!left || !right || left.length !== right.length || left.includes(null) || right.includes(null)) return null;
  return [left as readonly number[], right as readonly number[]];
}

/** The places where both have a number; null when there is none. */
function sharedOf(leftText: string | null, rightText: string | null): Pair | null {
  const [left = [], right = []] = sidesOf(leftText, rightText) ?? [];
  const both = left.flatMap((a, i) => {
    const b = right[i] ?? null;
    return a === null || b === null ? [] : [[a, b] as const];
  });
  return both.length === 0 ? null : [both.map(([a]) => a), both.map(([, b]) => b)];
}

const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((value, i) => value * (b[i] ?? 0)));

function pearson(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [sum(a) / a.length, sum(b) / b.length];
  const [x, y] = [a.map((value) => value - meanA), b.map((value) => value - meanB)];
  return dot(x, y) / Math.sqrt(squares(x) * squares(y));
}

/** Element-wise functions and sums over series. */
export const series = defineHostFamily({
  series_add: elementwise(
    (a, b) => a + b,
    wrapped((a, b) => a + b),
  ),
  series_subtract: elementwise(
    (a, b) => a - b,
    wrapped((a, b) => a - b),
  ),
  series_multiply: elementwise(
    (a, b) => a * b,
    wrapped((a, b) => a * b),
  ),
  series_divide: elementwise((a, b) => a / b),
  series_pow: elementwise((a, b) => a ** b),
  series_greater: compared((a, b) => a > b),
  series_greater_equals: compared((a, b) => a >= b),
  series_less: compared((a, b) => a < b),
  series_less_equals: compared((a, b) => a <= b),
  series_equals: compared((a, b) => a === b),
  series_not_equals: compared((a, b) => a !== b),
  series_abs: mapped(Math.abs),
  series_sign: mapped(signOf),
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
      const pair = sharedOf(a, b);
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
      const pair = sharedOf(a, b);
      return pair && dot(...pair) / ((sizeA ?? Math.sqrt(squares(pair[0]))) * (sizeB ?? Math.sqrt(squares(pair[1]))));
    },
  },
});
