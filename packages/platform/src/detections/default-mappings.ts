// Which entities a row names by the columns that hunting tables have, for rules that map none.

import type { EntityMapping } from './entity-types.js';

const account = (prefix: string, sid: string, objectId: string, upn: string): EntityMapping => ({
  entityType: 'Account',
  columns: {
    ...{ Name: `${prefix}Name`, NTDomain: `${prefix}Domain`, Sid: sid, AadUserId: objectId, UserPrincipalName: upn },
    DisplayName: `${prefix}DisplayName`,
  },
});
const ip = (column: string): EntityMapping => ({ entityType: 'IP', columns: { Address: column } });
const url = (column: string): EntityMapping => ({ entityType: 'URL', columns: { Url: column } });

const process: EntityMapping = {
  entityType: 'Process',
  columns: {
    ...{ ProcessId: 'ProcessId', CommandLine: 'ProcessCommandLine', CreationTimeUtc: 'ProcessCreationTime' },
    ...{ Name: 'FileName', Directory: 'FolderPath', SHA1: 'SHA1', SHA256: 'SHA256', MD5: 'MD5', DeviceId: 'DeviceId' },
    ...{ ParentProcessId: 'InitiatingProcessId', ParentFileName: 'InitiatingProcessFileName' },
    ...{ AccountName: 'AccountName', AccountDomain: 'AccountDomain', AccountSid: 'AccountSid' },
  },
};
const initiatingProcess: EntityMapping = {
  entityType: 'Process',
  columns: {
    ...{ ProcessId: 'InitiatingProcessId', CommandLine: 'InitiatingProcessCommandLine', DeviceId: 'DeviceId' },
    ...{ CreationTimeUtc: 'InitiatingProcessCreationTime', Name: 'InitiatingProcessFileName' },
    ...{ Directory: 'InitiatingProcessFolderPath', SHA1: 'InitiatingProcessSHA1', SHA256: 'InitiatingProcessSHA256' },
    ...{ ParentProcessId: 'InitiatingProcessParentId', ParentFileName: 'InitiatingProcessParentFileName' },
  },
};
const file: EntityMapping = {
  entityType: 'File',
  columns: {
    ...{ Name: 'FileName', Directory: 'FolderPath', SHA1: 'SHA1', SHA256: 'SHA256', MD5: 'MD5', Size: 'FileSize' },
    DeviceId: 'DeviceId',
  },
};

const always: readonly EntityMapping[] = [
  { entityType: 'Host', columns: { DeviceId: 'DeviceId', FullName: 'DeviceName' } },
  account('Account', 'AccountSid', 'AccountObjectId', 'AccountUpn'),
  account(
    'InitiatingProcessAccount',
    'InitiatingProcessAccountSid',
    'InitiatingProcessAccountObjectId',
    'InitiatingProcessAccountUpn',
  ),
  initiatingProcess,
  ip('RemoteIP'),
  ip('IPAddress'),
  ip('SenderIPv4'),
  ip('SenderIPv6'),
  url('RemoteUrl'),
  url('Url'),
  { entityType: 'Mailbox', columns: { MailboxPrimaryAddress: 'RecipientEmailAddress' } },
  {
    entityType: 'MailMessage',
    columns: {
      ...{ NetworkMessageId: 'NetworkMessageId', InternetMessageId: 'InternetMessageId', Subject: 'Subject' },
      ...{ Recipient: 'RecipientEmailAddress', P1Sender: 'SenderMailFromAddress', P2Sender: 'SenderFromAddress' },
      ...{ P2SenderDisplayName: 'SenderDisplayName', SenderIP: 'SenderIPv4', DeliveryAction: 'DeliveryAction' },
      DeliveryLocation: 'DeliveryLocation',
    },
  },
  { entityType: 'CloudApplication', columns: { AppId: 'ApplicationId', Name: 'Application' } },
  { entityType: 'OAuthApplication', columns: { OAuthAppId: 'OAuthAppId' } },
  { entityType: 'OAuthApplication', columns: { OAuthAppId: 'OAuthApplicationId' } },
];

const registryValue: EntityMapping = {
  entityType: 'RegistryValue',
  columns: {
    ...{ Key: 'RegistryKey', Name: 'RegistryValueName', Value: 'RegistryValueData', ValueType: 'RegistryValueType' },
    DeviceId: 'DeviceId',
  },
};
const registryKey: EntityMapping = { entityType: 'RegistryKey', columns: { Key: 'RegistryKey' } };

/**
 * What is mapped by itself for an answer of these columns: only what the answer has. The file of a row that describes a process
 * is the process's image, and no file beside it.
 * @example defaultMappings(['Timestamp', 'DeviceName', 'RemoteIP']).map(({ entityType }) => entityType) → ['Host', 'IP']
 */
export function defaultMappings(columns: readonly string[]): readonly EntityMapping[] {
  const there = new Set(columns);
  const describesProcess = there.has('ProcessId') || there.has('ProcessCommandLine');
  const chosen = [
    ...always,
    describesProcess ? process : file,
    there.has('RegistryValueName') ? registryValue : registryKey,
  ];
  return chosen
    .map(({ entityType, columns: wanted }) => ({
      entityType,
      columns: Object.fromEntries(Object.entries(wanted).filter(([, column]) => there.has(column))),
    }))
    .filter(
      // A device id alone names a device, and nothing of any other kind.
      ({ entityType, columns: found }) =>
        Object.keys(found).some((identifier) => entityType === 'Host' || identifier !== 'DeviceId'),
    );
}
