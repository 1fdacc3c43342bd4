import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CompileOptions, createCompiler } from './compile.js';
import { KqlError } from './errors.js';
import type { Table } from './types.js';

const tables: readonly Table[] = [
  {
    name: 'T',
    columns: [
      { name: 'Timestamp', type: 'datetime' },
      { name: 'a', type: 'long' },
      { name: 's', type: 'string' },
    ],
  },
];

const unbounded = { from: null, to: null };
const sqlOf = (compiler: ReturnType<typeof createCompiler>, text: string, options: CompileOptions) => {
  try {
    return compiler.compile(text, options);
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    return `${error.code}: ${error.message}`;
  }
};

/** Ways in which a query can depend on the moment of its run. */
const queries = [
  'T | where Timestamp > ago(7d) | count',
  'T | where Timestamp between (ago(1d) .. now()) and a > 1',
  'T | where Timestamp between (ago(7d) .. 1d)',
  'T | where Timestamp > now() - 7d + 1h | where now(-1d) < Timestamp',
  'T | where Timestamp > startofday(now()) - 1d or Timestamp == bin(now(), 1h)',
  'T | extend age = now() - Timestamp, whole = now() - datetime(2020-01-01), none = now() - ago(1d)',
  'T | make-series n = count() on Timestamp from ago(3d) to now() step 1d',
  'range t from ago(2h) to now() step 1h',
  'T | summarize count() by bin_at(Timestamp, 1d, now())',
  'print now() + 2900000d, ago(3000000d), ago(3000000d) - 1d, datetime(2020-01-01) - now(), -(now() - ago(1h))',
  'print todatetime(now()), tolong(now()), tostring(ago(1d)), format_datetime(now(), "yyyy"), dynamic([1]), datetime()',
  'print iff(now() > datetime(2026-01-01), "later", "sooner"), coalesce(now(), ago(1d)), isnull(now()), now() == now()',
  'T | sort by Timestamp asc | extend p = prev(Timestamp, 1, now()), case(a > 1, now(), Timestamp)',
  'T | scan declare (since:datetime) with (step s: true => since = iff(isnull(s.since), now(), s.since);)',
  'T | take tolong(now() - ago(5d))',
  'let since = ago(1d); let f = (t:datetime) { T | where Timestamp > t - 1h }; union (f(since)), (f(now()))',
  'set query_now=datetime(2026-01-01); T | where Timestamp > ago(1d)',
  'set query_now=datetime(); T | where Timestamp > ago(1d)',
  'declare query_parameters(t:datetime = datetime()); T | where Timestamp > t',
  'T | where Timestamp in (now(), ago(1d)) | evaluate sliding_window_counts(a, Timestamp, ago(3d), now(), 1d, 1d)',
];

const ticks = fc.oneof(
  fc.bigInt({ min: 0n, max: 3_155_378_975_999_999_999n }),
  // Moments in which a calendar's end is near, and moments that differ in parts of a day.
  fc.constantFrom(
    0n,
    1n,
    864_000_000_000n,
    3_155_378_975_999_999_999n,
    639_000_000_000_000_000n,
    639_000_000_864_000_007n,
  ),
);
const bound = fc.option(ticks);

describe('a query that was compiled before', () => {
  test.each(queries)('is what it would be now: %s', (text) => {
    const kept = createCompiler(tables);
    fc.assert(
      fc.property(ticks, bound, bound, (now, from, to) => {
        const options = { now, window: { from, to } };
        expect(sqlOf(kept, text, options)).toEqual(sqlOf(createCompiler(tables), text, options));
      }),
      { numRuns: 8 },
    );
  });

  test.each([
    ['in another namespace', { namespace: 'tenant-7' }],
    ['with columns of its own', { grants: { tables: new Map([['T', ['Timestamp']]]), others: 'all' } }],
    ['with its own rows', { rows: new Map([['T', { column: 's', equals: 'x' }]]) }],
    ['without the alias of the time', { timeAlias: false }],
    ['with another function of that name', { functions: [{ name: 'F', parameters: '()', body: '{ T | take 2 }' }] }],
    ['with another value of a parameter', { parameters: new Map([['n', 2]]) }],
  ] as const)('is not that of a caller %s', (_, caller) => {
    const functions = [{ name: 'F', parameters: '()', body: '{ T | take 1 }' }];
    const options = { now: 1n, window: unbounded, functions };
    const text =
      'declare query_parameters(n:long = 1); F | where a > n | extend t = column_ifexists("TimeGenerated", now())';
    const compiler = createCompiler(tables);
    const mine = sqlOf(compiler, text, options);
    const theirs = sqlOf(compiler, text, { ...options, ...caller } as CompileOptions);
    expect(theirs).toEqual(sqlOf(createCompiler(tables), text, { ...options, ...caller } as CompileOptions));
    expect(theirs).not.toEqual(mine);
  });

  test('takes its columns from the data of this run', () => {
    const compiler = createCompiler(tables);
    const columns = (names: readonly string[]) => {
      const discoveries = new Map([['discovery-1', names.map((name) => JSON.stringify([name]))]]);
      const options = { now: 1n, window: unbounded, discoveries };
      return compiler.compile('T | evaluate pivot(s)', options).results[0].columns.map(({ name }) => name);
    };
    expect([columns(['x']), columns(['y']), columns(['x'])]).toEqual(
      [['x'], ['y'], ['x']].map(([name]) => ['Timestamp', 'a', name]),
    );
  });
});
