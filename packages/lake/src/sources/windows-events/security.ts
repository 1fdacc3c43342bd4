// The Security log's events as rows of the hunting tables: event id → table, ActionType, column ← field.
//
// A line marked `ours` is for an event that Defender itself does not report: it goes to DeviceEvents under an ActionType
// of our own, so that no hunt over the other tables counts rows that Defender would not have.

import {
  all,
  type Channel,
  type Condition,
  type EventMapping,
  type Expansion,
  is,
  type ProcessFields,
  succeeded,
} from './mapping.js';
import { labelled } from './message-text.js';
import {
  address,
  alsoKept,
  type Columns,
  computed,
  constant,
  fieldText,
  fileName,
  firstOf,
  host,
  ipType,
  lower,
  number,
  path,
  plainIP,
  port,
  principalName,
  programName,
  programPath,
  type Reading,
  registryKey,
  sid,
  text,
  wordFor,
  words,
} from './reading.js';
import { auditedValueTypes } from './registry.js';
import { identityFailures, integrityLevels, logonFailures, logonTypes, protocols, tokenElevations } from './words.js';

/** Whoever asked for it: the subject of nearly every event. */
const subject: Columns = {
  InitiatingProcessAccountDomain: lower('SubjectDomainName'),
  InitiatingProcessAccountName: lower('SubjectUserName'),
  InitiatingProcessAccountSid: sid('SubjectUserSid'),
  InitiatingProcessLogonId: number('SubjectLogonId'),
};

/** In tables without InitiatingProcessLogonId. */
const subjectAccount: Columns = {
  InitiatingProcessAccountDomain: lower('SubjectDomainName'),
  InitiatingProcessAccountName: lower('SubjectUserName'),
  InitiatingProcessAccountSid: sid('SubjectUserSid'),
};

/** The subject as the account that acted itself, without a process. */
const actor: Columns = {
  AccountDomain: lower('SubjectDomainName'),
  AccountName: lower('SubjectUserName'),
  AccountSid: sid('SubjectUserSid'),
  LogonId: number('SubjectLogonId'),
};

/** The account that it was done to. */
const targetAccount: Columns = {
  AccountDomain: lower('TargetDomainName'),
  AccountName: lower('TargetUserName'),
  AccountSid: sid('TargetSid', 'TargetUserSid'),
};

const targetLogon: Columns = { LogonId: number('TargetLogonId') };

const byProcess: ProcessFields = { id: ['ProcessId'], image: ['ProcessName'] };
const byClient: ProcessFields = { id: ['ClientProcessId'] };
const byCaller: ProcessFields = { id: ['CallerProcessId'], image: ['CallerProcessName'] };
const byApplication: ProcessFields = { id: ['ProcessID', 'ProcessId'], image: ['Application'] };

function deviceEvent(action: string, columns: Columns = subject, rest: Partial<EventMapping> = {}): EventMapping {
  return { table: 'DeviceEvents', action, columns, ...rest };
}

/** An event that Defender does not report. */
function ours(action: string, columns: Columns = subject, rest: Partial<EventMapping> = {}): EventMapping {
  return deviceEvent(action, columns, { ours: true, ...rest });
}

// Logons.

const logon: Columns = {
  ...targetAccount,
  LogonType: wordFor(logonTypes, 'LogonType'),
  Protocol: text('AuthenticationPackageName'),
  RemoteDeviceName: lower('WorkstationName'),
  RemoteIP: address('IpAddress'),
  RemoteIPType: ipType('IpAddress'),
  RemotePort: port('IpPort'),
  ...subjectAccount,
};

const isZeroStatus = (value: string): boolean => /^0x0*$/i.test(value);

/** The sub-status tells more; where it is zero the status counts. */
const logonFailure = firstOf(
  alsoKept(wordFor(logonFailures, 'SubStatus')),
  alsoKept(wordFor(logonFailures, 'Status')),
  computed([], () => ''),
);

/** The host that a logon with other credentials goes to, unless it is this one. */
const otherServer = computed([], (event) => {
  const server = fieldText(event, ['TargetServerName']).toLowerCase();
  return server === 'localhost' ? '' : server;
});

// Accounts checked by a domain controller.

const failureByStatus = firstOf(
  alsoKept(wordFor(identityFailures, 'Status', 'FailureCode')),
  computed([], () => ''),
);

function statusIs(zero: boolean): Condition {
  return {
    fields: [],
    expected: zero ? 'a zero status' : 'a status other than zero',
    holds: (event) => isZeroStatus(fieldText(event, ['Status', 'FailureCode'])) === zero,
  };
}

function identityLogon(protocol: string, logonType: string, columns: Columns): readonly EventMapping[] {
  const mapping = {
    table: 'IdentityLogonEvents',
    columns: {
      Application: constant('Active Directory'),
      Protocol: constant(protocol),
      LogonType: constant(logonType),
      AccountDomain: lower('TargetDomainName'),
      AccountName: principalName('TargetUserName'),
      AccountSid: sid('TargetSid'),
      IPAddress: plainIP('IpAddress'),
      Port: port('IpPort'),
      DestinationDeviceName: host,
      ...columns,
    },
  };
  return [
    { ...mapping, when: statusIs(true), action: 'LogonSuccess' },
    {
      ...mapping,
      when: statusIs(false),
      action: 'LogonFailed',
      columns: { ...mapping.columns, FailureReason: failureByStatus },
    },
  ];
}

/** The computer behind a service account: `WORKSTATION6$`. */
const serviceComputer: Reading = computed([], (event) => {
  const service = fieldText(event, ['ServiceName']);
  return service.endsWith('$') ? service.slice(0, -1).toLowerCase() : '';
});

// Objects: handles and accesses.

const accessWords: Columns = { AccessList: words('AccessList'), AccessReason: words('AccessReason') };

/** The same event for keys and for all other objects, whose name is a path if they are files. */
function onObject(action: string, initiator: ProcessFields = byProcess): readonly EventMapping[] {
  const rest: Partial<EventMapping> = { initiator, additional: accessWords };
  const key: Columns = { ...subject, RegistryKey: registryKey('ObjectName') };
  const file: Columns = { ...subject, FileName: fileName('ObjectName'), FolderPath: path('ObjectName') };
  return [
    { ...ours(action, key, rest), when: alsoWhen(is('ObjectType', 'Key')) },
    { ...ours(action, file, rest), when: alsoWhen(is('ObjectType', 'File')) },
    ours(action, subject, rest),
  ];
}

/** A condition on a field that is kept in AdditionalFields as well. */
function alsoWhen(condition: Condition): Condition {
  return { ...condition, fields: [] };
}

/** Rights to pull the secrets of a domain: Get-Changes, Get-Changes-All, Get-Changes-In-Filtered-Set. */
const replicationRights = [
  '1131f6aa-9c07-11d1-f79f-00c04fc2dcd2',
  '1131f6ad-9c07-11d1-f79f-00c04fc2dcd2',
  '89e95b76-444d-4c62-991a-0facbeda640c',
];
const replicates: Condition = {
  fields: [],
  expected: 'a replication right',
  holds: (event) => {
    const properties = fieldText(event, ['Properties']).toLowerCase();
    return replicationRights.some((right) => properties.includes(right));
  },
};

const registryValue: Columns = {
  ...subjectAccount,
  RegistryKey: registryKey('ObjectName'),
  RegistryValueName: text('ObjectValueName'),
};

const decimal = (field: string): Reading =>
  computed([field], (event) => {
    const value = fieldText(event, [field]);
    return /^0x[0-9a-f]{1,16}$/i.test(value) ? BigInt(value).toString() : value;
  });

// Services, tasks, accounts, groups.

const serviceFile: Columns = {
  ...subject,
  FileName: programName('ServiceFileName'),
  FolderPath: programPath('ServiceFileName'),
  ProcessCommandLine: text('ServiceFileName'),
};

function task(action: string, content = 'TaskContent'): EventMapping {
  return deviceEvent(action, subject, { additional: { TaskContent: text(content) }, initiator: byClient });
}

const account: Columns = { ...targetAccount, ...subject };

const groupNames: Columns = {
  GroupName: text('TargetUserName'),
  GroupDomainName: text('TargetDomainName'),
  GroupSid: text('TargetSid'),
};

function group(action: string): EventMapping {
  return deviceEvent(action, subject, { additional: groupNames });
}

function otherGroup(action: string): EventMapping {
  return { ...group(action), ours: true };
}

/** `CN=Ann,OU=…` of a domain account; local accounts have only a SID here. */
const memberName = computed([], (event) => {
  const member = fieldText(event, ['MemberName']);
  return member.includes('=') ? '' : member.toLowerCase();
});

function localMember(action: string): EventMapping {
  return deviceEvent(
    action,
    { ...subject, AccountSid: sid('MemberSid'), AccountName: memberName },
    { additional: groupNames },
  );
}

/** Groups of the domain: Defender reports them among the directory's events. */
function domainMember(groupField: 'TO.GROUP' | 'FROM.GROUP'): EventMapping {
  return {
    table: 'IdentityDirectoryEvents',
    action: 'Group Membership changed',
    columns: directoryActor,
    additional: {
      [groupField]: text('TargetUserName'),
      'ACTOR.ACCOUNT': alsoKept(text('SubjectUserName')),
      ...groupNames,
    },
  };
}

const directoryActor: Columns = {
  Application: constant('Active Directory'),
  AccountDomain: lower('SubjectDomainName'),
  AccountName: lower('SubjectUserName'),
  AccountSid: sid('SubjectUserSid'),
  DestinationDeviceName: host,
};

// Shares and the filtering platform.

const share: Columns = {
  ...actor,
  ...subjectAccount,
  RemoteIP: address('IpAddress'),
  RemotePort: port('IpPort'),
};

const sharedPath = computed([], (event) => {
  const name = fieldText(event, ['ShareName']);
  const relative = fieldText(event, ['RelativeTargetName']);
  if (relative === '' || relative === '\\') return name;
  return relative.startsWith('\\') ? name + relative : `${name}\\${relative}`;
});

const sharedName = computed([], (event) => {
  const relative = fieldText(event, ['RelativeTargetName']);
  return relative.slice(relative.lastIndexOf('\\') + 1);
});

type Side = 'Source' | 'Dest';

/** Source is the side that opened the connection. */
function connection(local: Side, remote: Side): Columns {
  return {
    LocalIP: address(`${local}Address`),
    LocalPort: port(`${local}Port`),
    RemoteIP: address(`${remote}Address`),
    RemotePort: port(`${remote}Port`),
  };
}

function typedConnection(local: Side, remote: Side): Columns {
  return {
    ...connection(local, remote),
    LocalIPType: ipType(`${local}Address`),
    RemoteIPType: ipType(`${remote}Address`),
    Protocol: wordFor(protocols, 'Protocol'),
  };
}

const outbound = alsoWhen(is('Direction', '%%14593'));
const inbound = alsoWhen(is('Direction', '%%14592'));

const localEnd: Columns = { LocalIP: address('SourceAddress'), LocalPort: port('SourcePort') };

/** The subject of a cleared log stands in the message where the record has no data. */
const subjectOfMessage: Expansion = {
  fields: [],
  read: ({ message }) => ({
    SubjectUserSid: labelled(message, 'Security ID:'),
    SubjectUserName: labelled(message, 'Account Name:'),
    SubjectDomainName: labelled(message, 'Domain Name:'),
    SubjectLogonId: labelled(message, 'Logon ID:'),
  }),
};

const hasTargetUser: Condition = {
  fields: [],
  expected: 'a target user',
  holds: (event) => fieldText(event, ['TargetUserName']) !== '',
};

/** The new process runs as the target user where one is named (4688 since Windows 10), else as the subject. */
function processCreated(runsAs: Columns, when?: Condition): EventMapping {
  return {
    ...(when && { when }),
    table: 'DeviceProcessEvents',
    action: 'ProcessCreated',
    columns: {
      FileName: fileName('NewProcessName'),
      FolderPath: path('NewProcessName'),
      ProcessId: number('NewProcessId'),
      ProcessCommandLine: text('CommandLine'),
      ProcessCreationTime: computed([], (event) => event.time),
      ProcessIntegrityLevel: wordFor(integrityLevels, 'MandatoryLabel'),
      ProcessTokenElevation: wordFor(tokenElevations, 'TokenElevationType'),
      ...runsAs,
      ...subject,
    },
    initiator: { id: ['ProcessId'], image: ['ParentProcessName'] },
    process: 'created',
  };
}

/** The Security log. */
export const security: Channel = {
  title: 'Security',
  logs: ['security'],
  providers: ['microsoft-windows-security-auditing', 'microsoft-windows-eventlog'],
  events: {
    1102: deviceEvent('SecurityLogCleared', subject, { expand: subjectOfMessage }),

    // Logons.
    4624: {
      table: 'DeviceLogonEvents',
      action: 'LogonSuccess',
      columns: { ...logon, ...targetLogon },
      initiator: byProcess,
    },
    4625: {
      table: 'DeviceLogonEvents',
      action: 'LogonFailed',
      columns: { ...logon, FailureReason: logonFailure },
      initiator: byProcess,
    },
    4627: ours('LogonGroupMembership', { ...account, ...targetLogon }),
    4634: ours('Logoff', { ...targetAccount, ...targetLogon }),
    4647: ours('Logoff', { ...targetAccount, ...targetLogon }),
    4648: {
      table: 'DeviceLogonEvents',
      action: 'LogonAttempted',
      columns: { ...logon, RemoteDeviceName: otherServer },
      initiator: byProcess,
    },
    4672: ours('SpecialPrivilegesAssigned', actor),
    4778: ours('SessionReconnected', {
      AccountDomain: lower('AccountDomain'),
      AccountName: lower('AccountName'),
      LogonId: number('LogonID'),
      RemoteDeviceName: lower('ClientName'),
      RemoteIP: address('ClientAddress'),
    }),
    4779: ours('SessionDisconnected', {
      AccountDomain: lower('AccountDomain'),
      AccountName: lower('AccountName'),
      LogonId: number('LogonID'),
      RemoteDeviceName: lower('ClientName'),
      RemoteIP: address('ClientAddress'),
    }),
    4800: ours('WorkstationLocked', { ...targetAccount, ...targetLogon }),
    4801: ours('WorkstationUnlocked', { ...targetAccount, ...targetLogon }),

    // Objects and privileges.
    4656: [
      {
        ...deviceEvent('OpenProcessApiCall', subject, {
          initiator: byProcess,
          target: { image: ['ObjectName'] },
          additional: { DesiredAccess: number('AccessMask'), ...accessWords },
        }),
        when: all(is('ObjectType', 'Process'), succeeded),
      },
      ...onObject('ObjectHandleRequested'),
    ],
    4657: [
      {
        when: is('OperationType', '%%1906'),
        table: 'DeviceRegistryEvents',
        action: 'RegistryValueDeleted',
        columns: registryValue,
        initiator: byProcess,
      },
      {
        table: 'DeviceRegistryEvents',
        action: 'RegistryValueSet',
        columns: {
          ...registryValue,
          RegistryValueType: wordFor(auditedValueTypes, 'NewValueType'),
          RegistryValueData: decimal('NewValue'),
          PreviousRegistryValueData: decimal('OldValue'),
        },
        initiator: byProcess,
      },
    ],
    4658: ours('ObjectHandleClosed', subject, { initiator: byProcess }),
    4660: ours('ObjectDeleted', subject, { initiator: byProcess }),
    4661: onObject('ObjectHandleRequested'),
    4662: [
      {
        when: replicates,
        table: 'IdentityDirectoryEvents',
        action: 'Directory Services replication',
        columns: directoryActor,
        additional: accessWords,
      },
      ours('ObjectOperationPerformed', subject, { additional: accessWords }),
    ],
    4663: onObject('ObjectAccessed'),
    4670: onObject('ObjectPermissionsChanged'),
    4673: ours('PrivilegedServiceCalled', subject, { initiator: byProcess }),
    4674: onObject('PrivilegedObjectOperation'),
    4690: ours('ObjectHandleDuplicated', subject, { initiator: { id: ['SourceProcessId'] } }),
    4703: ours('TokenRightsAdjusted', account, { initiator: byProcess }),
    4717: deviceEvent('LogonRightsSettingEnabled', { ...subject, AccountSid: sid('TargetSid') }),

    // Processes, services, tasks.
    4688: [
      processCreated({ ...targetAccount, ...targetLogon }, hasTargetUser),
      processCreated({
        AccountDomain: lower('SubjectDomainName'),
        AccountName: lower('SubjectUserName'),
        AccountSid: sid('SubjectUserSid'),
        LogonId: number('SubjectLogonId'),
      }),
    ],
    4689: ours('ProcessTerminated', actor, { target: byProcess, process: 'ended' }),
    4697: deviceEvent('ServiceInstalled', serviceFile, { initiator: byClient }),
    4698: task('ScheduledTaskCreated'),
    4699: task('ScheduledTaskDeleted'),
    4700: task('ScheduledTaskEnabled'),
    4701: task('ScheduledTaskDisabled'),
    4702: task('ScheduledTaskUpdated', 'TaskContentNew'),

    // Policies.
    4611: ours('TrustedLogonProcessRegistered'),
    4719: deviceEvent('AuditPolicyModification'),
    4904: ours('AuditSourceRegistered', subject, { initiator: byProcess }),
    4905: ours('AuditSourceUnregistered', subject, { initiator: byProcess }),
    4912: deviceEvent('AuditPolicyModification', { ...subject, AccountSid: sid('TargetUserSid') }),

    // Accounts and groups.
    4720: deviceEvent('UserAccountCreated', account),
    4722: deviceEvent('UserAccountModified', account),
    4723: deviceEvent('PasswordChangeAttempt', account),
    4724: deviceEvent('PasswordChangeAttempt', account),
    4725: deviceEvent('UserAccountModified', account),
    4726: deviceEvent('UserAccountDeleted', account),
    4727: group('SecurityGroupCreated'),
    4728: domainMember('TO.GROUP'),
    4729: domainMember('FROM.GROUP'),
    4730: group('SecurityGroupDeleted'),
    4731: group('SecurityGroupCreated'),
    4732: localMember('UserAccountAddedToLocalGroup'),
    4733: localMember('UserAccountRemovedFromLocalGroup'),
    4734: group('SecurityGroupDeleted'),
    4735: otherGroup('SecurityGroupModified'),
    4737: otherGroup('SecurityGroupModified'),
    4738: deviceEvent('UserAccountModified', account),
    4740: ours('UserAccountLockedOut', account),
    4741: ours('ComputerAccountCreated', account),
    4742: ours('ComputerAccountModified', account),
    4743: ours('ComputerAccountDeleted', account),
    4754: group('SecurityGroupCreated'),
    4755: otherGroup('SecurityGroupModified'),
    4756: domainMember('TO.GROUP'),
    4757: domainMember('FROM.GROUP'),
    4758: group('SecurityGroupDeleted'),
    4767: ours('UserAccountUnlocked', account),
    4781: ours('AccountRenamed', account),
    4797: deviceEvent('AccountCheckedForBlankPassword', account),
    4798: ours('UserGroupMembershipEnumerated', account, { initiator: byCaller }),
    4799: ours('GroupMembershipEnumerated', subject, { additional: groupNames, initiator: byCaller }),

    // Accounts checked by a domain controller.
    4768: identityLogon('Kerberos', 'Credentials validation', {}),
    4769: identityLogon('Kerberos', 'Resource access', { TargetDeviceName: serviceComputer }),
    4771: identityLogon('Kerberos', 'Credentials validation', {}),
    4776: identityLogon('Ntlm', 'Credentials validation', { DeviceName: lower('Workstation') }),

    // The directory.
    5136: deviceEvent('DirectoryServiceObjectModified'),
    5137: deviceEvent('DirectoryServiceObjectCreated'),
    5139: ours('DirectoryServiceObjectMoved'),
    5141: ours('DirectoryServiceObjectDeleted'),

    // Shares.
    5140: ours(
      'NetworkShareObjectAccessed',
      { ...share, FolderPath: alsoKept(text('ShareName')) },
      { additional: accessWords },
    ),
    5142: deviceEvent('NetworkShareObjectAdded', { ...subject, FolderPath: alsoKept(text('ShareName')) }),
    5143: deviceEvent('NetworkShareObjectModified', { ...subject, FolderPath: alsoKept(text('ShareName')) }),
    5144: deviceEvent('NetworkShareObjectDeleted', { ...subject, FolderPath: alsoKept(text('ShareName')) }),
    5145: deviceEvent(
      'NetworkShareObjectAccessChecked',
      { ...share, FileName: sharedName, FolderPath: sharedPath },
      { additional: accessWords },
    ),

    // Firewall and filtering platform.
    4946: ours('FirewallRuleAdded'),
    4947: ours('FirewallRuleModified'),
    4948: ours('FirewallRuleDeleted'),
    4957: ours('FirewallRuleNotApplied'),
    5025: deviceEvent('FirewallServiceStopped'),
    5031: deviceEvent('FirewallInboundConnectionToAppBlocked', {
      FileName: fileName('Application'),
      FolderPath: path('Application'),
    }),
    5152: [
      { ...ours('PacketDropped', connection('Source', 'Dest'), { initiator: byApplication }), when: outbound },
      { ...ours('PacketDropped', connection('Dest', 'Source'), { initiator: byApplication }), when: inbound },
    ],
    5154: {
      table: 'DeviceNetworkEvents',
      action: 'ListeningConnectionCreated',
      columns: { ...localEnd, LocalIPType: ipType('SourceAddress'), Protocol: wordFor(protocols, 'Protocol') },
      initiator: byApplication,
    },
    5156: [
      {
        when: outbound,
        table: 'DeviceNetworkEvents',
        action: 'ConnectionSuccess',
        columns: typedConnection('Source', 'Dest'),
        initiator: byApplication,
      },
      {
        when: inbound,
        table: 'DeviceNetworkEvents',
        action: 'InboundConnectionAccepted',
        columns: typedConnection('Dest', 'Source'),
        initiator: byApplication,
      },
    ],
    5157: [
      {
        ...deviceEvent('FirewallOutboundConnectionBlocked', connection('Source', 'Dest'), { initiator: byApplication }),
        when: outbound,
      },
      {
        ...deviceEvent('FirewallInboundConnectionBlocked', connection('Dest', 'Source'), { initiator: byApplication }),
        when: inbound,
      },
    ],
    // A bind to a port comes before outgoing connections too, so it is not yet a listening connection.
    5158: ours('LocalPortBound', localEnd, { initiator: byApplication }),
    5447: ours('FilteringPlatformFilterChanged', {}, { initiator: { id: ['ProcessId'] } }),

    // Keys and credentials.
    5058: ours('KeyFileOperation', subject, { initiator: byClient }),
    5059: ours('KeyMigrationOperation', subject, { initiator: byClient }),
    5061: ours('CryptographicOperation', subject, { initiator: byClient }),
    5379: ours('CredentialManagerCredentialsRead', subject, { initiator: byClient }),
    5381: ours('VaultCredentialsRead', subject, { initiator: byClient }),
    5382: ours('VaultCredentialsRead', subject, { initiator: byClient }),

    6416: deviceEvent('PnpDeviceConnected'),
  },
};
