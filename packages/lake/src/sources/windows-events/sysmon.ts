// Sysmon's events as rows of the hunting tables: event id → table, ActionType, column ← field.
//
// A line marked `ours` is for an event that Defender itself does not report: it goes to DeviceEvents under an ActionType
// of our own, so that no hunt over the other tables counts rows that Defender would not have.

import { textOf, type WindowsEvent } from './event.js';
import { type Channel, type Condition, type EventMapping, is, type ProcessFields } from './mapping.js';
import { labelled } from './message-text.js';
import {
  accountDomain,
  accountName,
  address,
  type Columns,
  computed,
  constant,
  fieldText,
  fileName,
  hash,
  ipType,
  keyOfValue,
  nameOfValue,
  number,
  path,
  pipe,
  port,
  processGuid,
  type Reading,
  registryKey,
  text,
  time,
  valueData,
  valueType,
  wordFor,
} from './reading.js';
import { protocols } from './words.js';

const byProcess: ProcessFields = { guid: ['ProcessGuid', 'ProcessGUID'], id: ['ProcessId'], image: ['Image'] };
const byParent: ProcessFields = { guid: ['ParentProcessGuid'], id: ['ParentProcessId'], image: ['ParentImage'] };
const bySource: ProcessFields = {
  guid: ['SourceProcessGUID', 'SourceProcessGuid'],
  id: ['SourceProcessId'],
  image: ['SourceImage'],
};
const onTarget: ProcessFields = {
  guid: ['TargetProcessGUID', 'TargetProcessGuid'],
  id: ['TargetProcessId'],
  image: ['TargetImage'],
};

const hashes: Columns = {
  SHA1: hash('SHA1', 'Hashes', 'Hash'),
  SHA256: hash('SHA256', 'Hashes', 'Hash'),
  MD5: hash('MD5', 'Hashes', 'Hash'),
};
const importHash: Columns = { IMPHASH: hash('IMPHASH', 'Hashes', 'Hash') };

function initiatingAccount(field: string): Columns {
  return { InitiatingProcessAccountDomain: accountDomain(field), InitiatingProcessAccountName: accountName(field) };
}

const initiatingUser = initiatingAccount('User');

const targetFile: Columns = {
  FileName: fileName('TargetFilename'),
  FolderPath: path('TargetFilename'),
  ...hashes,
  ...initiatingUser,
};

/** An event about a file: the hashes are the file's. */
function file(action: string): EventMapping {
  return { table: 'DeviceFileEvents', action, columns: targetFile, additional: importHash, initiator: byProcess };
}

/** The same among the events that Defender does not report. */
function otherFile(action: string): EventMapping {
  return { ...file(action), table: 'DeviceEvents', ours: true };
}

function connection(
  initiated: string,
  action: string,
  local: string,
  remote: string,
  more: Columns = {},
): EventMapping {
  return {
    when: is('Initiated', initiated),
    table: 'DeviceNetworkEvents',
    action,
    columns: {
      LocalIP: address(`${local}Ip`),
      LocalIPType: ipType(`${local}Ip`),
      LocalPort: port(`${local}Port`),
      RemoteIP: address(`${remote}Ip`),
      RemoteIPType: ipType(`${remote}Ip`),
      RemotePort: port(`${remote}Port`),
      Protocol: wordFor(protocols, 'Protocol'),
      ...more,
      ...initiatingUser,
    },
    initiator: byProcess,
  };
}

function registry(action: string, columns: Columns): EventMapping {
  return {
    table: 'DeviceRegistryEvents',
    action,
    columns: { ...columns, ...initiatingUser },
    initiator: byProcess,
  };
}

const wholeKey: Columns = { RegistryKey: registryKey('TargetObject') };
const keyAndValue: Columns = {
  RegistryKey: keyOfValue('TargetObject'),
  RegistryValueName: nameOfValue('TargetObject'),
};
const valueSet: Columns = {
  ...keyAndValue,
  RegistryValueType: valueType('Details'),
  RegistryValueData: valueData('Details'),
};
const renamedKey: Columns = {
  RegistryKey: registryKey('NewName'),
  PreviousRegistryKey: registryKey('TargetObject'),
};
const renamedValue: Columns = {
  RegistryKey: keyOfValue('NewName'),
  RegistryValueName: nameOfValue('NewName'),
  PreviousRegistryKey: keyOfValue('TargetObject'),
  PreviousRegistryValueName: nameOfValue('TargetObject'),
};

function namedPipe(operation: string): EventMapping {
  return {
    table: 'DeviceEvents',
    action: 'NamedPipeEvent',
    columns: initiatingUser,
    additional: { PipeName: pipe('PipeName'), FileOperation: constant(operation) },
    initiator: byProcess,
  };
}

/** WMI subscriptions: Sysmon names the user but no process. */
function wmi(action: string, ours?: true): EventMapping {
  return { table: 'DeviceEvents', action, columns: initiatingUser, ...(ours && { ours }) };
}

/** The mark of the web is about the file that carries it; any other stream is a file of its own. */
const streamMark = ':Zone.Identifier';
function streamHost(reading: (field: string) => Reading): Reading {
  const { read } = reading('TargetFilename');
  return computed(['TargetFilename'], (event) => {
    const name = read(event);
    return typeof name === 'string' && name.endsWith(streamMark) ? name.slice(0, -streamMark.length) : name;
  });
}

function zoneLine(label: string): Reading {
  return computed([], (event) => labelled(fieldText(event, ['Contents']).replaceAll('  ', '\n'), `${label}=`));
}

/** Some nxlog set-ups overwrite EventType with their own; the message still tells it. */
function eventTypeOfMessage(event: WindowsEvent): string {
  return event.data.EventType === undefined ? labelled(event.message, 'EventType:') : textOf(event.data.EventType);
}

function eventTypeIs(...eventTypes: readonly string[]): Condition {
  return {
    fields: ['EventType'],
    expected: `EventType ${eventTypes.join(' or ')}`,
    holds: (event) => eventTypes.includes(eventTypeOfMessage(event)),
  };
}

const dnsTypes: ReadonlyMap<string, string> = new Map([
  ['1', 'A'],
  ['2', 'NS'],
  ['5', 'CNAME'],
  ['6', 'SOA'],
  ['12', 'PTR'],
  ['15', 'MX'],
  ['16', 'TXT'],
  ['28', 'AAAA'],
  ['33', 'SRV'],
]);

/** `type:  5 a.example;::ffff:192.0.2.7;` as the list of results that DnsQueryResponse holds. */
const dnsResults = computed(['QueryResults'], (event) => {
  const results = fieldText(event, ['QueryResults'])
    .split(';')
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .map((item) => {
      const [, type, name] = /^type:\s{0,4}(\d{1,5}) (.*)$/.exec(item) ?? [];
      if (type !== undefined) return { DnsQueryType: dnsTypes.get(type) ?? type, Result: name };
      const mapped = item.startsWith('::ffff:');
      return { DnsQueryType: mapped ? 'A' : 'AAAA', Result: mapped ? item.slice('::ffff:'.length) : item };
    });
  return results.length === 0 ? '' : results;
});

/** The Sysmon log. */
export const sysmon: Channel = {
  title: 'Sysmon',
  logs: ['microsoft-windows-sysmon/operational'],
  providers: ['microsoft-windows-sysmon'],
  events: {
    1: {
      table: 'DeviceProcessEvents',
      action: 'ProcessCreated',
      columns: {
        FileName: fileName('Image'),
        FolderPath: path('Image'),
        ...hashes,
        ProcessId: number('ProcessId'),
        ProcessUniqueId: processGuid('ProcessGuid', 'ProcessGUID'),
        ProcessCommandLine: text('CommandLine'),
        ProcessCreationTime: computed([], (event) => event.time),
        ProcessIntegrityLevel: text('IntegrityLevel'),
        ProcessVersionInfoCompanyName: text('Company'),
        ProcessVersionInfoProductName: text('Product'),
        ProcessVersionInfoProductVersion: text('FileVersion'),
        ProcessVersionInfoOriginalFileName: text('OriginalFileName'),
        ProcessVersionInfoFileDescription: text('Description'),
        AccountDomain: accountDomain('User'),
        AccountName: accountName('User'),
        LogonId: number('LogonId'),
        CreatedProcessSessionId: number('TerminalSessionId'),
        InitiatingProcessCommandLine: text('ParentCommandLine'),
        ...initiatingAccount('ParentUser'),
      },
      additional: importHash,
      initiator: byParent,
      process: 'created',
    },
    2: {
      table: 'DeviceEvents',
      action: 'FileTimestampModificationEvent',
      columns: targetFile,
      additional: { CreationTime: time('CreationUtcTime'), PreviousCreationTime: time('PreviousCreationUtcTime') },
      initiator: byProcess,
    },
    3: [
      connection('true', 'ConnectionSuccess', 'Source', 'Destination', { RemoteUrl: text('DestinationHostname') }),
      connection('false', 'InboundConnectionAccepted', 'Destination', 'Source'),
    ],
    4: { table: 'DeviceEvents', action: 'SysmonServiceStateChanged', ours: true, columns: {} },
    5: {
      // Defender reports no ends of processes.
      table: 'DeviceEvents',
      action: 'ProcessTerminated',
      ours: true,
      columns: { AccountDomain: accountDomain('User'), AccountName: accountName('User') },
      target: byProcess,
      process: 'ended',
    },
    6: {
      table: 'DeviceEvents',
      action: 'DriverLoad',
      columns: { FileName: fileName('ImageLoaded'), FolderPath: path('ImageLoaded'), ...hashes },
      additional: importHash,
    },
    7: {
      // The table has no column for the signature, nor AdditionalFields: those fields end here, as they do in Defender.
      table: 'DeviceImageLoadEvents',
      action: 'ImageLoaded',
      columns: { FileName: fileName('ImageLoaded'), FolderPath: path('ImageLoaded'), ...hashes, ...initiatingUser },
      initiator: byProcess,
    },
    8: {
      table: 'DeviceEvents',
      action: 'CreateRemoteThreadApiCall',
      columns: {
        ...initiatingAccount('SourceUser'),
        AccountDomain: accountDomain('TargetUser'),
        AccountName: accountName('TargetUser'),
      },
      initiator: bySource,
      target: onTarget,
    },
    9: {
      table: 'DeviceEvents',
      action: 'RawAccessRead',
      ours: true,
      columns: initiatingUser,
      initiator: byProcess,
    },
    10: {
      table: 'DeviceEvents',
      action: 'OpenProcessApiCall',
      columns: {
        ...initiatingAccount('SourceUser'),
        AccountDomain: accountDomain('TargetUser'),
        AccountName: accountName('TargetUser'),
      },
      additional: { DesiredAccess: number('GrantedAccess') },
      initiator: bySource,
      target: onTarget,
    },
    11: file('FileCreated'),
    12: [
      { when: eventTypeIs('CreateKey', 'AddKey'), ...registry('RegistryKeyCreated', wholeKey) },
      { when: eventTypeIs('DeleteKey'), ...registry('RegistryKeyDeleted', wholeKey) },
      { when: eventTypeIs('DeleteValue'), ...registry('RegistryValueDeleted', keyAndValue) },
      {
        // Some records have lost their EventType: then no one can tell which of the above it was.
        ...registry('RegistryObjectAddedOrDeleted', { RegistryKey: registryKey('TargetObject') }),
        table: 'DeviceEvents',
        ours: true,
      },
    ],
    13: registry('RegistryValueSet', valueSet),
    14: [
      { when: eventTypeIs('RenameValue'), ...registry('RegistryValueSet', renamedValue) },
      registry('RegistryKeyRenamed', renamedKey),
    ],
    15: {
      table: 'DeviceFileEvents',
      action: 'FileCreated',
      columns: {
        ...targetFile,
        FileName: streamHost(fileName),
        FolderPath: streamHost(path),
        FileOriginUrl: zoneLine('HostUrl'),
        FileOriginReferrerUrl: zoneLine('ReferrerUrl'),
      },
      additional: importHash,
      initiator: byProcess,
    },
    16: { table: 'DeviceEvents', action: 'SysmonConfigurationChanged', ours: true, columns: {} },
    17: namedPipe('File created'),
    18: namedPipe('File opened'),
    19: wmi('WmiEventFilterActivity', true),
    20: wmi('WmiEventConsumerActivity', true),
    21: wmi('WmiBindEventFilterToConsumer'),
    22: {
      table: 'DeviceEvents',
      action: 'DnsQueryResponse',
      columns: initiatingUser,
      additional: { DnsQueryString: text('QueryName'), DnsQueryResult: dnsResults },
      initiator: byProcess,
    },
    23: file('FileDeleted'),
    24: {
      table: 'DeviceEvents',
      action: 'ClipboardChanged',
      ours: true,
      columns: initiatingUser,
      initiator: byProcess,
    },
    25: {
      table: 'DeviceEvents',
      action: 'ProcessTampering',
      ours: true,
      columns: initiatingUser,
      initiator: byProcess,
    },
    26: file('FileDeleted'),
    27: otherFile('FileExecutableBlocked'),
    28: otherFile('FileShreddingBlocked'),
    29: otherFile('FileExecutableDetected'),
  },
};
