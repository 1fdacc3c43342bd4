import { assert, bigInt, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EncodedRow, encodeRow } from './encode-row.js';
import { NOW } from './ingest.fixture.js';
import { parseDatetime } from './parse-datetime.js';

const Timestamp = '2026-11-22T10:00:00.1234567Z';

function encode(table: string, values: Record<string, unknown>, shift?: bigint): EncodedRow {
  const row = encodeRow({ table, values }, { now: NOW, ...(shift !== undefined && { shift }) });
  if ('rejected' in row) throw new Error(row.rejected);
  return row;
}

function rejection(table: string, values: Record<string, unknown>): string {
  const row = encodeRow({ table, values }, { now: NOW });
  return 'rejected' in row ? row.rejected : `accepted ${row.json}`;
}

/** The stored text of one column, as it stands in the row. */
function stored(table: string, column: string, value: unknown): string | undefined {
  const { json } = encode(table, { Timestamp, [column]: value });
  const start = json.indexOf(`"${column}":`);
  return start < 0 ? undefined : json.slice(start + column.length + 3, -1);
}

describe('encodeRow', () => {
  it('prints a row sparsely, with ticks, under its day', () => {
    const row = encode('AlertInfo', { Timestamp, AlertId: 'a', Title: '', Severity: null, Category: undefined });
    expect(row).toEqual({
      table: 'AlertInfo',
      partition: 'd20261122',
      ticks: parseDatetime(Timestamp),
      json: `{"Timestamp":${parseDatetime(Timestamp)},"AlertId":"a"}`,
    });
  });

  it('keeps longs exact, whether they come as number, bigint or text', () => {
    const longs = bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    assert(
      property(longs, (value) => {
        expect(stored('DeviceEvents', 'ReportId', value)).toBe(`${value}`);
        expect(stored('DeviceEvents', 'ReportId', `${value}`)).toBe(`${value}`);
      }),
    );
    expect(stored('DeviceEvents', 'ReportId', 113597)).toBe('113597');
  });

  it.each([
    ['DeviceEvents', 'ReportId', 1.5, 'long', '1.5'],
    ['DeviceEvents', 'ReportId', '1.5', 'long', '"1.5"'],
    ['DeviceEvents', 'ReportId', 2n ** 63n, 'long', '9223372036854775808'],
    ['DeviceEvents', 'ReportId', {}, 'long', '{}'],
    ['DeviceNetworkEvents', 'RemotePort', 2 ** 31, 'int', '2147483648'],
    ['DeviceNetworkEvents', 'RemotePort', 'https', 'int', '"https"'],
    ['DeviceEvents', 'ProcessCreationTime', 'yesterday', 'datetime', '"yesterday"'],
    ['DeviceEvents', 'ProcessCreationTime', 1619096144, 'datetime', '1619096144'],
    ['CloudAppEvents', 'IsAdminOperation', 'perhaps', 'bool', '"perhaps"'],
    ['DataSecurityEvents', 'ActivityId', 'x', 'guid', '"x"'],
    ['DeviceTvmSecureConfigurationAssessment', 'ConfigurationImpact', 'high', 'real', '"high"'],
  ])('rejects %s.%s given %o, naming %s', (table, column, value, type, found) => {
    expect(rejection(table, { Timestamp, [column]: value })).toBe(
      `table ${table}, column ${column}: expected ${type}, found ${found}`,
    );
  });

  it('shortens what it found', () => {
    const reason = rejection('DeviceEvents', { Timestamp, ReportId: 'x'.repeat(5_000) });
    expect(reason.length).toBeLessThan(150);
  });

  it.each([
    [true, 'true'],
    [0, 'false'],
    ['TRUE', 'true'],
    ['0', 'false'],
  ])('reads the bool %j as %s', (value, text) => {
    expect(stored('CloudAppEvents', 'IsAdminOperation', value)).toBe(text);
  });

  it.each([
    ['0123456789ABCDEF0123456789ABCDEF'],
    ['{01234567-89AB-CDEF-0123-456789ABCDEF}'],
    ['01234567-89ab-cdef-0123-456789abcdef'],
  ])('writes the guid %s in lower case', (value) => {
    expect(stored('DataSecurityEvents', 'ActivityId', value)).toBe('"01234567-89ab-cdef-0123-456789abcdef"');
  });

  it.each<[unknown, string | undefined]>([
    [{ b: 1, a: [true, null] }, '{"b":1,"a":[true,null]}'],
    ['{ "b" : 1.0, "a b": "x  y" }', '{"b":1.0,"a b":"x  y"}'],
    ['{"id":639199803770463703}', '{"id":639199803770463703}'],
    ['{"a":"\\u0041"}', '{"a":"A"}'],
    ['{"a":"say \\"hi\\" "}', '{"a":"say \\"hi\\" "}'],
    ['[1,2', '"[1,2"'],
    ['plain text', '"plain text"'],
    ['truest', '"truest"'],
    ['123', '123'],
    ['null', undefined],
    [12n ** 17n, `${12n ** 17n}`],
  ])('stores the dynamic %o as JSON text', (value, text) => {
    const found = stored('CloudAppEvents', 'RawEventData', value);
    expect(found === undefined ? undefined : JSON.parse(found)).toBe(text);
  });

  it('refuses a dynamic that is nested too deeply', () => {
    const deep = `${'['.repeat(101)}${']'.repeat(101)}`;
    expect(rejection('CloudAppEvents', { Timestamp, RawEventData: deep })).toContain('column RawEventData');
  });

  it('stores text of lone surrogates as text that engines take', () => {
    expect(stored('AlertInfo', 'Title', 'a\ud800b')).toBe('"a\ufffdb"');
    expect(stored('AlertInfo', 'Title', 'C:\\udata')).toBe('"C:\\\\udata"');
  });

  it('keeps unknown columns in AdditionalFields, beside what is there', () => {
    const row = encode('CloudAppEvents', { Timestamp, AdditionalFields: '{"a":1}', New: 'x', a: 2, Empty: '' });
    expect(JSON.parse(JSON.parse(row.json).AdditionalFields)).toEqual({ a: 1, New: 'x', a_1: 2 });
    const text = encode('DeviceEvents', { Timestamp, New: { deep: 9007199254740993n } });
    expect(JSON.parse(text.json).AdditionalFields).toBe('{"New":{"deep":9007199254740993}}');
  });

  it('names unknown columns that have no place', () => {
    expect(rejection('AlertInfo', { Timestamp, Wrong: 1, Other: 2 })).toBe(
      'table AlertInfo: expected only its own columns, found "Wrong, Other"',
    );
  });

  it('wants a Timestamp where the table has one', () => {
    expect(rejection('AlertInfo', { AlertId: 'a' })).toBe(
      'table AlertInfo, column Timestamp: expected datetime, found nothing',
    );
    const row = encode('DeviceTvmSoftwareInventory', { DeviceId: 'd' });
    expect(row.partition).toBe('d20261122');
  });

  it('rejects a table that the catalog does not have', () => {
    expect(rejection('Nothing', {})).toContain('"Nothing"');
  });

  it('rejects rows of the audit, which only the platform writes', () => {
    expect(rejection('ApiAuditEvents', { Timestamp })).toBe('expected a table of the catalog, found "ApiAuditEvents"');
  });

  it('shifts all datetimes of a row alike, but for those that mean never', () => {
    const hour = 36_000_000_000n;
    const row = encode(
      'DeviceEvents',
      { Timestamp, ProcessCreationTime: '2026-11-22T09:00:00Z', InitiatingProcessCreationTime: '0001-01-01T00:00:00Z' },
      -hour,
    );
    const [time, created] = [parseDatetime('2026-11-22T09:00:00.1234567Z'), parseDatetime('2026-11-22T08:00:00Z')];
    expect(row.ticks).toBe(time);
    expect(row.json).toBe(`{"Timestamp":${time},"ProcessCreationTime":${created},"InitiatingProcessCreationTime":0}`);
  });
});
