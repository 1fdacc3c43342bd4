import { array, assert, asyncProperty, constantFrom, dictionary, integer, jsonValue, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DamagedContent } from './damaged-content.js';
import { collect, inPieces, ndjson } from './ingest.fixture.js';
import { parseJson } from './json-exact.js';
import { readJsonRecords } from './json-records.js';
import { isBad, type ReadRecord } from './records.js';

const read = async (text: string | Uint8Array, piece = 1_000_000): Promise<readonly ReadRecord[]> =>
  collect(readJsonRecords(inPieces(text, piece)));

/** Good records as their values, bad ones as `line: reason`. */
const told = (records: readonly ReadRecord[]): readonly unknown[] =>
  records.map((record) => (isBad(record) ? `${record.line}: ${record.rejected.split(':')[0]}` : record.value));

const rows = [
  { a: 1, b: 'x' },
  { a: 2, b: 'line\nbreak, "quote" and {brace}' },
  { a: 3, c: { d: [{ e: 'é' }, []] } },
];

const layouts: Readonly<Record<string, (records: readonly unknown[]) => string>> = {
  'a line each': ndjson,
  'a line each, CRLF': (records) => ndjson(records).replaceAll('\n', '\r\n'),
  'a line each, the last without a line break': (records) => ndjson(records).trimEnd(),
  'a line each, blank lines between': (records) => ndjson(records).replaceAll('\n', '\n \n\n'),
  'pretty-printed one after another': (records) => records.map((record) => JSON.stringify(record, null, 2)).join('\n'),
  'pretty-printed without indentation': (records) =>
    records.map((record) => JSON.stringify(record, null, 1).replace(/^ +/gm, '')).join('\n'),
  'one after another on a line': (records) => records.map((record) => JSON.stringify(record)).join(''),
  'an array on a line': (records) => JSON.stringify(records),
  'an array pretty-printed': (records) => JSON.stringify(records, null, 2),
  'an array with a line each': (records) => `[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]`,
  'an array a line': (records) => records.map((record) => `[${JSON.stringify(record)}]\n`).join(''),
  'an envelope': (records) => JSON.stringify({ records }),
  'an envelope pretty-printed': (records) => JSON.stringify({ records, more: { x: ['}'] } }, null, 4),
  'an envelope a line': (records) => records.map((record) => `{ "records": [${JSON.stringify(record)}] }\n`).join(''),
};

describe('readJsonRecords', () => {
  it.each(Object.keys(layouts))('reads %s, in pieces of any size', async (name) => {
    const text = layouts[name]?.(rows) ?? '';
    for (const piece of [1, 7, 64, 1_000]) expect(told(await read(text, piece))).toEqual(rows);
  });

  it('reads any records in any layout, cut anywhere', async () => {
    const records = array(dictionary(string({ minLength: 1 }), jsonValue({ maxDepth: 3 })), { maxLength: 6 });
    const layout = constantFrom(...Object.values(layouts));
    await assert(
      asyncProperty(records, layout, integer({ min: 1, max: 50 }), async (values, print, piece) => {
        const written = values.map((value) => ({ ...value, z: 1 }));
        const expected = written.map((value) => parseJson(JSON.stringify(value)));
        expect(told(await read(print(written), piece))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, readonly unknown[]]>([
    ['', []],
    [' \n\r\n', []],
    ['{"a":1}\n{"a":}\n{"a":3}\n', [{ a: 1 }, '2: malformed JSON', { a: 3 }]],
    ['{"a":1\n{"a":2}\n', ['1: malformed JSON', { a: 2 }]],
    ['{"a":"x\n{"a":2}\n', ['1: malformed JSON', { a: 2 }]],
    ['{"a":{"b":[1,\n{"a":2}\n{"a":3}\n', ['1: malformed JSON', { a: 2 }, { a: 3 }]],
    ['{"a":1}}\n{"a":2}\n', [{ a: 1 }, '1: expected a JSON object, found "}"', { a: 2 }]],
    ['{"a":[1}\n{"a":2}\n', ['1: malformed JSON', { a: 2 }]],
    [
      'hello\n{"a":2}\n"x"\n12\n',
      [
        '1: expected a JSON object, found "hello"',
        { a: 2 },
        '3: expected a JSON object, found "\\"x\\""',
        '4: expected a JSON object, found "12"',
      ],
    ],
    ['[{"a":1},5,{"a":2}]', [{ a: 1 }, '1: expected a JSON object, found "5"', { a: 2 }]],
    ['{"a":1}\n{"a":2', [{ a: 1 }, '2: malformed JSON']],
    ['[{"a":1},\n{"a":2}', [{ a: 1 }, { a: 2 }, '2: malformed JSON']],
    ['{"a":\nnonsense\n{"a":2}\n', ['1: malformed JSON', '2: expected a JSON object, found "nonsense"', { a: 2 }]],
    ['{"a":1}\n{"b":[\n1\n', [{ a: 1 }, '2: malformed JSON', '3: expected a JSON object, found "1"']],
    ['{\n  "a": 1,\n  "b": oops\n}\n{\n  "a": 2\n}\n', ['1: malformed JSON', { a: 2 }]],
    ['{"records":[{"a":1},{"a":}]}\n{"a":2}\n', [{ a: 1 }, '1: malformed JSON', { a: 2 }]],
  ])('accounts for %j', async (text, expected) => {
    for (const piece of [1, 5, 1_000]) expect(told(await read(text, piece))).toEqual(expected);
  });

  it('rejects one line of wrong bytes and reads the others', async () => {
    const text = Buffer.concat([
      Buffer.from('{"a":1}\n{"a":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}\n{"a":3}\n'),
    ]);
    expect(told(await read(text))).toEqual([{ a: 1 }, '2: expected UTF-8 text, found other bytes', { a: 3 }]);
  });

  it('knows the line on which each record starts', async () => {
    const text = `${JSON.stringify([rows[0], rows[1]], null, 2)}\n\n${ndjson(rows)}`;
    expect((await read(text, 3)).map(({ line }) => line)).toEqual([2, 6, 12, 13, 14]);
  });

  it('refuses a record over 16 MiB without holding it, and goes on', async () => {
    const long = `{"a":"${'x'.repeat(17 * 1024 * 1024)}"}`;
    for (const text of [`{"b":1}\n${long}\n{"b":2}\n`, `[{"b":1},${long},{"b":2}]`]) {
      const records = await read(text, 64 * 1024);
      expect(told(records)).toEqual([
        { b: 1 },
        expect.stringContaining('expected a record of at most 16777216 bytes'),
        { b: 2 },
      ]);
      expect(records[1]?.text.length).toBeLessThanOrEqual(4_096);
    }
  });

  it('takes a record just under 16 MiB', async () => {
    const [record] = await read(`{"a":"${'x'.repeat(16 * 1024 * 1024 - 8)}"}`, 64 * 1024);
    expect(record && isBad(record)).toBe(false);
  });

  it('refuses nesting over 100 on a short line, a long line and over many lines', async () => {
    const deep = `{"a":${'['.repeat(100)}1${']'.repeat(100)}}`;
    const wide = `{"a":${'['.repeat(40_000)}1${']'.repeat(40_000)}}`;
    for (const text of [deep, wide]) {
      const records = told(await read(`{"b":1}\n${text}\n{"b":2}\n`, 1_000));
      expect(records).toEqual([{ b: 1 }, '2: expected nesting of at most 100 levels, found more', { b: 2 }]);
    }
    const tall = deep.replaceAll(/[[\]{}]/g, '\n $&\n').trim();
    const records = told(await read(`{\n"b": 1\n}\n${tall}\n{"b":2}\n`, 1_000));
    expect(records).toEqual([{ b: 1 }, '4: expected nesting of at most 100 levels, found more', { b: 2 }]);
  });

  it('refuses a record of more parts than memory should hold', async () => {
    const records = told(await read(`{"a":[${'{},'.repeat(300_000)}{}]}\n{"b":2}\n`, 100_000));
    expect(records).toEqual(['1: expected at most 250000 arrays and objects in a record, found more', { b: 2 }]);
  });

  it('is not slowed to a crawl by lines that open and never close', async () => {
    const records = await read(`{"a":[\n${'{"a":[\n'.repeat(20_000)}{"b":2}\n`, 64 * 1024);
    expect(told(records).at(-1)).toEqual({ b: 2 });
    expect(records).toHaveLength(20_002);
  });

  it('delivers what came before damage, then tells of it', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from('{"a":1}\n{"a":2}\n{"a":');
      throw new DamagedContent('the file is truncated');
    }
    expect(told(await collect(readJsonRecords(broken())))).toEqual([
      { a: 1 },
      { a: 2 },
      '3: malformed JSON',
      '3: the file is truncated',
    ]);
  });

  it('lets go of its source when the reader stops early', async () => {
    let closed = false;
    async function* source(): AsyncGenerator<Buffer> {
      try {
        for (;;) yield Buffer.from('{"a":1}\n');
      } finally {
        closed = true;
      }
    }
    for await (const batch of readJsonRecords(source())) if (batch.length > 0) break;
    expect(closed).toBe(true);
  });
});
