// Each source on records of its own and of others: found by content, mapped to the right table.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sourceTables, tables } from '../tables/index.js';
import { huntingExport } from './hunting-export.js';
import { sources } from './index.js';
import { createNamedTable, namedTable } from './named-table.js';
import { isRejection, type MappedRow, type Source } from './source.js';
import { streamingExport } from './streaming-export.js';

type Row = Readonly<Record<string, unknown>>;

const exported: readonly Row[] = readFileSync(
  fileURLToPath(new URL('../../../../../shared/data/Microsoft365DefenderEvents.json', import.meta.url)),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

const time = '2026-11-22T10:00:00.1234567Z';
const streamed = (table: string, properties: Row, extra: Row = {}): Row => ({
  time,
  tenantId: '6f1bb1a6-9ea1-4b8b-9a3e-8e2f0c7c5f7f',
  category: `AdvancedHunting-${table}`,
  properties,
  Tenant: 'DefaultTenant',
  ...extra,
});

function map(source: Source, row: Row): MappedRow {
  const mapped = source.open().map(row);
  if (isRejection(mapped)) throw new Error(mapped.rejected);
  return mapped;
}

function reason(source: Source, row: Row): string | undefined {
  const mapped = source.open().map(row);
  return isRejection(mapped) ? mapped.rejected : undefined;
}

describe('sources', () => {
  it.each<[string, readonly Row[]]>([
    ['streaming-export', [{ junk: 1 }, streamed('DeviceEvents', { Timestamp: time })]],
    [
      'windows-events',
      [{ EventID: 1, Channel: 'Microsoft-Windows-Sysmon/Operational', '@timestamp': time, Hostname: 'h' }],
    ],
    ['named-table', [{ $table: 'AlertInfo', Timestamp: time, AlertId: 'a' }]],
    ['named-table', [{ Timestamp: time, ActionType: 'ProcessCreated', DeviceId: 'd', FileName: 'cmd.exe' }]],
    ['hunting-export', exported],
  ])('finds %s by content', (name, sample) => {
    expect(sources.find((source) => source.detect(sample))?.name).toBe(name);
  });

  it('finds none for anything else', () => {
    for (const sample of [[{ a: 1 }], [{ Timestamp: time }], [{ category: 'AdvancedHunting-X' }]])
      expect(sources.find((source) => source.detect(sample))).toBeUndefined();
  });

  it('names and describes each source once', () => {
    expect(new Set(sources.map(({ name }) => name)).size).toBe(sources.length);
    for (const { title } of sources) expect(title).not.toBe('');
  });
});

describe('streaming export', () => {
  it('takes the table from the category and the row from properties, without what the service adds', () => {
    const row = streamed('DeviceInfo', {
      Timestamp: time,
      ReportId: 639199803770463703n,
      __UDI_RequiredFields_X: 1,
      MachineGroup: 'g',
    });
    expect(map(streamingExport, row)).toEqual({
      table: 'DeviceInfo',
      values: { Timestamp: time, ReportId: 639199803770463703n, MachineGroup: 'g' },
    });
  });

  it('leaves the device group out only where no column can hold it', () => {
    const properties = { Timestamp: time, MachineGroup: 'g' };
    expect(map(streamingExport, streamed('DeviceEvents', properties)).values).toEqual(properties);
    expect(map(streamingExport, streamed('DeviceImageLoadEvents', properties)).values).toEqual({ Timestamp: time });
  });

  it.each<[Row, string]>([
    [{ a: 1 }, 'expected a category such as AdvancedHunting-DeviceEvents, found none'],
    [streamed('Nothing', {}), 'expected a category of a hunting table, found AdvancedHunting-Nothing'],
    [
      streamed('DeviceEvents', {}, { properties: 'x' }),
      'AdvancedHunting-DeviceEvents: expected an object of properties, found none',
    ],
  ])('rejects %j', (row, why) => expect(reason(streamingExport, row)).toBe(why));
});

describe('hunting export', () => {
  it('sends each of the nine rows to its table', () => {
    const found = exported.map((row) => map(huntingExport, row).table);
    const [device, directory, cloud] = ['DeviceEvents', 'IdentityDirectoryEvents', 'CloudAppEvents'];
    expect(found).toEqual([device, device, device, device, device, directory, directory, cloud, cloud]);
  });

  it('gives columns that a union renamed their own names back', () => {
    const { values } = map(huntingExport, exported[0] ?? {});
    expect(values.ReportId).toBe(113597);
    expect(values.AdditionalFields).toContain('AttributeList');
    expect(Object.keys(values).filter((name) => /_(string|long|dynamic)$/.test(name))).toEqual([]);
  });

  it.each([
    ['ProcessCreated', 'DeviceProcessEvents'],
    ['ConnectionSuccess', 'DeviceNetworkEvents'],
    ['FileCreated', 'DeviceFileEvents'],
    ['LdapSearch', 'DeviceEvents'],
  ])('tells rows of the same columns apart by the ActionType %s', (ActionType, table) => {
    const row = {
      Timestamp: time,
      DeviceId: 'd',
      DeviceName: 'h',
      ActionType,
      InitiatingProcessFileName: 'x',
      ReportId_long: 1,
    };
    expect(map(huntingExport, row).table).toBe(table);
  });

  it('rejects a row that could be of several tables', () => {
    const row = { Timestamp: time, DeviceId: 'd', DeviceName: 'h' };
    expect(reason(huntingExport, row)).toContain(
      'expected columns and an ActionType of one table only, found ActionType none',
    );
  });
});

describe('rows of a named table', () => {
  it.each([['$table'], ['TableName'], ['Type']])('takes the name from %s and drops it', (field) => {
    expect(map(namedTable, { [field]: 'AlertInfo', Timestamp: time, Title: 'x' })).toEqual({
      table: 'AlertInfo',
      values: { Timestamp: time, Title: 'x' },
    });
  });

  it('does not take a column for a name', () => {
    const row = Object.fromEntries((tables.get('IdentityInfo')?.columns ?? []).map(({ name }) => [name, null]));
    expect(map(namedTable, { ...row, Timestamp: time, Type: 'User' })).toMatchObject({
      table: 'IdentityInfo',
      values: { Type: 'User' },
    });
  });

  it('recognises each table by a row of all its columns', () => {
    for (const { name, columns } of sourceTables.values()) {
      const row = Object.fromEntries(columns.map((column) => [column.name, column.name === 'Timestamp' ? time : null]));
      expect(map(namedTable, row).table, name).toBe(name);
    }
  });

  it('rejects columns that several tables have, naming them and the way out', () => {
    expect(reason(namedTable, { Timestamp: time, Title: 'x' })).toMatch(
      /found those of .*AlertInfo.*: name it with --table/,
    );
  });

  it('reads the time of a workspace table', () => {
    expect(map(createNamedTable('AlertInfo'), { TimeGenerated: time, Type: 'AlertInfo', Title: 'x' })).toEqual({
      table: 'AlertInfo',
      values: { Timestamp: time, Title: 'x' },
    });
  });
});
