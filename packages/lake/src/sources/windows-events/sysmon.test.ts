import { describe, expect, it } from 'vitest';
import { isRejection, type MappedRow, type RecordMapper } from '../source.js';
import { inStyles, type LoggedEvent, styles } from './styles.fixture.js';
import { windowsEvents } from './windows-events.js';

function logged(id: number, data: Record<string, string>, rest: Partial<LoggedEvent> = {}): LoggedEvent {
  return {
    channel: 'Microsoft-Windows-Sysmon/Operational',
    provider: 'Microsoft-Windows-Sysmon',
    id,
    time: '2024-03-05T10:11:12.345Z',
    host: 'WS01.corp.example',
    record: 4711,
    ...rest,
    data: { RuleName: '-', UtcTime: '2024-03-05 10:11:12.345', ...data },
  };
}

function rowOf(record: Record<string, unknown> | undefined, mapper: RecordMapper = windowsEvents.open()): MappedRow {
  const mapped = mapper.map(record ?? {});
  if (isRejection(mapped)) throw new Error(mapped.rejected);
  return mapped;
}

/** The row of an event, which must be the same in every style. */
function row(event: LoggedEvent): MappedRow {
  const [first, ...others] = inStyles(event).map(([style, record]) => ({ style, row: rowOf(record) }));
  for (const other of others) expect(other.row, other.style).toEqual(first?.row);
  if (first === undefined) throw new Error('no styles');
  return first.row;
}

function additional(mapped: MappedRow): Record<string, unknown> {
  return JSON.parse(String(mapped.values.AdditionalFields));
}

const hashes =
  'SHA1=9B0C636DF33BDE21F986279911E0FB03C96EE357,MD5=98321825F06128D24ADE15AA703E193F,SHA256=111219E1022DCAB31864C35DE32BAF34CE34FA580E2505D91ED1E3430DDFC340,IMPHASH=1CF27DAF6490453338CA3A6A3792FBBF';

const cmdStarts = logged(1, {
  ProcessGuid: '{AAAAAAAA-0001-65e6-0100-000000000100}',
  ProcessId: '5624',
  Image: 'C:\\Windows\\System32\\cmd.exe',
  FileVersion: '10.0.18362.1',
  Description: 'Windows Command Processor',
  Product: 'Microsoft® Windows® Operating System',
  Company: 'Microsoft Corporation',
  OriginalFileName: 'Cmd.Exe',
  CommandLine: 'cmd.exe /c whoami',
  CurrentDirectory: 'C:\\Users\\ann\\',
  User: 'CORP\\Ann',
  LogonGuid: '{AAAAAAAA-2494-62fe-9726-0e0000000000}',
  LogonId: '0xe2697',
  TerminalSessionId: '1',
  IntegrityLevel: 'Medium',
  Hashes: hashes,
  ParentProcessGuid: '{AAAAAAAA-0000-65e6-0100-000000000100}',
  ParentProcessId: '768',
  ParentImage: 'C:\\Windows\\explorer.exe',
  ParentCommandLine: 'C:\\Windows\\Explorer.EXE',
  ParentUser: 'CORP\\Ann',
});

describe('Sysmon', () => {
  it('1: a created process with its parent, hashes split and ids typed', () => {
    const mapped = row(cmdStarts);
    expect(mapped.table).toBe('DeviceProcessEvents');
    expect(mapped.values).toEqual({
      Timestamp: '2024-03-05T10:11:12.345Z',
      ActionType: 'ProcessCreated',
      DeviceId: '1d2ae23536f1baac6ec15c672f845f98637f4442',
      DeviceName: 'ws01.corp.example',
      ReportId: 4711,
      FileName: 'cmd.exe',
      FolderPath: 'C:\\Windows\\System32\\cmd.exe',
      SHA1: '9b0c636df33bde21f986279911e0fb03c96ee357',
      SHA256: '111219e1022dcab31864c35de32baf34ce34fa580e2505d91ed1e3430ddfc340',
      MD5: '98321825f06128d24ade15aa703e193f',
      ProcessId: 5624,
      ProcessUniqueId: '{aaaaaaaa-0001-65e6-0100-000000000100}',
      ProcessCommandLine: 'cmd.exe /c whoami',
      ProcessCreationTime: '2024-03-05T10:11:12.345Z',
      ProcessIntegrityLevel: 'Medium',
      ProcessVersionInfoCompanyName: 'Microsoft Corporation',
      ProcessVersionInfoProductName: 'Microsoft® Windows® Operating System',
      ProcessVersionInfoProductVersion: '10.0.18362.1',
      ProcessVersionInfoOriginalFileName: 'Cmd.Exe',
      ProcessVersionInfoFileDescription: 'Windows Command Processor',
      AccountDomain: 'corp',
      AccountName: 'ann',
      LogonId: 927_383,
      CreatedProcessSessionId: 1,
      InitiatingProcessId: 768,
      InitiatingProcessFileName: 'explorer.exe',
      InitiatingProcessFolderPath: 'c:\\windows\\explorer.exe',
      InitiatingProcessUniqueId: '{aaaaaaaa-0000-65e6-0100-000000000100}',
      InitiatingProcessCommandLine: 'C:\\Windows\\Explorer.EXE',
      InitiatingProcessAccountDomain: 'corp',
      InitiatingProcessAccountName: 'ann',
      AdditionalFields: JSON.stringify({
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        EventId: 1,
        IMPHASH: '1cf27daf6490453338ca3a6a3792fbbf',
        CurrentDirectory: 'C:\\Users\\ann\\',
        LogonGuid: '{AAAAAAAA-2494-62fe-9726-0e0000000000}',
      }),
    });
  });

  it('2: a changed creation time', () => {
    const mapped = row(
      logged(2, {
        Image: 'C:\\a\\timestomp.exe',
        TargetFilename: 'C:\\b\\c.txt',
        CreationUtcTime: '2010-01-02 03:04:05.678',
        PreviousCreationUtcTime: '2024-03-05 10:11:11.000',
      }),
    );
    expect(mapped).toMatchObject({
      table: 'DeviceEvents',
      values: { ActionType: 'FileTimestampModificationEvent', FileName: 'c.txt', FolderPath: 'C:\\b\\c.txt' },
    });
    expect(additional(mapped)).toMatchObject({ CreationTime: '2010-01-02T03:04:05.678Z' });
  });

  it('3: connections in both directions, the remote side always remote', () => {
    const ends = {
      Image: 'C:\\Windows\\System32\\svchost.exe',
      User: 'NT AUTHORITY\\SYSTEM',
      Protocol: 'tcp',
      SourceIp: '10.0.0.5',
      SourcePort: '60277',
      DestinationIp: '198.51.100.7',
      DestinationHostname: 'a.example',
      DestinationPort: '443',
    };
    expect(row(logged(3, { ...ends, Initiated: 'true' }))).toMatchObject({
      table: 'DeviceNetworkEvents',
      values: {
        ActionType: 'ConnectionSuccess',
        LocalIP: '10.0.0.5',
        LocalIPType: 'Private',
        LocalPort: 60277,
        RemoteIP: '198.51.100.7',
        RemoteIPType: 'Public',
        RemotePort: 443,
        RemoteUrl: 'a.example',
        Protocol: 'Tcp',
        InitiatingProcessAccountDomain: 'nt authority',
        InitiatingProcessAccountName: 'system',
      },
    });
    expect(row(logged(3, { ...ends, Initiated: 'false' })).values).toMatchObject({
      ActionType: 'InboundConnectionAccepted',
      LocalIP: '198.51.100.7',
      RemoteIP: '10.0.0.5',
      RemotePort: 60277,
    });
  });

  it('writes IPv6 addresses short, with their type', () => {
    const mapped = row(
      logged(3, { Initiated: 'true', SourceIp: '0:0:0:0:0:0:0:1', DestinationIp: 'fe80:0:0:0:90e:17af:263c:5209' }),
    );
    expect(mapped.values).toMatchObject({
      LocalIP: '::1',
      LocalIPType: 'Loopback',
      RemoteIP: 'fe80::90e:17af:263c:5209',
      RemoteIPType: 'LinkLocal',
    });
  });

  it('7: a loaded image', () => {
    const mapped = row(
      logged(7, { Image: 'C:\\a\\b.exe', ImageLoaded: 'C:\\Windows\\System32\\wmidcom.dll', Hashes: hashes }),
    );
    expect(mapped).toMatchObject({
      table: 'DeviceImageLoadEvents',
      values: { ActionType: 'ImageLoaded', FileName: 'wmidcom.dll', MD5: '98321825f06128d24ade15aa703e193f' },
    });
  });

  it('8 and 10: what one process does to another', () => {
    const both = {
      SourceProcessId: '3224',
      SourceImage: 'C:\\Windows\\System32\\mavinject.exe',
      TargetProcessId: '640',
      TargetImage: 'C:\\Windows\\System32\\lsass.exe',
    };
    expect(row(logged(8, { ...both, StartFunction: 'LoadLibraryW' }))).toMatchObject({
      table: 'DeviceEvents',
      values: {
        ActionType: 'CreateRemoteThreadApiCall',
        InitiatingProcessId: 3224,
        InitiatingProcessFileName: 'mavinject.exe',
        ProcessId: 640,
        FileName: 'lsass.exe',
      },
    });
    const opened = row(logged(10, { ...both, GrantedAccess: '0x1fffff', CallTrace: 'ntdll.dll+9c584' }));
    expect(opened.values.ActionType).toBe('OpenProcessApiCall');
    expect(additional(opened)).toMatchObject({ DesiredAccess: 2_097_151, CallTrace: 'ntdll.dll+9c584' });
  });

  it('11, 23 and 26: files created and deleted', () => {
    const file = { Image: 'C:\\a\\b.exe', TargetFilename: 'C:\\Users\\ann\\x.docx', Hashes: hashes };
    expect(row(logged(11, file))).toMatchObject({
      table: 'DeviceFileEvents',
      values: { ActionType: 'FileCreated', FileName: 'x.docx', FolderPath: 'C:\\Users\\ann\\x.docx' },
    });
    for (const id of [23, 26]) expect(row(logged(id, file)).values.ActionType).toBe('FileDeleted');
  });

  it('12: keys and values, told apart by EventType', () => {
    const target = { Image: 'C:\\a.exe', TargetObject: 'HKLM\\SOFTWARE\\A\\B' };
    const of = (EventType: string) => row(logged(12, { ...target, EventType }));
    expect(of('CreateKey')).toMatchObject({
      table: 'DeviceRegistryEvents',
      values: { ActionType: 'RegistryKeyCreated', RegistryKey: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\A\\B' },
    });
    expect(of('DeleteKey').values.ActionType).toBe('RegistryKeyDeleted');
    expect(of('DeleteValue').values).toMatchObject({
      ActionType: 'RegistryValueDeleted',
      RegistryKey: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\A',
      RegistryValueName: 'B',
    });
  });

  it('12: takes a lost EventType from the message, and without one claims neither', () => {
    const event = logged(12, { TargetObject: 'HKLM\\SOFTWARE\\A' });
    const told = { ...event, message: 'Registry object added or deleted:\r\nRuleName: -\r\nEventType: DeleteKey\r\n' };
    expect(rowOf(styles.nxlog?.(told)).values.ActionType).toBe('RegistryKeyDeleted');
    expect(rowOf(styles.nxlog?.(event))).toMatchObject({
      table: 'DeviceEvents',
      values: { ActionType: 'RegistryObjectAddedOrDeleted', RegistryKey: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\A' },
    });
  });

  it.each([
    [
      'HKU\\S-1-5-21-1\\Software\\Run\\x',
      'DWORD (0x00000010)',
      'HKEY_CURRENT_USER\\S-1-5-21-1\\Software\\Run',
      'x',
      'Dword',
      '16',
    ],
    ['HKU\\.DEFAULT\\A\\(Default)', 'text', 'HKEY_USERS\\.DEFAULT\\A', '(Default)', undefined, 'text'],
    ['HKCR\\.txt\\q', 'QWORD (0x00000001-0x00000000)', 'HKEY_CLASSES_ROOT\\.txt', 'q', 'Qword', '4294967296'],
    [
      'HKLM\\A\\S-1-5-18\\\\Device\\HarddiskVolume2\\x.exe',
      'Binary Data',
      'HKEY_LOCAL_MACHINE\\A\\S-1-5-18',
      '\\Device\\HarddiskVolume2\\x.exe',
      'Binary',
      undefined,
    ],
    ['HKLM\\A\\Layers\\C:\\b\\c.exe', '(Empty)', 'HKEY_LOCAL_MACHINE\\A\\Layers', 'C:\\b\\c.exe', undefined, undefined],
  ])('13: %s = %s', (TargetObject, Details, RegistryKey, RegistryValueName, RegistryValueType, RegistryValueData) => {
    const { values } = row(logged(13, { EventType: 'SetValue', TargetObject, Details }));
    expect(values.ActionType).toBe('RegistryValueSet');
    expect([values.RegistryKey, values.RegistryValueName, values.RegistryValueType, values.RegistryValueData]).toEqual([
      RegistryKey,
      RegistryValueName,
      RegistryValueType,
      RegistryValueData,
    ]);
  });

  it('14: a renamed key', () => {
    expect(
      row(logged(14, { EventType: 'RenameKey', TargetObject: 'HKLM\\A', NewName: 'HKLM\\B' })).values,
    ).toMatchObject({
      ActionType: 'RegistryKeyRenamed',
      PreviousRegistryKey: 'HKEY_LOCAL_MACHINE\\A',
      RegistryKey: 'HKEY_LOCAL_MACHINE\\B',
    });
  });

  it('15: the mark of the web is the origin of its file', () => {
    const mapped = row(
      logged(15, {
        TargetFilename: 'C:\\Users\\ann\\Downloads\\a.exe:Zone.Identifier',
        Hash: hashes,
        Contents: '[ZoneTransfer]  ZoneId=3  ReferrerUrl=https://b.example/  HostUrl=https://a.example/a.exe',
      }),
    );
    expect(mapped.values).toMatchObject({
      ActionType: 'FileCreated',
      FileName: 'a.exe',
      FolderPath: 'C:\\Users\\ann\\Downloads\\a.exe',
      FileOriginUrl: 'https://a.example/a.exe',
      FileOriginReferrerUrl: 'https://b.example/',
    });
  });

  it('17 and 18: pipes in the kernel name space', () => {
    const created = row(logged(17, { PipeName: '\\lsass', Image: 'System' }));
    expect(created.values.ActionType).toBe('NamedPipeEvent');
    expect(additional(created)).toMatchObject({
      PipeName: '\\Device\\NamedPipe\\lsass',
      FileOperation: 'File created',
    });
    expect(additional(row(logged(18, { PipeName: '\\x' })))).toMatchObject({ FileOperation: 'File opened' });
  });

  it('22: the answer to a DNS query', () => {
    const mapped = row(
      logged(22, {
        QueryName: 'a.example',
        QueryStatus: '0',
        QueryResults: 'type:  5 b.example;::ffff:192.0.2.7;2001:db8::1;',
      }),
    );
    expect(mapped.values.ActionType).toBe('DnsQueryResponse');
    expect(additional(mapped)).toMatchObject({
      DnsQueryString: 'a.example',
      DnsQueryResult: [
        { DnsQueryType: 'CNAME', Result: 'b.example' },
        { DnsQueryType: 'A', Result: '192.0.2.7' },
        { DnsQueryType: 'AAAA', Result: '2001:db8::1' },
      ],
    });
  });

  it.each([
    [5, 'ProcessTerminated'],
    [6, 'DriverLoad'],
    [9, 'RawAccessRead'],
    [19, 'WmiEventFilterActivity'],
    [20, 'WmiEventConsumerActivity'],
    [21, 'WmiBindEventFilterToConsumer'],
    [25, 'ProcessTampering'],
  ])('%i: DeviceEvents/%s', (id, action) => {
    const mapped = row(logged(id, { Image: 'C:\\a.exe', ImageLoaded: 'C:\\a.sys', Operation: 'Created' }));
    expect(mapped).toMatchObject({ table: 'DeviceEvents', values: { ActionType: action } });
  });

  it('keeps a value that its column cannot take', () => {
    const mapped = row(logged(10, { SourceProcessId: '12x', GrantedAccess: 'all', TargetImage: '<unknown process>' }));
    expect(mapped.values.InitiatingProcessId).toBeUndefined();
    expect(mapped.values.FileName).toBeUndefined();
    expect(additional(mapped)).toMatchObject({ SourceProcessId: '12x', GrantedAccess: 'all' });
  });
});

describe('Sysmon processes', () => {
  it('names the initiating process by the creation seen before, with its own parent', () => {
    const mapper = windowsEvents.open();
    const write = styles.flat;
    const explorer = logged(1, {
      ...cmdStarts.data,
      UtcTime: '2024-03-05 09:00:00.001',
      ProcessGuid: '{aaaaaaaa-0000-65e6-0100-000000000100}',
      ProcessId: '768',
      Image: 'C:\\Windows\\explorer.exe',
      CommandLine: 'C:\\Windows\\Explorer.EXE',
      ParentProcessGuid: '{00000000-0000-0000-0000-000000000000}',
      ParentProcessId: '4',
      ParentImage: '-',
      ParentCommandLine: '-',
    });
    rowOf(write?.(explorer), mapper);
    const cmd = rowOf(write?.(cmdStarts), mapper);
    expect(cmd.values).toMatchObject({
      InitiatingProcessFileName: 'explorer.exe',
      InitiatingProcessSHA1: '9b0c636df33bde21f986279911e0fb03c96ee357',
      InitiatingProcessCreationTime: '2024-03-05T09:00:00.001Z',
      InitiatingProcessParentId: 4,
    });

    const write11 = logged(11, {
      ProcessGuid: '{AAAAAAAA-0001-65e6-0100-000000000100}',
      ProcessId: '5624',
      Image: 'C:\\Windows\\System32\\cmd.exe',
      TargetFilename: 'C:\\x.txt',
    });
    const file = rowOf(write?.(write11), mapper);
    expect(file.values).toMatchObject({
      InitiatingProcessCommandLine: 'cmd.exe /c whoami',
      InitiatingProcessAccountName: 'ann',
      InitiatingProcessIntegrityLevel: 'Medium',
      InitiatingProcessVersionInfoOriginalFileName: 'Cmd.Exe',
      InitiatingProcessParentFileName: 'explorer.exe',
      InitiatingProcessParentId: 768,
      InitiatingProcessParentCreationTime: '2024-03-05T09:00:00.001Z',
    });
    // The process is not the file that it writes.
    expect(file.values.SHA1).toBeUndefined();
  });

  it('does not mix a process up with a later one of the same id', () => {
    const mapper = windowsEvents.open();
    rowOf(styles.flat?.(cmdStarts), mapper);
    const other = logged(11, {
      ProcessGuid: '{bbbbbbbb-0009-65e6-0100-000000000100}',
      ProcessId: '5624',
      Image: 'C:\\Windows\\System32\\cmd.exe',
      TargetFilename: 'C:\\x.txt',
    });
    expect(rowOf(styles.flat?.(other), mapper).values.InitiatingProcessCommandLine).toBeUndefined();
  });

  it('knows nothing of another input', () => {
    rowOf(styles.flat?.(cmdStarts));
    const event = logged(11, { ProcessGuid: '{AAAAAAAA-0001-65e6-0100-000000000100}', TargetFilename: 'C:\\x' });
    expect(rowOf(styles.flat?.(event)).values.InitiatingProcessCommandLine).toBeUndefined();
  });
});
