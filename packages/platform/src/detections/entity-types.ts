// The kinds of entities that rules map columns to, in the words of Sentinel's rules with the identifiers of hunting columns beside, and the evidence that each becomes.

import type { AlertEvidence, FileDetails, UserAccount } from '../incidents/index.js';

/** Which columns name one entity. */
export interface EntityMapping {
  /** `Host`, `Account`, … */
  readonly entityType: EntityType;
  /** Identifier to column. */
  readonly columns: Readonly<Record<string, string>>;
}

/** What a row says of an entity, by identifier; undefined for what it leaves empty. */
type Said = (identifier: string) => string | undefined;

interface EntityDefinition {
  /** Every identifier that may be mapped. */
  readonly identifiers: readonly string[];
  /** Null where the row says too little, or where no evidence is of this kind. */
  readonly evidence: ((said: Said) => AlertEvidence | null) | null;
}

const file = ['Name', 'Directory', 'SHA1', 'SHA256', 'MD5', 'Size', 'Publisher', 'DeviceId'];

const definitions = {
  Host: {
    identifiers: [
      'DeviceId',
      'FullName',
      'HostName',
      'NetBiosName',
      'DnsDomain',
      'NTDomain',
      'AzureID',
      'OMSAgentID',
    ].concat('OSFamily', 'OSVersion', 'AadDeviceId', 'IpAddress'),
    evidence(said) {
      const host = said('HostName') ?? said('NetBiosName');
      const suffix = said('DnsDomain');
      const name = said('FullName') ?? (host && suffix && !host.includes('.') ? `${host}.${suffix}` : host);
      const id = said('DeviceId');
      if (id === undefined && name === undefined) return null;
      return {
        kind: 'device',
        role: 'impacted',
        facts: present({
          ...{ mdeDeviceId: id, azureAdDeviceId: said('AadDeviceId'), deviceDnsName: name },
          ...{ osPlatform: said('OSFamily'), version: said('OSVersion'), lastIpAddress: said('IpAddress') },
        }),
      };
    },
  },
  Account: {
    identifiers: [
      'FullName',
      'Name',
      'NTDomain',
      'DnsDomain',
      'UPNSuffix',
      'UserPrincipalName',
      'Sid',
      'AadUserId',
    ].concat('AadTenantId', 'PUID', 'IsDomainJoined', 'DisplayName', 'ObjectGuid', 'CloudAppAccountId'),
    evidence(said) {
      const userAccount = accountOf(said);
      return Object.keys(userAccount).length === 0 ? null : { kind: 'user', role: 'impacted', facts: { userAccount } };
    },
  },
  Process: {
    identifiers: [
      'ProcessId',
      'CommandLine',
      'CreationTimeUtc',
      'ElevationToken',
      'ParentProcessId',
      'ParentFileName',
    ].concat('ParentCreationTimeUtc', 'AccountName', 'AccountDomain', 'AccountSid', ...file),
    evidence(said) {
      const processId = wholeNumber(said('ProcessId'));
      const imageFile = fileDetails(said);
      if (processId === undefined && said('CommandLine') === undefined && imageFile.fileName === undefined) return null;
      const userAccount = present({
        ...{ accountName: said('AccountName'), domainName: said('AccountDomain'), userSid: said('AccountSid') },
      });
      const parent = said('ParentFileName');
      return {
        kind: 'process',
        role: 'related',
        facts: present({
          ...{ processId, parentProcessId: wholeNumber(said('ParentProcessId')) },
          ...{ processCommandLine: said('CommandLine'), processCreationDateTime: said('CreationTimeUtc') },
          parentProcessCreationDateTime: said('ParentCreationTimeUtc'),
          imageFile: Object.keys(imageFile).length === 0 ? undefined : imageFile,
          parentProcessImageFile: parent === undefined ? undefined : { fileName: parent },
          userAccount: Object.keys(userAccount).length === 0 ? undefined : userAccount,
          mdeDeviceId: said('DeviceId'),
        }),
      };
    },
  },
  File: {
    identifiers: file,
    evidence(said) {
      const details = fileDetails(said);
      if (!(details.fileName || details.sha1 || details.sha256 || details.md5)) return null;
      return {
        kind: 'file',
        role: 'related',
        facts: { fileDetails: details, ...present({ mdeDeviceId: said('DeviceId') }) },
      };
    },
  },
  FileHash: {
    identifiers: ['Algorithm', 'Value'],
    evidence(said) {
      const value = said('Value');
      const member = value && hashMember(said('Algorithm') ?? '', value);
      return member ? { kind: 'file', role: 'related', facts: { fileDetails: { [member]: value } } } : null;
    },
  },
  IP: {
    identifiers: ['Address', 'AddressScope'],
    evidence(said) {
      const ipAddress = said('Address');
      return ipAddress === undefined ? null : { kind: 'ip', role: 'related', facts: { ipAddress } };
    },
  },
  URL: { identifiers: ['Url'], evidence: (said) => urlEvidence(said('Url')) },
  DNS: { identifiers: ['DomainName'], evidence: (said) => urlEvidence(said('DomainName')) },
  Mailbox: {
    identifiers: ['MailboxPrimaryAddress', 'DisplayName', 'Upn', 'ExternalDirectoryObjectId', 'RiskLevel'],
    evidence(said) {
      const primaryAddress = said('MailboxPrimaryAddress') ?? said('Upn');
      if (primaryAddress === undefined) return null;
      const facts = { primaryAddress, ...present({ displayName: said('DisplayName'), upn: said('Upn') }) };
      return { kind: 'mailbox', role: 'impacted', facts };
    },
  },
  MailMessage: {
    identifiers: ['NetworkMessageId', 'InternetMessageId', 'Recipient', 'Sender', 'P1Sender', 'P1SenderDisplayName']
      .concat('P1SenderDomain', 'P2Sender', 'P2SenderDisplayName', 'P2SenderDomain', 'SenderIP', 'Subject', 'Language')
      .concat('DeliveryAction', 'DeliveryLocation', 'ReceivedDate', 'Urls', 'Threats', 'BodyFingerprintBin1')
      .concat('AntispamDirection', 'ThreatDetectionMethods'),
    evidence(said) {
      if (said('NetworkMessageId') === undefined && said('InternetMessageId') === undefined) return null;
      const [p1, p2] = [said('P1Sender'), said('P2Sender') ?? said('Sender')];
      const p2Sender = p2 && { emailAddress: p2, ...present({ displayName: said('P2SenderDisplayName') }) };
      return {
        kind: 'analyzedMessage',
        role: 'related',
        facts: present({
          ...{ networkMessageId: said('NetworkMessageId'), internetMessageId: said('InternetMessageId') },
          ...{ subject: said('Subject'), senderIp: said('SenderIP'), recipientEmailAddress: said('Recipient') },
          ...{ deliveryAction: said('DeliveryAction'), deliveryLocation: said('DeliveryLocation') },
          ...{ receivedDateTime: said('ReceivedDate'), p1Sender: p1 === undefined ? undefined : { emailAddress: p1 } },
          p2Sender: p2Sender || undefined,
        }),
      };
    },
  },
  RegistryKey: {
    identifiers: ['Key', 'Hive'],
    evidence(said) {
      const registryKey = said('Key');
      if (registryKey === undefined) return null;
      return {
        kind: 'registryKey',
        role: 'related',
        facts: { registryKey, ...present({ registryHive: said('Hive') }) },
      };
    },
  },
  RegistryValue: {
    identifiers: ['Key', 'Hive', 'Name', 'Value', 'ValueType', 'DeviceId'],
    evidence(said) {
      const registryKey = said('Key');
      if (registryKey === undefined) return null;
      const facts = present({
        ...{ registryHive: said('Hive'), registryValueName: said('Name'), registryValue: said('Value') },
        ...{ registryValueType: said('ValueType'), mdeDeviceId: said('DeviceId') },
      });
      return { kind: 'registryValue', role: 'related', facts: { registryKey, ...facts } };
    },
  },
  CloudApplication: {
    identifiers: ['AppId', 'Name', 'InstanceName'],
    evidence(said) {
      const appId = wholeNumber(said('AppId'));
      const displayName = said('Name') ?? said('AppId');
      if (displayName === undefined) return null;
      const facts = { displayName, ...present({ appId, instanceName: said('InstanceName') }) };
      return { kind: 'cloudApplication', role: 'related', facts };
    },
  },
  OAuthApplication: {
    identifiers: ['OAuthAppId', 'Name', 'ObjectId', 'Publisher'],
    evidence(said) {
      const appId = said('OAuthAppId');
      if (appId === undefined) return null;
      const facts = present({ displayName: said('Name'), objectId: said('ObjectId'), publisher: said('Publisher') });
      return { kind: 'oauthApplication', role: 'related', facts: { appId, ...facts } };
    },
  },
  // Known to Sentinel; alerts here have no evidence of these kinds.
  AzureResource: { identifiers: ['ResourceId'], evidence: null },
  Malware: { identifiers: ['Name', 'Category'], evidence: null },
  SecurityGroup: { identifiers: ['DistinguishedName', 'SID', 'ObjectGuid'], evidence: null },
  MailCluster: {
    identifiers: ['NetworkMessageIds', 'CountByDeliveryStatus', 'CountByThreatType', 'Query', 'Source'],
    evidence: null,
  },
  SubmissionMail: {
    identifiers: ['NetworkMessageId', 'Recipient', 'Sender', 'Subject', 'SubmissionId'],
    evidence: null,
  },
} satisfies Record<string, EntityDefinition>;

export type EntityType = keyof typeof definitions;

export const entityTypes: ReadonlyMap<string, EntityDefinition> = new Map(Object.entries(definitions));

/** The type of that name in any case, `OauthApplication` as `OAuthApplication`; undefined for what is none. */
export const readEntityType = (text: string): EntityType | undefined =>
  ([...entityTypes.keys()] as EntityType[]).find((name) => name.toLowerCase() === text.toLowerCase());

/** An identifier of a type in any case; undefined for what is none. */
export const readIdentifier = (entityType: EntityType, text: string): string | undefined =>
  entityTypes.get(entityType)?.identifiers.find((name) => name.toLowerCase() === text.toLowerCase());

/**
 * The evidence that a row gives of an entity, null where its columns are empty.
 * @param value text of a column of the row
 * @example evidenceOf({ entityType: 'IP', columns: { Address: 'RemoteIP' } }, () => '203.0.113.7')
 */
export function evidenceOf(
  { entityType, columns }: EntityMapping,
  value: (column: string) => string | undefined,
): AlertEvidence | null {
  const said = new Map(Object.entries(columns).map(([identifier, column]) => [identifier, value(column) || undefined]));
  return entityTypes.get(entityType)?.evidence?.((identifier) => said.get(identifier)) ?? null;
}

const urlEvidence = (url: string | undefined): AlertEvidence | null =>
  url === undefined ? null : { kind: 'url', role: 'related', facts: { url } };

function fileDetails(said: Said): FileDetails {
  return present({
    ...{ fileName: said('Name'), filePath: said('Directory'), filePublisher: said('Publisher') },
    ...{ sha1: said('SHA1'), sha256: said('SHA256'), md5: said('MD5'), fileSize: wholeNumber(said('Size')) },
  });
}

/** `CONTOSO\anna` and `anna@contoso.example` are taken apart where the parts are not mapped themselves. */
function accountOf(said: Said): UserAccount {
  const full = said('FullName');
  const [, domain, downLevel] = /^([^\\]+)\\(.+)$/.exec(full ?? '') ?? [];
  const [, local, suffix] = /^([^@\\]+)@([^@]+)$/.exec(full ?? '') ?? [];
  const name = said('Name') ?? downLevel ?? local ?? full;
  const upnSuffix = said('UPNSuffix') ?? suffix;
  const upn = said('UserPrincipalName') ?? (name && upnSuffix && `${name}@${upnSuffix}`);
  return present({
    ...{ accountName: name, domainName: said('NTDomain') ?? domain ?? said('DnsDomain'), userSid: said('Sid') },
    ...{ azureAdUserId: said('AadUserId') ?? said('ObjectGuid'), userPrincipalName: upn || undefined },
    displayName: said('DisplayName'),
  });
}

function hashMember(algorithm: string, value: string): 'md5' | 'sha1' | 'sha256' | undefined {
  const named = algorithm.replace(/[^a-z0-9]/gi, '').toLowerCase();
  if (named === 'md5' || named === 'sha1' || named === 'sha256') return named;
  const byLength = new Map([
    [32, 'md5' as const],
    [40, 'sha1' as const],
    [64, 'sha256' as const],
  ]);
  return byLength.get(value.length);
}

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the members that are undefined. */
const present = <T extends object>(facts: T): Present<T> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Present<T>;
