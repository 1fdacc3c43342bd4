// Special functions: the gamma and beta families and the error function, to the precision of a double.

import { defineHostFamily } from './host-function.js';

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const shifted = x - 1;
  const sum = lanczos.reduce(
    (total, coefficient, i) => (i === 0 ? coefficient : total + coefficient / (shifted + i)),
    0,
  );
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

function gamma(x: number): number {
  if (Number.isInteger(x)) {
    if (x <= 0) return Number.NaN;
    if (x <= 171)
      return Array.from({ length: x - 1 }, (_, i) => i + 1).reduce((product, factor) => product * factor, 1);
  }
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  return Math.exp(logGamma(x));
}

// A series near zero, a continued fraction for the tail.
export function erf(x: number): number {
  if (x < 0) return -erf(-x);
  if (x > 2.5) return 1 - erfc(x);
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum) && n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

function erfc(x: number): number {
  if (x < 2.5) return 1 - erf(x);
  let fraction = 0;
  for (let n = 120; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

// The regularised incomplete beta function. Its continued fraction converges fast left of the mean: right of it the
// mirrored one is taken.
function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return x > (a + 1) / (a + b + 2) ? 1 - betaFraction(1 - x, b, a) : betaFraction(x, a, b);
}

function betaFraction(x: number, a: number, b: number): number {
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const tiny = 1e-300;
  const bounded = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let d = 1 / bounded(1 - ((a + b) * x) / (a + 1));
  let [c, h] = [1, d];
  for (let m = 1; m < 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / bounded(1 + even * d);
    c = bounded(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / bounded(1 + odd * d);
    c = bounded(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return front * h;
}

function betaInverse(probability: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 200 && low < high; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (betaCdf(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const betaPdf = (x: number, a: number, b: number): number =>
  Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b)) * x ** (a - 1) * (1 - x) ** (b - 1);

/** Null for a null, NaN outside the function's domain. */
const inDomain =
  (domain: (...values: number[]) => boolean, f: (...values: number[]) => number) =>
  (...values: (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    if (known.length < values.length) return null;
    return domain(...known) ? f(...known) : Number.NaN;
  };

const everywhere = (): boolean => true;
const shapes = (_: number, a = 0, b = 0): boolean => a > 0 && b > 0;
const unit = (x: number, a = 0, b = 0): boolean => x >= 0 && x <= 1 && shapes(x, a, b);

// The two-sided probability of Student's t by Welch's degrees of freedom.
function welch(
  mean1: number,
  variance1: number,
  count1: number,
  mean2: number,
  variance2: number,
  count2: number,
): number {
  const [v1, v2] = [variance1 / count1, variance2 / count2];
  const t = (mean1 - mean2) / Math.sqrt(v1 + v2);
  const freedom = (v1 + v2) ** 2 / (v1 ** 2 / (count1 - 1) + v2 ** 2 / (count2 - 1));
  return betaCdf(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** Functions of probability. */
export const mathematics = defineHostFamily({
  gamma: { takes: ['real'], returns: 'real', call: inDomain((x) => x > 0 || !Number.isInteger(x), gamma) },
  loggamma: { takes: ['real'], returns: 'real', call: inDomain((x) => x > 0, logGamma) },
  erf: { takes: ['real'], returns: 'real', call: inDomain(everywhere, erf) },
  erfc: { takes: ['real'], returns: 'real', call: inDomain(everywhere, erfc) },
  beta_cdf: { takes: ['real', 'real', 'real'], returns: 'real', call: inDomain(unit, betaCdf) },
  beta_inv: { takes: ['real', 'real', 'real'], returns: 'real', call: inDomain(unit, betaInverse) },
  beta_pdf: { takes: ['real', 'real', 'real'], returns: 'real', call: inDomain(unit, betaPdf) },
  welch_test: {
    takes: ['real', 'real', 'real', 'real', 'real', 'real'],
    returns: 'real',
    call: inDomain(everywhere, welch as (...values: number[]) => number),
  },
});
