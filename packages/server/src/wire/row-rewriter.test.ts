import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyOf, nullRule, utf8 } from './cell-rules.js';
import { type CellRule, createRowRewriter } from './row-rewriter.js';

const plain = (name: string): CellRule => ({ prefix: utf8(keyOf(name)) });

/** Rewrites text cut at the given places. */
function rewrite(rules: readonly CellRule[], text: string, cuts: readonly number[] = []): string {
  const bytes = utf8(text);
  const rewriter = createRowRewriter(rules);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const parts = places.slice(1).map((end, i) => rewriter.push(bytes.subarray(places[i], end)));
  rewriter.end();
  return Buffer.concat(parts).toString();
}

describe('rows become objects', () => {
  test('numbers, strings and nested values are copied byte for byte', () => {
    const rules = ['a', 'b', 'c'].map(plain);
    expect(rewrite(rules, '[9007199254740993,"x,]\\"",{"k":[1,"]"]}]\n[1.0,"",null]')).toBe(
      '{"a":9007199254740993,"b":"x,]\\"","c":{"k":[1,"]"]}},{"a":1.0,"b":"","c":null}',
    );
  });

  test('no rows give nothing', () => expect(rewrite([plain('a')], '')).toBe(''));

  test('any rows, cut anywhere, mean what they meant', () => {
    const names = fc.uniqueArray(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 6 });
    const table = names.chain((columns) =>
      fc.record({
        columns: fc.constant(columns),
        rows: fc.array(fc.tuple(...columns.map(() => fc.jsonValue()))),
        nullable: fc.array(fc.boolean(), { minLength: columns.length, maxLength: columns.length }),
        cuts: fc.array(fc.nat()),
        newlines: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(table, ({ columns, rows, nullable, cuts, newlines }) => {
        const rules = columns.map((name, i) => (nullable[i] ? nullRule(name, '"was null"') : plain(name)));
        const text = rows.map((row) => JSON.stringify(row)).join(newlines ? '\n' : '');
        const expected = rows.map(
          (row) =>
            `{${row.map((cell, i) => keyOf(columns[i] ?? '') + JSON.stringify(nullable[i] && cell === null ? 'was null' : cell)).join(',')}}`,
        );
        expect(rewrite(rules, text, cuts)).toBe(expected.join(','));
      }),
    );
  });
});

describe('an answer that is not what was announced is refused', () => {
  test.each([
    ['too few cells', '[1]'],
    ['too many cells', '[1,2,3]'],
    ['an empty cell', '[1,]'],
    ['an end inside a row', '[1,"'],
    ['an end before the bracket', '[1,2'],
    ['something else than a row', '{"a":1}'],
  ])('%s', (_, text) => {
    expect(() => rewrite(['a', 'b'].map(plain), text)).toThrow(/expected/);
    expect(() => rewrite(['a', 'b'].map(plain), text, [1, 2, 3, 4])).toThrow(/expected/);
  });
});
