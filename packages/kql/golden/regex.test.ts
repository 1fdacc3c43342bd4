// A pattern that is written in the query is searched with RE2 where that says the same as Rust's own crate.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { regexes } from '../src/dialects/duckdb/host-functions/regexes.js';
import { createRunner } from './duckdb-runner.js';

const texts = [
  '',
  'abc',
  'Straße_42',
  'été à Łódź',
  'a b\nc-d.e',
  'x١٢٣y',
  'ab12ab12',
  'ⅷ ⓐ',
  'a\u200db',
  'привет, мир',
  'A_B-C',
];

const atom = fc.constantFrom(
  'a',
  'b',
  'é',
  '.',
  '\\w',
  '\\d',
  '\\s',
  '\\W',
  '\\D',
  '\\S',
  '\\b',
  '\\B',
  '[ab]',
  '[^a]',
  '[\\w-]',
  '[[:alpha:]]',
  '[^\\d\\s]',
  '[[a-c]&&[^b]]',
  '\\p{L}',
  '\\p{Greek}',
  '\\.',
  '\\x{e9}',
  '^',
  '$',
  '\\b{start}',
  '(?i)A',
  '(?-u:b)',
  '[\\D_]',
); // prettier-ignore
const counted = fc
  .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '*?', '{2}', '{1,3}'))
  .map(([what, count]) => (/^[\^$]|\\[bB]|^\(\?/.test(what) ? what : what + count));
const pattern = fc
  .array(
    fc.oneof(
      counted,
      fc.tuple(counted, counted).map(([a, b]) => `(${a}|${b})`),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((pieces) => pieces.join(''));

const quoted = (value: string): string => JSON.stringify(value);

const hosted = (name: string, ...args: (string | bigint)[]): unknown => regexes[name]?.call(...args);

it('is searched for as the language searches', async () => {
  const run = await createRunner([]);
  const table = `datatable(t:string)[${texts.map(quoted).join(', ')}]`;
  await fc.assert(
    fc.asyncProperty(pattern, async (regex) => {
      const p = quoted(regex);
      const [found] = await run(
        `${table} | project m = t matches regex ${p}, e = extract(${p}, 0, t), r = replace_regex(t, ${p}, '<\\\\0>'), n = countof(t, ${p}, 'regex')`,
      );
      const expected = texts.map((text) => [
        hosted('regex_matches', text, regex),
        hosted('regex_extract', text, regex, 0n),
        hosted('regex_replace', text, regex, '<\\0>'),
        JSON.parse(String(hosted('regex_extract_all', text, regex))).length,
      ]);
      expect(found?.rows, regex).toEqual(expected);
    }),
    { numRuns: 60 },
  );
}, 120_000);
