// The words of the Graph's detection rules for entities, old and new (wire contract §6.3), and those of rules here.

import type { EntityMapping, EntityType } from '../entity-types.js';

/** A collection of `entityMappings`. */
export interface GraphEntity {
  readonly entityType: EntityType;
  /** As refusals call it. */
  readonly called: string;
  /** `nameColumn` to the identifier. */
  readonly columns: Readonly<Record<string, string>>;
  /** Of these one must be named whole. */
  readonly combinations: readonly (readonly string[])[];
}

export const graphEntities: ReadonlyMap<string, GraphEntity> = new Map<string, GraphEntity>([
  [
    'accounts',
    {
      ...{ entityType: 'Account', called: 'User' },
      columns: {
        ...{ nameColumn: 'Name', ntDomainColumn: 'NTDomain', sidColumn: 'Sid', aadUserIdColumn: 'AadUserId' },
        ...{ upnColumn: 'UserPrincipalName', dnsDomainColumn: 'DnsDomain', upnSuffixColumn: 'UPNSuffix' },
      },
      combinations: [
        ['aadUserIdColumn'],
        ['sidColumn'],
        ['upnColumn'],
        ['nameColumn', 'ntDomainColumn'],
        ['nameColumn', 'dnsDomainColumn'],
        ['nameColumn', 'upnSuffixColumn'],
      ],
    },
  ],
  [
    'hosts',
    {
      ...{ entityType: 'Host', called: 'Machine' },
      columns: {
        ...{ deviceIdColumn: 'DeviceId', nameColumn: 'HostName', netBiosNameColumn: 'NetBiosName' },
        ...{ ntDomainColumn: 'NTDomain', dnsDomainColumn: 'DnsDomain' },
      },
      combinations: [['deviceIdColumn'], ['nameColumn'], ['netBiosNameColumn']],
    },
  ],
  [
    'files',
    {
      ...{ entityType: 'File', called: 'File' },
      columns: { nameColumn: 'Name', sha1Column: 'SHA1', sha256Column: 'SHA256' },
      combinations: [['sha1Column'], ['sha256Column'], ['nameColumn']],
    },
  ],
  [
    'mailMessages',
    {
      ...{ entityType: 'MailMessage', called: 'MailMessage' },
      columns: {
        ...{ networkMessageIdColumn: 'NetworkMessageId', recipientColumn: 'Recipient', senderColumn: 'Sender' },
        subjectColumn: 'Subject',
      },
      combinations: [['networkMessageIdColumn', 'recipientColumn']],
    },
  ],
  [
    'mailboxes',
    {
      ...{ entityType: 'Mailbox', called: 'Mailbox' },
      columns: { primaryAddressColumn: 'MailboxPrimaryAddress', upnColumn: 'Upn', displayNameColumn: 'DisplayName' },
      combinations: [['primaryAddressColumn'], ['upnColumn']],
    },
  ],
  [
    'registryValues',
    {
      ...{ entityType: 'RegistryValue', called: 'RegistryValue' },
      columns: { keyColumn: 'Key', valueNameColumn: 'Name', valueColumn: 'Value' },
      combinations: [['keyColumn']],
    },
  ],
  ['ips', { entityType: 'IP', called: 'IP', columns: { addressColumn: 'Address' }, combinations: [['addressColumn']] }],
  ['urls', { entityType: 'URL', called: 'Url', columns: { urlColumn: 'Url' }, combinations: [['urlColumn']] }],
  [
    'dns',
    {
      ...{ entityType: 'DNS', called: 'DNS', columns: { domainNameColumn: 'DomainName' } },
      combinations: [['domainNameColumn']],
    },
  ],
  [
    'processes',
    {
      ...{ entityType: 'Process', called: 'Process' },
      columns: {
        ...{ processIdColumn: 'ProcessId', commandLineColumn: 'CommandLine', creationTimeColumn: 'CreationTimeUtc' },
        nameColumn: 'Name',
      },
      combinations: [['processIdColumn'], ['commandLineColumn'], ['nameColumn']],
    },
  ],
  [
    'cloudApplications',
    {
      ...{ entityType: 'CloudApplication', called: 'CloudApplication' },
      columns: { appIdColumn: 'AppId', nameColumn: 'Name', instanceNameColumn: 'InstanceName' },
      combinations: [['appIdColumn'], ['nameColumn']],
    },
  ],
  [
    'oAuthApplications',
    {
      ...{ entityType: 'OAuthApplication', called: 'OAuthApplication' },
      columns: { appIdColumn: 'OAuthAppId', nameColumn: 'Name' },
      combinations: [['appIdColumn']],
    },
  ],
]);

/** Entities that a rule of the Graph must name one of. */
export const graphAssets: ReadonlySet<EntityType> = new Set(['Host', 'Account', 'Mailbox', 'IP']);

const users = [
  ...['accountObjectId', 'accountSid', 'accountUpn', 'accountName', 'accountDomain', 'accountId', 'requestAccountSid'],
  ...['requestAccountName', 'requestAccountDomain', 'recipientObjectId', 'processAccountObjectId'],
  ...['initiatingAccountSid', 'initiatingProcessAccountUpn', 'initiatingAccountName', 'initiatingAccountDomain'],
  ...['servicePrincipalId', 'servicePrincipalName', 'targetAccountUpn'],
];
const devices = ['deviceId', 'deviceName', 'remoteDeviceName', 'targetDeviceName', 'destinationDeviceName'];
const mailboxes = [
  ...['accountUpn', 'fileOwnerUpn', 'initiatingProcessAccountUpn', 'lastModifyingAccountUpn', 'targetAccountUpn'],
  ...['senderFromAddress', 'senderDisplayName', 'recipientEmailAddress', 'senderMailFromAddress'],
];

/** An asset of the old shape: its type without namespace, and what its identifier maps. */
export interface ImpactedAsset {
  readonly type: 'impactedDeviceAsset' | 'impactedUserAsset' | 'impactedMailboxAsset';
  readonly identifier: string;
  readonly mapping: EntityMapping;
}

export const impactedAssets: readonly ImpactedAsset[] = [
  ...devices.map((identifier): ImpactedAsset => {
    const columns = { [identifier === 'deviceId' ? 'DeviceId' : 'HostName']: columnOf(identifier) };
    return { type: 'impactedDeviceAsset', identifier, mapping: { entityType: 'Host', columns } };
  }),
  ...users.map((identifier): ImpactedAsset => {
    const columns = { [userIdentifier(identifier)]: columnOf(identifier) };
    return { type: 'impactedUserAsset', identifier, mapping: { entityType: 'Account', columns } };
  }),
  ...mailboxes.map((identifier): ImpactedAsset => {
    const columns = { MailboxPrimaryAddress: columnOf(identifier) };
    return { type: 'impactedMailboxAsset', identifier, mapping: { entityType: 'Mailbox', columns } };
  }),
];

/** The hunting column of an identifier. */
function columnOf(identifier: string): string {
  const long = identifier.replace(/^(?:initiatingAccount|processAccount)/, 'initiatingProcessAccount');
  return `${long.charAt(0).toUpperCase()}${long.slice(1)}`;
}

function userIdentifier(identifier: string): string {
  if (/(?:ObjectId|PrincipalId)$/.test(identifier)) return 'AadUserId';
  if (identifier.endsWith('Sid')) return 'Sid';
  if (identifier.endsWith('Upn')) return 'UserPrincipalName';
  return identifier.endsWith('Domain') ? 'NTDomain' : 'Name';
}
