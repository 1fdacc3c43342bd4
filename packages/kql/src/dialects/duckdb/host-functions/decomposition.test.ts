// Seasons, trends and transforms against their definitions, and how long a hostile series may take.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompose } from './decomposition.js';
import { type Complex, convolution, fourier, inverseFourier } from './fourier.js';
import { detectPeriods, periodicityOf } from './periods.js';
import { seriesAnalysis } from './series-analysis.js';

const numbers = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 40 });
const complex = (values: readonly number[]): Complex => ({
  re: Float64Array.from(values),
  im: Float64Array.from(values, (_, i) => i % 3),
});
const closeTo = (actual: ArrayLike<number>, expected: ArrayLike<number>): void => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(actual[i]).toBeCloseTo(expected[i] ?? 0, 6);
};

describe('the transform', () => {
  it('is the sum of its definition, at any length, and has an inverse', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const input = complex(values);
        const out = fourier(input);
        values.forEach((_, k) => {
          const sum = values.reduce((total, value, t) => {
            const angle = (-2 * Math.PI * k * t) / values.length;
            return total + value * Math.cos(angle) - (input.im[t] ?? 0) * Math.sin(angle);
          }, 0);
          expect(out.re[k]).toBeCloseTo(sum, 6);
        });
        const back = inverseFourier(out);
        closeTo(back.re, input.re);
        closeTo(back.im, input.im);
      }),
    );
  });

  it('convolves as polynomials are multiplied', () => closeTo(convolution([1, 2, 3], [4, 5]), [4, 13, 22, 15]));
});

describe('a repeated pattern', () => {
  const pattern = fc
    .uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 5, maxLength: 20 })
    .map((values) => [...values, 5000]);

  it('is found with its length, and nothing is left of it but the trend', () => {
    fc.assert(
      fc.property(pattern, fc.integer({ min: 3, max: 6 }), (values, times) => {
        const series = Array.from({ length: times }, () => values).flat();
        const [best] = detectPeriods(periodicityOf(series), 0, series.length, 3);
        expect(best?.length).toBe(values.length);
        expect(best?.score).toBeCloseTo(1, 9);
        const parts = decompose(series, { seasonality: -1, trend: 'avg', testPoints: 0, threshold: 0.6 });
        expect(parts?.residual).toEqual(series.map(() => 0));
      }),
    );
  });

  it('is carried on over the points that are not learnt from', () => {
    fc.assert(
      fc.property(pattern, (values) => {
        const learnt = [...values, ...values, ...values];
        const series = [...learnt, ...values.map(() => 0)];
        const parts = decompose(series, {
          seasonality: values.length,
          trend: 'none',
          testPoints: values.length,
          threshold: 0.6,
        });
        expect(parts?.baseline).toEqual([...learnt, ...values]);
      }),
    );
  });
});

describe('long series', () => {
  it('two lines through 60,000 points, a filter as long as its series, and its periods take no quadratic time', () => {
    const values = Array.from({ length: 60_000 }, (_, i) => (i * 7919) % 10_007);
    const text = JSON.stringify(values);
    expect(seriesAnalysis.series_fit_2lines?.call(text)).toMatch(/^\[0\./);
    expect(seriesAnalysis.series_fir?.call(text, text, false, false)).toMatch(/^\[/);
    expect(detectPeriods(periodicityOf(values), 0, values.length, 1000).length).toBeGreaterThan(0);
  });
});
