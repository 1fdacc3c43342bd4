// What every host function owes the engine: no exception and no endless work, whatever text, number or null comes in.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostTableFunctions } from '../host-tables/index.js';
import { accepted, type HostedFunction, type HostFamily, parameterType } from './host-function.js';
import { hostFamilies, hostFunctions } from './index.js';
import { parseJson, printJson } from './json.js';
import { mathematics } from './mathematics.js';
import { seriesAnalysis } from './series-analysis.js';

const families: Readonly<Record<string, HostFamily>> = hostFamilies;

const json = fc.json({ maxDepth: 3 });
const near = fc.oneof(
  fc.constantFrom('10.1.2.3/8', '::1', 'a=1&b', 'C:\\x:y', '"a', '<a/>', 'AAA=', '1.2', '$.a'),
  fc.string({ unit: 'binary' }),
);

function argumentOf(take: HostedFunction['takes'][number]): fc.Arbitrary<unknown> {
  if (take.endsWith('*')) return fc.array(json, { maxLength: 4 }).map((elements) => `[${elements.join(',')}]`);
  switch (parameterType(take)) {
    case 'BIGINT':
      return fc.option(
        fc.oneof(fc.bigInt({ min: -40n, max: 40n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      );
    case 'DOUBLE':
      return fc.option(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double()));
    case 'BOOLEAN':
      return fc.option(fc.boolean());
    case 'VARCHAR': {
      const isJson = accepted(take) === 'dynamic' || accepted(take) === 'any';
      const value = isJson ? fc.option(json) : accepted(take) === 'guid' ? fc.uuid() : near;
      return take.endsWith('?') ? fc.option(value) : value;
    }
  }
}

describe('host functions', () => {
  it('has every family registered under one name each', () => {
    const rows = Object.values(families).flatMap((family) => Object.keys(family));
    const names = [...rows.map((name) => `kql_host_${name}`), ...hostTableFunctions.map(({ name }) => name)];
    expect(hostFunctions.map(({ name }) => name).sort()).toEqual(names.sort());
  });

  for (const [family, rows] of Object.entries(families)) {
    it(`${family}: answers anything with a value of its type or null`, () => {
      for (const [name, { takes, returns, call }] of Object.entries(rows)) {
        fc.assert(
          fc.property(fc.tuple(...takes.map(argumentOf)), (args) => {
            const value = call(...args);
            if (value === null) return;
            const expected =
              { bool: 'boolean', int: 'bigint', long: 'bigint', real: 'number' }[returns as string] ?? 'string';
            expect(`${name}: ${typeof value}`).toBe(`${name}: ${expected}`);
            if (returns === 'dynamic') JSON.parse(value as string);
          }),
          { numRuns: 60 },
        );
      }
    });
  }
});

describe('found by the properties above', () => {
  it('a beta distribution too large for doubles comes to an end', () => {
    expect(typeof mathematics.beta_inv?.call(0, 9.9792015476736e291, 1.7976931348623157e308)).toBe('number');
  });

  it('a polynomial of more degrees than points is not fitted', () => {
    const fit = (degree: bigint) => seriesAnalysis.series_fit_poly?.call('[1,2,4]', null, degree);
    expect(fit(2n)).toMatch(/^\[1.0,/);
    expect([fit(3n), fit(-1n), fit(2n ** 63n - 1n)]).toEqual([null, null, null]);
  });
});

describe('exact JSON', () => {
  it('prints what it reads, numbers as they were written', () => {
    fc.assert(
      fc.property(json, (text) => {
        expect(JSON.parse(printJson(parseJson(text)))).toEqual(JSON.parse(text));
      }),
    );
    expect(printJson(parseJson(' {"a": 1.0, "b": [9007199254740993, 1e400]} '))).toBe(
      '{"a":1.0,"b":[9007199254740993,1e400]}',
    );
  });
});
