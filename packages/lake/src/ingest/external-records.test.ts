import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ExternalField, ExternalFormat } from '@gamekeeper/kql';
import { describe, expect, test } from 'vitest';
import { readExternal } from './external-records.js';
import { freshPath, inPieces, zipOf } from './ingest.fixture.js';

const ordinals = (count: number): ExternalField[] =>
  Array.from({ length: count }, (_, at) => ({ kind: 'ordinal', at }));
const path = (...steps: (string | number)[]): ExternalField => ({
  kind: 'path',
  steps,
  asJson: false,
  transform: null,
});

interface Reading {
  readonly fields?: readonly ExternalField[];
  readonly ignoreFirstRecord?: boolean;
  readonly maxBytes?: number;
}

async function read(content: Uint8Array | string, format: ExternalFormat, options: Reading = {}) {
  const { fields = ordinals(2), ignoreFirstRecord = false, maxBytes = 2 ** 20 } = options;
  const tally = { rows: 0, characters: 0, unreadable: 0, reason: null };
  const source = { bytes: inPieces(content, 3), location: 'https://lists.example/a' };
  const rows: unknown[] = [];
  for await (const lines of readExternal(source, { format, fields, ignoreFirstRecord }, { maxBytes }, tally))
    rows.push(...lines.map((line) => JSON.parse(line)));
  return { rows, tally };
}
const rowsOf = async (...args: Parameters<typeof read>) => (await read(...args)).rows;

describe('text', () => {
  test.each<[ExternalFormat, string, unknown[]]>([
    [
      'csv',
      'a,"b, ""c"""\r\n\r\nd\ne,f,g',
      [
        ['a', 'b, "c"'],
        ['d', ''],
        ['e', 'f'],
      ],
    ],
    ['csv', '\ufeffä,"b\nc"\n', [['ä', 'b\nc']]],
    [
      'csv',
      '# a "comment"\nx,1',
      [
        ['# a "comment"', ''],
        ['x', '1'],
      ],
    ],
    ['tsv', 'a\tb,c\n', [['a', 'b,c']]],
    ['tsve', 'a\\tb\tc\\\\d\\n\n', [['a\tb', 'c\\d\n']]],
    ['psv', 'a|b', [['a', 'b']]],
    ['scsv', 'a;b', [['a', 'b']]],
    ['sohsv', 'a\u0001b', [['a', 'b']]],
    [
      'txt',
      'a,b\r\n\n c \n',
      [
        ['a,b', ''],
        [' c ', ''],
      ],
    ],
    ['raw', 'a,b\n\nc', [['a,b\n\nc', '']]],
    ['txt', '', []],
  ])('%s: %j', async (format, content, expected) => {
    expect(await rowsOf(content, format)).toEqual(expected);
  });

  test('the first record of every file may be a heading', async () => {
    const zip = zipOf([
      { name: 'a.csv', content: 'name,n\nx,1\n' },
      { name: 'b.csv', content: 'name,n\ny,2\n' },
    ]);
    expect(await rowsOf(zip, 'csv', { ignoreFirstRecord: true })).toEqual([
      ['x', '1'],
      ['y', '2'],
    ]);
    expect(await rowsOf('head\n1\n2', 'txt', { ignoreFirstRecord: true, fields: ordinals(1) })).toEqual([['1'], ['2']]);
  });

  test('constants, the place of the file and the number of the record', async () => {
    const fields: ExternalField[] = [{ kind: 'location' }, { kind: 'line' }, { kind: 'constant', text: 'k' }];
    expect(await rowsOf('a\nb', 'txt', { fields })).toEqual([
      ['https://lists.example/a', '1', 'k'],
      ['https://lists.example/a', '2', 'k'],
    ]);
  });

  test('other bytes than text are refused, and so is a quote without end', async () => {
    await expect(rowsOf(Buffer.from([0, 1, 2, 3]), 'csv')).rejects.toMatchObject({ code: 'external-unreadable' });
    await expect(rowsOf('a,"b\nc', 'csv')).rejects.toThrow(/malformed CSV/);
  });
});

describe('JSON', () => {
  const text = '{"a":{"b":[1,"x"]},"n":9007199254740993,"t":true,"z":null}\n{\n "a": {"b": []},\n "n": 1.5 }';

  test.each<ExternalFormat>(['json', 'multijson'])('%s: values by their paths, as texts', async (format) => {
    const fields = [path('a', 'b', 1), path('n'), path('t'), path('z'), path('a'), path('toString')];
    expect(await rowsOf(text, format, { fields })).toEqual([
      ['x', '9007199254740993', 'true', '', '{"b":[1,"x"]}', ''],
      ['', '1.5', '', '', '{"b":[]}', ''],
    ]);
  });

  test('an array is its records, an envelope is one record', async () => {
    expect(await rowsOf('[{"a":1},{"a":2}]', 'multijson', { fields: [path('a')] })).toEqual([['1'], ['2']]);
    const envelope = '{"records":[{"a":1},{"a":2}],"count":2}';
    expect(await rowsOf(envelope, 'multijson', { fields: [path('count'), path('records')] })).toEqual([
      ['2', '[{"a":1},{"a":2}]'],
    ]);
  });

  test('a dynamic keeps what is a text apart from what is not', async () => {
    const field: ExternalField = { kind: 'path', steps: ['a'], asJson: true, transform: null };
    expect(await rowsOf('{"a":"1"}{"a":1}{}', 'multijson', { fields: [field] })).toEqual([['"1"'], ['1'], ['']]);
  });

  test('transforms of mappings', async () => {
    const at = (
      transform: 'DateTimeFromUnixSeconds' | 'DateTimeFromUnixMilliseconds' | 'DateTimeFromUnixNanoseconds',
    ) => ({ kind: 'path', steps: ['t'], asJson: false, transform }) as const;
    const fields = [
      at('DateTimeFromUnixSeconds'),
      at('DateTimeFromUnixMilliseconds'),
      at('DateTimeFromUnixNanoseconds'),
    ];
    expect(
      await rowsOf('{"t":1546300800}\n{"t":"1546300800123"}\n{"t":1546300800123456700}', 'json', { fields }),
    ).toEqual([
      ['2019-01-01T00:00:00.0000000Z', '1970-01-18T21:31:40.8000000Z', '1970-01-01T00:00:01.5463008Z'],
      ['', '2019-01-01T00:00:00.1230000Z', '1970-01-01T00:25:46.3008001Z'],
      ['', '', '2019-01-01T00:00:00.1234567Z'],
    ]);
    const bag: ExternalField = {
      kind: 'path',
      steps: ['events'],
      asJson: true,
      transform: 'PropertyBagArrayToDictionary',
    };
    expect(await rowsOf('{"events":[{"n1":"v1"},{"n2":"v2"}]}', 'json', { fields: [bag] })).toEqual([
      ['{"n1":"v1","n2":"v2"}'],
    ]);
  });

  test('what is malformed is told, and costs itself', async () => {
    const { rows, tally } = await read('{"a":1}\n{"a":\n{"a":3}', 'json', { fields: [path('a')] });
    expect(rows).toEqual([['1'], ['3']]);
    expect(tally).toMatchObject({ rows: 2, unreadable: 1, reason: expect.stringContaining('malformed JSON') });
  });
});

test('Parquet: fields by name, moments as text', async () => {
  const file = freshPath('rows.parquet');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (SELECT 'x' AS name, 639199803770463703 AS n, TIMESTAMP '2026-11-22 10:00:00.123456' AS t,
    DATE '2026-11-22' AS d, {'k': [1, 2]} AS s) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  const fields = [path('name'), path('n'), path('t'), path('d'), path('s', 'k', 1), path('none')];
  expect(await rowsOf(readFileSync(file), 'parquet', { fields })).toEqual([
    ['x', '639199803770463703', '2026-11-22T10:00:00.1234560Z', '2026-11-22T00:00:00.0000000Z', '2', ''],
  ]);
});

describe('archives and bounds', () => {
  test('gzip is recognised by its content; one within a zip, too', async () => {
    expect(await rowsOf(gzipSync('a,b'), 'csv')).toEqual([['a', 'b']]);
    expect(await rowsOf(zipOf([{ name: 'a.gz', content: gzipSync('a,b'), stored: true }]), 'csv')).toEqual([
      ['a', 'b'],
    ]);
  });

  test('a bomb is given up at the bound, whatever it would become', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, 'a\n'));
    await expect(rowsOf(bomb, 'txt')).rejects.toMatchObject({ code: 'external-too-large' });
    const zip = zipOf([
      { name: 'a', content: 'a\n'.repeat(300_000) },
      { name: 'b', content: 'b\n'.repeat(300_000) },
    ]);
    await expect(rowsOf(zip, 'txt')).rejects.toMatchObject({ code: 'external-too-large' });
  });

  test('columns that repeat a record count each time', async () => {
    const fields = Array.from({ length: 100 }, (): ExternalField => path());
    await expect(rowsOf(JSON.stringify({ a: 'x'.repeat(20_000) }), 'json', { fields })).rejects.toMatchObject({
      code: 'external-too-large',
    });
  });

  test('a damaged archive is refused', async () => {
    await expect(rowsOf(gzipSync('a,b\n'.repeat(1_000)).subarray(0, 30), 'csv')).rejects.toMatchObject({
      code: 'external-unreadable',
    });
    await expect(rowsOf('a,b', 'parquet')).resolves.toEqual([]);
  });
});
