import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tables } from '../../tables/index.js';
import { isRejection, type MappedRow, type Rejection } from '../source.js';
import type { EventMapping } from './mapping.js';
import { inStyles, type LoggedEvent, styles } from './styles.fixture.js';
import { channels, windowsEvents } from './windows-events.js';

const created: LoggedEvent = {
  channel: 'Microsoft-Windows-Sysmon/Operational',
  provider: 'Microsoft-Windows-Sysmon',
  id: 11,
  time: '2024-03-05T10:11:12.345Z',
  host: 'WS01',
  record: 1,
  data: { UtcTime: '2024-03-05 10:11:12.345', TargetFilename: 'C:\\a.txt' },
};

function map(record: Record<string, unknown>): MappedRow | Rejection {
  return windowsEvents.open().map(record);
}

const mappings = channels.flatMap((channel) =>
  Object.entries(channel.events).flatMap(([id, lines]) =>
    [lines].flat().map((mapping: EventMapping) => ({ name: `${channel.title} ${id}`, mapping })),
  ),
);

describe('the mapping tables', () => {
  it('write only columns that their table has', () => {
    for (const { name, mapping } of mappings) {
      const columns = tables.get(mapping.table)?.columns.map((column) => column.name) ?? [];
      for (const column of Object.keys(mapping.columns)) expect(columns, `${name}: ${column}`).toContain(column);
      if (mapping.additional !== undefined && Object.keys(mapping.additional).length > 0)
        expect(columns, name).toContain('AdditionalFields');
    }
  });

  it('put events that Defender does not report into DeviceEvents only', () => {
    const elsewhere = mappings.filter(({ mapping }) => mapping.ours && mapping.table !== 'DeviceEvents');
    expect(elsewhere.map(({ name }) => name)).toEqual([]);
  });

  it.each([
    ['Sysmon', [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 25, 26]],
    [
      'Security',
      [
        ...[1102, 4624, 4625, 4634, 4648, 4656, 4663, 4657, 4672, 4688, 4689, 4697, 4698, 4699, 4700, 4701, 4702],
        // There is no event 4721 or 4736.
        ...[4720, 4722, 4723, 4724, 4725, 4726, 4727, 4728, 4729, 4730, 4731, 4732, 4733, 4734, 4735, 4737, 4738],
        ...[4768, 4769, 4771, 4776, 4799, 5136, 5140, 5145, 5156, 5158],
      ],
    ],
    ['System', [104, 7045]],
    ['PowerShell', [400, 600, 800, 4103, 4104]],
  ])('cover %s', (title, ids) => {
    const covered = Object.keys(channels.find((channel) => channel.title === title)?.events ?? {}).map(Number);
    expect(covered).toEqual(expect.arrayContaining(ids));
  });
});

describe('windowsEvents', () => {
  it('recognises every style, and no other records', () => {
    for (const [style, record] of inStyles(created)) expect(windowsEvents.detect([record]), style).toBe(true);
    expect(windowsEvents.detect([])).toBe(false);
    expect(
      windowsEvents.detect([{ Timestamp: '2024-03-05T10:11:12Z', DeviceName: 'ws01', ActionType: 'FileCreated' }]),
    ).toBe(false);
    expect(
      windowsEvents.detect([
        { time: '2024-03-05T10:11:12Z', category: 'AdvancedHunting-DeviceEvents', properties: {} },
      ]),
    ).toBe(false);
    const flat = styles.flat?.(created) ?? {};
    expect(windowsEvents.detect([flat, {}, {}])).toBe(false);
  });

  it('does not take what the log says of itself for event data', () => {
    const old = {
      ...styles.nxlog?.({ ...created, channel: 'Security', provider: '', id: 5156, data: { Direction: '%%14593' } }),
      ProcessID: 4,
      ExecutionProcessID: undefined,
    };
    expect(map(old)).not.toHaveProperty('values.InitiatingProcessId');
    const installed = { ...created, channel: 'System', provider: 'Service Control Manager', id: 7045, data: {} };
    const user = { name: 'Ann', domain: 'CORP', sid: 'S-1-5-21-1-2-3-500' };
    const mapped = map(styles.nxlog?.({ ...installed, user }) ?? {});
    expect(mapped).toMatchObject({ values: { InitiatingProcessAccountName: 'ann' } });
    expect(mapped).not.toHaveProperty('values.ProcessCommandLine');
    expect(JSON.stringify(mapped)).not.toContain('ServiceAccount');
  });

  it('reads an exported search hit', () => {
    const mapped = map({ _index: 'winlogbeat-1', _source: styles['winlogbeat 8']?.(created) });
    expect(mapped).toMatchObject({ table: 'DeviceFileEvents' });
  });

  it('reads forwarded events by their provider', () => {
    const forwarded = styles['winlogbeat 8']?.({ ...created, channel: 'ForwardedEvents' }) ?? {};
    expect(map(forwarded)).toMatchObject({ table: 'DeviceFileEvents', values: { FileName: 'a.txt' } });
    const cleared = { ...created, channel: 'ForwardedEvents', provider: 'Microsoft-Windows-Eventlog' };
    expect(map(styles.flat?.({ ...cleared, id: 104 }) ?? {})).toMatchObject({
      values: { ActionType: 'EventLogCleared' },
    });
    expect(map(styles.flat?.({ ...cleared, id: 1102 }) ?? {})).toMatchObject({
      values: { ActionType: 'SecurityLogCleared' },
    });
  });

  it.each([
    ['no mapping for Security event 4985', { ...created, channel: 'Security', provider: '', id: 4985 }],
    [
      'no mapping for Application event 412 of ESENT',
      { ...created, channel: 'Application', provider: 'ESENT', id: 412 },
    ],
    ['Microsoft-Windows-Sysmon/Operational event 11: expected a host name, found none', { ...created, host: '' }],
  ])('rejects: %s', (reason, event) => {
    expect(map(styles.flat?.(event) ?? {})).toEqual({ rejected: reason });
  });

  it('rejects what has no time or no event id, saying what was found', () => {
    const {
      TimeCreated: _created,
      '@timestamp': _timestamp,
      UtcTime: _utc,
      ...timeless
    } = styles.flat?.(created) ?? {};
    expect(map(timeless)).toEqual({
      rejected: 'Microsoft-Windows-Sysmon/Operational event 11: expected an ISO 8601 time, found none',
    });
    expect(map({ ...timeless, EventID: 'eleven' })).toEqual({
      rejected: "expected a Windows event with a numeric event id, found 'eleven'",
    });
    expect(map({})).toEqual({ rejected: 'expected a Windows event with a numeric event id, found none' });
  });

  it('keeps every field that has no column, whatever its type', () => {
    const nested = { a: [1, { b: 9007199254740993n }] };
    const odd = {
      Flag: false,
      Count: 0,
      Big: 18446744073709551615n,
      Nested: nested,
      Empty: '',
      Dash: ' - ',
      Nothing: null,
    };
    const mapped = map({ ...styles.flat?.(created), ...odd, 'a b': 'y' });
    if (isRejection(mapped)) throw new Error(mapped.rejected);
    const fields = JSON.parse(String(mapped.values.AdditionalFields));
    expect(fields).toMatchObject({
      Flag: false,
      Count: 0,
      Big: '18446744073709551615',
      Nested: { a: [1, { b: '9007199254740993' }] },
      'a b': 'y',
    });
    for (const absent of ['Empty', 'Dash', 'Nothing']) expect(fields).not.toHaveProperty(absent);
  });

  it('keeps the message of an event without data', () => {
    const mapped = map(styles.flat?.({ ...created, data: {}, id: 16, message: 'Sysmon config state changed.' }) ?? {});
    if (isRejection(mapped)) throw new Error(mapped.rejected);
    expect(JSON.parse(String(mapped.values.AdditionalFields)).Message).toBe('Sysmon config state changed.');
  });

  it('survives nesting, cycles and poisoned keys', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const poisoned = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    const record = styles.flat?.(created) ?? {};
    for (const hostile of [{ deep }, cycle, poisoned, { TargetFilename: deep }, { Hashes: cycle, User: ['a'] }]) {
      expect(map({ ...record, ...hostile })).toMatchObject({ table: 'DeviceFileEvents' });
      const winlog = { channel: 'Security', event_id: 4624, computer_name: 'a', event_data: hostile };
      expect(map({ '@timestamp': created.time, winlog })).toMatchObject({ table: 'DeviceLogonEvents' });
    }
    expect({}).not.toHaveProperty('polluted');
  });

  it('takes no longer for long runs of blanks or labels than their length asks', () => {
    const long = 200_000;
    for (const text of [' '.repeat(long), '\n'.repeat(long), 'EventType:'.repeat(long / 10), '%%1'.repeat(long / 3)]) {
      const event = {
        ...created,
        id: 12,
        message: text,
        data: { UtcTime: created.data.UtcTime ?? '', AccessList: text },
      };
      for (const [, record] of inStyles(event)) map(record);
      const command = { ...created, channel: 'Windows PowerShell', provider: 'PowerShell', id: 800, message: text };
      for (const [, record] of inStyles({ ...command, data: {} })) map(record);
      for (const [, record] of inStyles({
        ...command,
        channel: 'Security',
        provider: '',
        id: 4663,
        data: { AccessList: text },
      }))
        map(record);
    }
  });

  it('never throws, and writes only columns of the catalog, for any JSON', () => {
    const ids = mappings.map(({ name }) => Number(name.split(' ').at(-1)));
    const fields = [
      ...new Set(
        mappings.flatMap(({ mapping }) => Object.values(mapping.columns).flatMap((reading) => [...reading.fields])),
      ),
    ];
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('0xffffffffffffffffff', '%%1538', '\\', 'a\\', '::', '-'),
    );
    const data = fc.dictionary(fc.oneof(fc.constantFrom(...fields), fc.string()), value, { maxKeys: 12 });
    const event = fc.record({
      channel: fc.constantFrom(...channels.flatMap((channel) => [...channel.logs])),
      id: fc.constantFrom(...ids),
      data,
      message: fc.string(),
    });
    const mapper = windowsEvents.open();
    const checkRow = (record: Record<string, unknown>) => {
      const mapped = mapper.map(record);
      if (isRejection(mapped)) return;
      const columns = new Set(tables.get(mapped.table)?.columns.map((column) => column.name));
      for (const [column, written] of Object.entries(mapped.values)) {
        expect(columns.has(column), column).toBe(true);
        expect(written).not.toBeUndefined();
      }
    };
    fc.assert(
      fc.property(event, fc.constantFrom(...Object.values(styles)), (drawn, write) => {
        checkRow(write({ ...created, provider: '', ...drawn, data: drawn.data as Record<string, string> }));
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.object({ withBigInt: true }), (record) => {
        checkRow(record);
        windowsEvents.detect([record]);
      }),
      { numRuns: 500 },
    );
  });
});
