import { array, assert, asyncProperty, integer, string, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikeCsv } from './csv-header.js';
import { readCsvRecords } from './csv-records.js';
import { collect, inPieces } from './ingest.fixture.js';
import { isBad, type ReadRecord } from './records.js';

const read = async (text: string | Uint8Array, piece = 1_000_000): Promise<readonly ReadRecord[]> =>
  collect(readCsvRecords(inPieces(text, piece)));

const told = (records: readonly ReadRecord[]): readonly unknown[] =>
  records.map((record) => (isBad(record) ? `${record.line}: ${record.rejected.split('(')[0]}` : record.value));

const quote = (field: string): string => `"${field.replaceAll('"', '""')}"`;

describe('readCsvRecords', () => {
  it('reads any fields back, cut anywhere', async () => {
    const fields = array(tuple(string({ unit: 'grapheme' }), string({ unit: 'grapheme' })), { maxLength: 8 });
    await assert(
      asyncProperty(fields, integer({ min: 1, max: 40 }), async (pairs, piece) => {
        const text = `A,B\r\n${pairs.map(([a, b]) => `${quote(a)},${quote(`${b}.`)}\r\n`).join('')}`;
        const expected = pairs.map(([a, b]) => (a === '' ? { B: `${b}.` } : { A: a, B: `${b}.` }));
        expect(told(await read(text, piece))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it.each([',', ';', '\t'])('takes the delimiter %j from the header', async (delimiter) => {
    const text = `A${delimiter}B\n1${delimiter}2\n`;
    expect(told(await read(text))).toEqual([{ A: '1', B: '2' }]);
  });

  it.each<[string, readonly unknown[]]>([
    ['A,B\n', []],
    [
      'A,B\n1,2\n\n \n3,4',
      [
        { A: '1', B: '2' },
        { A: '3', B: '4' },
      ],
    ],
    ['A,B\n1,2,3\n4,5\n', ['2: malformed CSV: expected 2 fields, found 3', { A: '4', B: '5' }]],
    ['A,B\n1\n4,5\n', ['2: malformed CSV: expected 2 fields, found 1', { A: '4', B: '5' }]],
    [
      'A,B\n"1,2\n4,5\n',
      ['2: malformed CSV: expected a closing quote, found the end of the input', { A: '4', B: '5' }],
    ],
  ])('accounts for %j', async (text, expected) => {
    for (const piece of [1, 4, 1_000]) expect(told(await read(text, piece))).toEqual(expected);
  });

  it('rejects a row with a quote out of place by itself', async () => {
    const records = await read('A,B\n1,2\n"x"y,3\n4,5\n');
    expect(records.map((record) => isBad(record))).toEqual([false, true, false]);
    expect(records.map(({ line }) => line)).toEqual([2, 3, 4]);
  });

  it('rejects wrong bytes by their row', async () => {
    const text = Buffer.concat([Buffer.from('A,B\n1,'), Buffer.from([0xff]), Buffer.from('\n3,4\n')]);
    expect(told(await read(text))).toEqual(['2: expected UTF-8 text, found other bytes', { A: '3', B: '4' }]);
  });

  it('refuses a row over 16 MiB and goes on', async () => {
    const records = await read(`A,B\n1,"${'x'.repeat(17 * 1024 * 1024)}"\n3,4\n`, 256 * 1024);
    expect(told(records)).toEqual([
      '2: expected a row of at most 16777216 bytes, found a longer one',
      { A: '3', B: '4' },
    ]);
  });

  it('counts lines within quotes', async () => {
    expect((await read('A,B\n"1\n1",2\n3,4\n')).map(({ line }) => line)).toEqual([2, 4]);
  });
});

describe('looksLikeCsv', () => {
  it.each([
    ['Timestamp,DeviceName\n2026,x\n', true],
    ['"Timestamp";"DeviceName"\n', true],
    ['just one line', false],
    ['{"a":1,"b":2}\n', false],
    ['oops, broken\n{"a":1}\n', false],
    ['Hello, world! This is text.\n', false],
  ])('%j: %s', (text, expected) => expect(looksLikeCsv(text)).toBe(expected));
});
