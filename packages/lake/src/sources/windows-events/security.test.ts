import { describe, expect, it } from 'vitest';
import { isRejection, type MappedRow, type RecordMapper } from '../source.js';
import { inStyles, type LoggedEvent, styles } from './styles.fixture.js';
import { windowsEvents } from './windows-events.js';

function logged(id: number, data: Record<string, string>, rest: Partial<LoggedEvent> = {}): LoggedEvent {
  return {
    channel: 'Security',
    provider: 'Microsoft-Windows-Security-Auditing',
    id,
    time: '2024-03-05T10:11:12.345Z',
    host: 'DC01.corp.example',
    record: 99,
    ...rest,
    data,
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

const subject = {
  SubjectUserSid: 'S-1-5-21-1-2-3-500',
  SubjectUserName: 'Ann',
  SubjectDomainName: 'CORP',
  SubjectLogonId: '0x3e7',
};

const subjectColumns = {
  InitiatingProcessAccountSid: 'S-1-5-21-1-2-3-500',
  InitiatingProcessAccountName: 'ann',
  InitiatingProcessAccountDomain: 'corp',
};

const logon = {
  ...subject,
  TargetUserSid: 'S-1-5-21-1-2-3-1103',
  TargetUserName: 'Bob',
  TargetDomainName: 'CORP',
  LogonType: '10',
  AuthenticationPackageName: 'Negotiate',
  WorkstationName: 'WS07',
  IpAddress: '203.0.113.9',
  IpPort: '50123',
  ProcessId: '0x260',
  ProcessName: 'C:\\Windows\\System32\\svchost.exe',
};

describe('Security logons', () => {
  it('4624: a successful logon, with types in words and ids typed', () => {
    const mapped = row(
      logged(4624, { ...logon, TargetLogonId: '0x1865b632', ElevatedToken: '%%1842', KeyLength: '0' }),
    );
    expect(mapped.table).toBe('DeviceLogonEvents');
    expect(mapped.values).toMatchObject({
      Timestamp: '2024-03-05T10:11:12.345Z',
      ActionType: 'LogonSuccess',
      DeviceName: 'dc01.corp.example',
      LogonType: 'RemoteInteractive',
      Protocol: 'Negotiate',
      AccountDomain: 'corp',
      AccountName: 'bob',
      AccountSid: 'S-1-5-21-1-2-3-1103',
      LogonId: 409_318_962,
      RemoteDeviceName: 'ws07',
      RemoteIP: '203.0.113.9',
      RemoteIPType: 'Public',
      RemotePort: 50_123,
      ReportId: 99,
      InitiatingProcessId: 608,
      InitiatingProcessFileName: 'svchost.exe',
      ...subjectColumns,
    });
    expect(additional(mapped)).toMatchObject({ Channel: 'Security', EventId: 4624, ElevatedToken: 'Yes' });
  });

  it.each([
    ['0xc000006d', '0xc000006a', 'InvalidUserNameOrPassword'],
    ['0xC000015B', '0x0', 'UnauthorizedLogonType'],
    ['0xc0000234', '0x0', 'AccountLockedOut'],
    ['0xc0ffee00', '0x0', undefined],
  ])('4625: status %s, sub-status %s is %s', (Status, SubStatus, FailureReason) => {
    const mapped = row(logged(4625, { ...logon, Status, SubStatus, FailureReason: '%%2313' }, { failed: true }));
    expect(mapped.values.ActionType).toBe('LogonFailed');
    expect(mapped.values.FailureReason).toBe(FailureReason);
    expect(additional(mapped)).toMatchObject({ Status, SubStatus, Outcome: 'Failure' });
  });

  it('4648: a logon with other credentials is an attempt', () => {
    expect(row(logged(4648, { ...logon, TargetServerName: 'SRV2' }))).toMatchObject({
      table: 'DeviceLogonEvents',
      values: { ActionType: 'LogonAttempted', AccountName: 'bob', RemoteDeviceName: 'srv2' },
    });
  });

  it('takes dashes, the NULL SID and process id 0 as absent', () => {
    const { values } = row(
      logged(4624, {
        ...logon,
        SubjectUserSid: 'S-1-0-0',
        SubjectUserName: '-',
        SubjectDomainName: ' - ',
        WorkstationName: '-',
        IpPort: '0',
        ProcessId: '0x0',
        ProcessName: '-',
      }),
    );
    for (const column of [
      'InitiatingProcessAccountSid',
      'InitiatingProcessAccountName',
      'InitiatingProcessAccountDomain',
      'InitiatingProcessId',
      'InitiatingProcessFileName',
      'RemoteDeviceName',
      'RemotePort',
    ])
      expect(values, column).not.toHaveProperty(column);
  });

  it.each([
    [4634, 'Logoff'],
    [4672, 'SpecialPrivilegesAssigned'],
  ])('%i: DeviceEvents/%s', (id, action) => {
    const mapped = row(
      logged(id, { ...subject, TargetUserName: 'Bob', PrivilegeList: 'SeDebugPrivilege\n\t\t\tSeTcbPrivilege' }),
    );
    expect(mapped).toMatchObject({ table: 'DeviceEvents', values: { ActionType: action } });
    expect(additional(mapped).PrivilegeList).toBe('SeDebugPrivilege, SeTcbPrivilege');
  });
});

describe('Security processes', () => {
  const created = {
    ...subject,
    NewProcessId: '0x11d4',
    NewProcessName: 'C:\\Windows\\System32\\cmd.exe',
    TokenElevationType: '%%1937',
    ProcessId: '0x300',
    CommandLine: 'cmd /c dir',
    TargetUserSid: 'S-1-0-0',
    TargetUserName: '-',
    TargetDomainName: '-',
    TargetLogonId: '0x0',
    ParentProcessName: 'C:\\Windows\\explorer.exe',
    MandatoryLabel: 'S-1-16-12288',
  };

  it('4688: a created process, hexadecimal ids typed, token and label in words', () => {
    expect(row(logged(4688, created))).toMatchObject({
      table: 'DeviceProcessEvents',
      values: {
        ActionType: 'ProcessCreated',
        FileName: 'cmd.exe',
        ProcessId: 4564,
        ProcessCommandLine: 'cmd /c dir',
        ProcessIntegrityLevel: 'High',
        ProcessTokenElevation: 'TokenElevationTypeFull',
        AccountName: 'ann',
        AccountSid: 'S-1-5-21-1-2-3-500',
        LogonId: 999,
        InitiatingProcessId: 768,
        InitiatingProcessFileName: 'explorer.exe',
        InitiatingProcessLogonId: 999,
        ...subjectColumns,
      },
    });
  });

  it('4688: runs as the target user where one is named', () => {
    const mapped = row(
      logged(4688, { ...created, TargetUserName: 'Bob', TargetDomainName: 'CORP', TargetLogonId: '0xff' }),
    );
    expect(mapped.values).toMatchObject({ AccountName: 'bob', LogonId: 255, InitiatingProcessAccountName: 'ann' });
  });

  it('finds a process by host, id and image, and forgets no other host', () => {
    const mapper = windowsEvents.open();
    const flat = styles.flat;
    rowOf(flat?.(logged(4688, created)), mapper);
    const access = { ...subject, ObjectType: 'File', ObjectName: 'C:\\x', ProcessId: '0x11d4' };
    const by = (ProcessName: string, host = 'DC01.corp.example') =>
      rowOf(flat?.(logged(4663, { ...access, ProcessName }, { host })), mapper).values.InitiatingProcessCommandLine;
    expect(by('C:\\Windows\\System32\\cmd.exe')).toBe('cmd /c dir');
    expect(by('C:\\Windows\\System32\\other.exe')).toBeUndefined();
    expect(by('C:\\Windows\\System32\\cmd.exe', 'ws09')).toBeUndefined();
  });

  it('finds the process of a device path, and after its end only for events that name its image', () => {
    const mapper = windowsEvents.open();
    const flat = styles.flat;
    rowOf(flat?.(logged(4688, created)), mapper);
    const duplicate = () => rowOf(flat?.(logged(4690, { ...subject, SourceProcessId: '0x11d4' })), mapper).values;
    expect(duplicate().InitiatingProcessFileName).toBe('cmd.exe');

    const ended = rowOf(
      flat?.(logged(4689, { ...subject, ProcessId: '0x11d4', ProcessName: created.NewProcessName })),
      mapper,
    );
    expect(ended).toMatchObject({
      table: 'DeviceEvents',
      values: { ActionType: 'ProcessTerminated', ProcessId: 4564, ProcessCommandLine: 'cmd /c dir' },
    });
    expect(duplicate().InitiatingProcessFileName).toBeUndefined();
    const connection = logged(5156, {
      ProcessID: '4564',
      Application: '\\device\\harddiskvolume2\\windows\\system32\\cmd.exe',
      Direction: '%%14593',
    });
    expect(rowOf(flat?.(connection), mapper).values.InitiatingProcessCommandLine).toBe('cmd /c dir');
  });

  it('joins what Sysmon and the Security log say of one process', () => {
    const mapper = windowsEvents.open();
    const flat = styles.flat;
    const guid = '{aaaaaaaa-0001-65e6-0100-000000000100}';
    const sysmon = (id: number, data: Record<string, string>) =>
      flat?.({
        ...logged(id, { UtcTime: '2024-03-05 10:11:12.300', ProcessGuid: guid, ProcessId: '4564', ...data }),
        channel: 'Microsoft-Windows-Sysmon/Operational',
        provider: 'Microsoft-Windows-Sysmon',
      });
    rowOf(flat?.(logged(4688, created)), mapper);
    rowOf(
      sysmon(1, {
        Image: created.NewProcessName,
        CommandLine: 'cmd /c dir',
        User: 'CORP\\Ann',
        Hashes: `SHA1=${'A1'.repeat(20)}`,
      }),
      mapper,
    );
    const file = rowOf(sysmon(11, { Image: created.NewProcessName, TargetFilename: 'C:\\x' }), mapper);
    expect(file.values).toMatchObject({
      InitiatingProcessSHA1: 'a1'.repeat(20),
      InitiatingProcessAccountSid: 'S-1-5-21-1-2-3-500',
      InitiatingProcessTokenElevation: 'TokenElevationTypeFull',
      InitiatingProcessCreationTime: '2024-03-05T10:11:12.300Z',
    });
  });
});

describe('Security objects', () => {
  const access = {
    ...subject,
    AccessList: '%%1538\n\t\t\t\t%%4484\n\t\t\t\t%%9999\n',
    AccessMask: '0x20010',
    ProcessId: '0x834',
    ProcessName: 'C:\\a\\b.exe',
  };

  it('4656: a handle to a process is an OpenProcess call, unless it was refused', () => {
    const opened = {
      ...access,
      ObjectType: 'Process',
      ObjectName: '\\Device\\HarddiskVolume2\\Windows\\System32\\lsass.exe',
    };
    const mapped = row(logged(4656, opened));
    expect(mapped).toMatchObject({
      table: 'DeviceEvents',
      values: { ActionType: 'OpenProcessApiCall', FileName: 'lsass.exe', InitiatingProcessFileName: 'b.exe' },
    });
    expect(additional(mapped)).toMatchObject({
      DesiredAccess: 131_088,
      AccessList: 'READ_CONTROL, Read from process memory, %%9999',
    });
    expect(row(logged(4656, opened, { failed: true })).values.ActionType).toBe('ObjectHandleRequested');
  });

  it('4663: keys and files in their columns', () => {
    const key = row(
      logged(4663, {
        ...access,
        ObjectType: 'Key',
        ObjectName: '\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001\\Control\\Lsa',
      }),
    );
    expect(key.values).toMatchObject({
      ActionType: 'ObjectAccessed',
      RegistryKey: 'HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Control\\Lsa',
    });
    expect(additional(key).ObjectType).toBe('Key');
    const file = row(logged(4663, { ...access, ObjectType: 'File', ObjectName: 'C:\\secret\\a.txt' }));
    expect(file.values).toMatchObject({ FileName: 'a.txt', FolderPath: 'C:\\secret\\a.txt' });
  });

  it('4657: a registry value set or deleted', () => {
    const value = {
      ...subject,
      ObjectName: '\\REGISTRY\\USER\\S-1-5-21-1\\Run',
      ObjectValueName: 'x',
      OldValueType: '%%1876',
      OldValue: '2',
      NewValueType: '%%1876',
      NewValue: '0x10',
      OperationType: '%%1905',
      ProcessId: '0xa5c',
      ProcessName: 'C:\\Windows\\System32\\reg.exe',
    };
    expect(row(logged(4657, value))).toMatchObject({
      table: 'DeviceRegistryEvents',
      values: {
        ActionType: 'RegistryValueSet',
        RegistryKey: 'HKEY_CURRENT_USER\\S-1-5-21-1\\Run',
        RegistryValueName: 'x',
        RegistryValueType: 'Dword',
        RegistryValueData: '16',
        PreviousRegistryValueData: '2',
        InitiatingProcessFileName: 'reg.exe',
      },
    });
    expect(row(logged(4657, { ...value, OperationType: '%%1906' })).values.ActionType).toBe('RegistryValueDeleted');
  });

  it('4662: replication rights are a replication, other operations are not', () => {
    const replication = { ...subject, Properties: '%%7688\n\t\t{1131f6ad-9c07-11d1-f79f-00c04fc2dcd2}\n' };
    const mapped = row(logged(4662, replication));
    expect(mapped).toMatchObject({
      table: 'IdentityDirectoryEvents',
      values: {
        ActionType: 'Directory Services replication',
        AccountName: 'ann',
        DestinationDeviceName: 'dc01.corp.example',
        ReportId: '99',
      },
    });
    expect(mapped.values.AdditionalFields).toMatchObject({ EventId: 4662 });
    expect(row(logged(4662, { ...subject, Properties: '-' })).table).toBe('DeviceEvents');
  });
});

describe('Security services, tasks, accounts', () => {
  it('4697: the service and the program it starts', () => {
    const mapped = row(
      logged(4697, {
        ...subject,
        ServiceName: 'Svc',
        ServiceFileName: '"C:\\Program Files\\a b\\svc.exe" -k run',
        ServiceType: '0x10',
        ServiceStartType: '3',
        ServiceAccount: 'LocalSystem',
      }),
    );
    expect(mapped.values).toMatchObject({
      ActionType: 'ServiceInstalled',
      FileName: 'svc.exe',
      FolderPath: 'C:\\Program Files\\a b\\svc.exe',
      ProcessCommandLine: '"C:\\Program Files\\a b\\svc.exe" -k run',
    });
    expect(additional(mapped)).toMatchObject({
      ServiceName: 'Svc',
      ServiceAccount: 'LocalSystem',
      ServiceStartType: '3',
    });
  });

  it('4698 and 4702: the content of a task under one name, its lines kept', () => {
    const content = '<Task>\n  <Exec>\n    <Command>a.exe</Command>\n  </Exec>\n</Task>';
    const created = row(logged(4698, { ...subject, TaskName: '\\T', TaskContent: content }));
    expect(created.values.ActionType).toBe('ScheduledTaskCreated');
    expect(additional(created)).toMatchObject({ TaskName: '\\T', TaskContent: content });
    const updated = row(logged(4702, { ...subject, TaskName: '\\T', TaskContentNew: content }));
    expect(updated.values.ActionType).toBe('ScheduledTaskUpdated');
    expect(additional(updated).TaskContent).toBe(content);
  });

  const account = { ...subject, TargetUserName: 'Eve', TargetDomainName: 'CORP', TargetSid: 'S-1-5-21-1-2-3-1200' };

  it.each([
    [4720, 'UserAccountCreated'],
    [4722, 'UserAccountModified'],
    [4723, 'PasswordChangeAttempt'],
    [4724, 'PasswordChangeAttempt'],
    [4725, 'UserAccountModified'],
    [4726, 'UserAccountDeleted'],
    [4738, 'UserAccountModified'],
  ])('%i: %s', (id, ActionType) => {
    expect(row(logged(id, account))).toMatchObject({
      table: 'DeviceEvents',
      values: {
        ActionType,
        AccountName: 'eve',
        AccountDomain: 'corp',
        AccountSid: 'S-1-5-21-1-2-3-1200',
        ...subjectColumns,
      },
    });
  });

  it('4732: the member added and the group', () => {
    const mapped = row(
      logged(4732, {
        ...subject,
        MemberName: '-',
        MemberSid: 'S-1-5-21-1-2-3-1200',
        TargetUserName: 'Administrators',
        TargetDomainName: 'Builtin',
        TargetSid: 'S-1-5-32-544',
      }),
    );
    expect(mapped.values).toMatchObject({
      ActionType: 'UserAccountAddedToLocalGroup',
      AccountSid: 'S-1-5-21-1-2-3-1200',
    });
    expect(additional(mapped)).toMatchObject({
      GroupName: 'Administrators',
      GroupDomainName: 'Builtin',
      GroupSid: 'S-1-5-32-544',
    });
  });

  it('4728: a group of the domain is among the events of the directory', () => {
    const mapped = row(logged(4728, { ...account, TargetUserName: 'Domain Admins', MemberName: 'CN=Eve,DC=corp' }));
    expect(mapped).toMatchObject({
      table: 'IdentityDirectoryEvents',
      values: { ActionType: 'Group Membership changed' },
    });
    expect(mapped.values.AdditionalFields).toMatchObject({ 'TO.GROUP': 'Domain Admins', 'ACTOR.ACCOUNT': 'Ann' });
  });

  it('1102: the cleared log names who did it, if need be from the message', () => {
    const event = logged(1102, subject, { provider: 'Microsoft-Windows-Eventlog' });
    expect(row(event).values).toMatchObject({ ActionType: 'SecurityLogCleared', ...subjectColumns });
    const message =
      'The audit log was cleared.\r\nSubject:\r\n\tSecurity ID:\tS-1-5-21-1-2-3-500\r\n\tAccount Name:\tAnn\r\n\tDomain Name:\tCORP\r\n\tLogon ID:\t0x3E7';
    expect(row({ ...event, data: {}, message }).values).toMatchObject({
      ...subjectColumns,
      InitiatingProcessLogonId: 999,
    });
  });
});

describe('Security identities and network', () => {
  it.each([
    [4768, { TargetUserName: 'Bob', Status: '0x0' }, 'LogonSuccess', 'Kerberos', undefined],
    [4768, { TargetUserName: 'Bob', Status: '0x6' }, 'LogonFailed', 'Kerberos', 'UnknownUser'],
    [4769, { TargetUserName: 'bob@CORP.EXAMPLE', Status: '0x0' }, 'LogonSuccess', 'Kerberos', undefined],
    [4771, { TargetUserName: 'Bob', Status: '0x18' }, 'LogonFailed', 'Kerberos', 'WrongPassword'],
    [
      4776,
      { TargetUserName: 'Bob', Workstation: 'WS07', Status: '0xc000006a' },
      'LogonFailed',
      'Ntlm',
      'WrongPassword',
    ],
  ])('%i %j: %s', (id, data, ActionType, Protocol, FailureReason) => {
    const mapped = row(logged(id, { ServiceName: 'WS07$', IpAddress: '::ffff:10.0.0.7', IpPort: '53773', ...data }));
    expect(mapped).toMatchObject({
      table: 'IdentityLogonEvents',
      values: { ActionType, Protocol, AccountName: 'bob', IPAddress: '10.0.0.7', Port: 53_773 },
    });
    expect(mapped.values.FailureReason).toBe(FailureReason);
    expect(mapped.values.TargetDeviceName).toBe(id === 4769 ? 'ws07' : undefined);
  });

  it('5145: the file of a share', () => {
    const mapped = row(
      logged(5145, {
        ...subject,
        IpAddress: '10.0.0.7',
        IpPort: '54804',
        ShareName: '\\\\*\\C$',
        RelativeTargetName: 'Windows\\Temp\\a.exe',
        AccessList: '%%4416\n\t\t\t\t',
      }),
    );
    expect(mapped.values).toMatchObject({
      ActionType: 'NetworkShareObjectAccessChecked',
      AccountName: 'ann',
      FileName: 'a.exe',
      FolderPath: '\\\\*\\C$\\Windows\\Temp\\a.exe',
      RemoteIP: '10.0.0.7',
      RemotePort: 54_804,
    });
    expect(additional(mapped)).toMatchObject({ ShareName: '\\\\*\\C$', AccessList: 'ReadData (or ListDirectory)' });
  });

  const ends = {
    ProcessID: '1900',
    Application: '\\device\\harddiskvolume2\\windows\\a.exe',
    SourceAddress: '10.0.0.5',
    SourcePort: '60277',
    DestAddress: '10.0.0.9',
    DestPort: '389',
    Protocol: '6',
  };

  it('5156: the source of an inbound connection is the remote side', () => {
    const outbound = row(logged(5156, { ...ends, Direction: '%%14593' }));
    expect(outbound).toMatchObject({
      table: 'DeviceNetworkEvents',
      values: {
        ActionType: 'ConnectionSuccess',
        LocalPort: 60_277,
        RemoteIP: '10.0.0.9',
        RemotePort: 389,
        Protocol: 'Tcp',
      },
    });
    expect(additional(outbound).Direction).toBe('Outbound');
    expect(row(logged(5156, { ...ends, Direction: '%%14592' })).values).toMatchObject({
      ActionType: 'InboundConnectionAccepted',
      LocalPort: 389,
      RemoteIP: '10.0.0.5',
    });
  });

  it('names the direction it expected', () => {
    const mapped = windowsEvents.open().map(styles.flat?.(logged(5156, { ...ends, Direction: 'sideways' })) ?? {});
    expect(mapped).toEqual({
      rejected: 'no mapping for this Security event 5156: expected Direction %%14593 or Direction %%14592',
    });
  });
});
