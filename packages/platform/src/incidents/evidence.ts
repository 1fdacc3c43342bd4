// Evidence: what an alert is about, each piece of one kind, with the fields that the Graph's schema gives that kind (wire contract §4.6).

import type { RemediationStatus, Verdict } from './vocabulary.js';

export interface FileDetails {
  readonly fileName?: string;
  readonly filePath?: string;
  readonly sha1?: string;
  readonly sha256?: string;
  readonly md5?: string;
  readonly fileSize?: number;
  readonly filePublisher?: string;
  readonly signer?: string;
  readonly issuer?: string;
}

export interface UserAccount {
  readonly accountName?: string;
  readonly domainName?: string;
  readonly userSid?: string;
  readonly azureAdUserId?: string;
  readonly userPrincipalName?: string;
  readonly displayName?: string;
}

/** What an evidence of each kind says. Unknown facts are left out. */
export interface EvidenceFacts {
  readonly device: {
    readonly mdeDeviceId?: string;
    readonly azureAdDeviceId?: string;
    readonly deviceDnsName?: string;
    readonly osPlatform?: string;
    readonly osBuild?: number;
    readonly version?: string;
    readonly lastIpAddress?: string;
    readonly lastExternalIpAddress?: string;
    readonly loggedOnUsers?: readonly { readonly accountName: string; readonly domainName: string }[];
  };
  readonly user: { readonly userAccount: UserAccount };
  readonly process: {
    readonly processId?: number;
    readonly parentProcessId?: number;
    readonly processCommandLine?: string;
    readonly processCreationDateTime?: string;
    readonly parentProcessCreationDateTime?: string;
    readonly imageFile?: FileDetails;
    readonly parentProcessImageFile?: FileDetails;
    readonly userAccount?: UserAccount;
    readonly mdeDeviceId?: string;
  };
  readonly file: { readonly fileDetails: FileDetails; readonly mdeDeviceId?: string };
  readonly ip: { readonly ipAddress: string; readonly countryLetterCode?: string };
  readonly url: { readonly url: string };
  readonly mailbox: { readonly primaryAddress: string; readonly displayName?: string; readonly upn?: string };
  readonly analyzedMessage: {
    readonly networkMessageId?: string;
    readonly internetMessageId?: string;
    readonly subject?: string;
    readonly senderIp?: string;
    readonly recipientEmailAddress?: string;
    readonly deliveryAction?: string;
    readonly deliveryLocation?: string;
    readonly p1Sender?: { readonly emailAddress: string };
    readonly p2Sender?: { readonly emailAddress: string; readonly displayName?: string };
    readonly receivedDateTime?: string;
  };
  readonly registryKey: { readonly registryKey: string; readonly registryHive?: string };
  readonly registryValue: {
    readonly registryKey: string;
    readonly registryHive?: string;
    readonly registryValueName?: string;
    readonly registryValue?: string;
    readonly registryValueType?: string;
    readonly mdeDeviceId?: string;
  };
  readonly cloudApplication: { readonly appId?: number; readonly displayName: string; readonly instanceName?: string };
  readonly oauthApplication: {
    readonly appId: string;
    readonly displayName?: string;
    readonly objectId?: string;
    readonly publisher?: string;
  };
}

export type EvidenceKind = keyof EvidenceFacts;

/** One piece of evidence of one kind. */
export type AlertEvidence = {
  readonly [K in EvidenceKind]: {
    readonly kind: K;
    readonly facts: EvidenceFacts[K];
    readonly verdict?: Verdict;
    readonly remediationStatus?: RemediationStatus;
    /** `impacted` for what was hurt, `related` for the rest. */
    readonly role?: 'impacted' | 'related';
  };
}[EvidenceKind];

/**
 * What an evidence is called wherever it occurs, so that two alerts can be seen to share it; null where nothing tells it apart.
 * @example entityKey({ kind: 'ip', facts: { ipAddress: '203.0.113.7' } }) === 'ip:203.0.113.7'
 */
export function entityKey(evidence: AlertEvidence): string | null {
  const key = identityOf(evidence);
  return key === undefined || key === '' ? null : `${evidence.kind}:${key.toLowerCase()}`;
}

/**
 * What people call it; ids only where nothing better is known.
 * @example nameOfEvidence({ kind: 'ip', facts: { ipAddress: '203.0.113.7' } }) === 'address 203.0.113.7'
 */
export function nameOfEvidence(evidence: AlertEvidence): string {
  switch (evidence.kind) {
    case 'device':
      return `device ${evidence.facts.deviceDnsName ?? evidence.facts.mdeDeviceId ?? ''}`;
    case 'user': {
      const { userPrincipalName, accountName, displayName } = evidence.facts.userAccount;
      return `user ${userPrincipalName ?? accountName ?? displayName ?? identityOf(evidence) ?? ''}`;
    }
    case 'process':
      return `process ${evidence.facts.imageFile?.fileName ?? evidence.facts.processCommandLine ?? ''}`;
    case 'file':
      return `file ${evidence.facts.fileDetails.fileName ?? identityOf(evidence) ?? ''}`;
    case 'ip':
      return `address ${evidence.facts.ipAddress}`;
    case 'analyzedMessage':
      return `message ${evidence.facts.subject ?? identityOf(evidence) ?? ''}`;
    case 'registryKey':
    case 'registryValue':
      return `registry ${evidence.facts.registryKey}`;
    case 'cloudApplication':
    case 'oauthApplication':
      return `application ${evidence.facts.displayName ?? identityOf(evidence) ?? ''}`;
    case 'url':
    case 'mailbox':
      return `${evidence.kind} ${identityOf(evidence) ?? ''}`;
  }
}

function identityOf(evidence: AlertEvidence): string | undefined {
  switch (evidence.kind) {
    case 'device':
      return evidence.facts.mdeDeviceId ?? evidence.facts.deviceDnsName;
    case 'user':
      return accountIdentity(evidence.facts.userAccount);
    case 'process': {
      const { processId, processCreationDateTime, processCommandLine, imageFile, mdeDeviceId } = evidence.facts;
      const which = processId === undefined ? processCommandLine : `${processId}@${processCreationDateTime ?? ''}`;
      return which && `${mdeDeviceId ?? ''}/${imageFile?.fileName ?? ''}/${which}`;
    }
    case 'file': {
      const { sha256, sha1, md5, filePath, fileName } = evidence.facts.fileDetails;
      return sha256 || sha1 || md5 || (fileName && `${evidence.facts.mdeDeviceId ?? ''}/${filePath ?? ''}/${fileName}`);
    }
    case 'ip':
      return evidence.facts.ipAddress;
    case 'url':
      return evidence.facts.url;
    case 'mailbox':
      return evidence.facts.primaryAddress;
    case 'analyzedMessage':
      return evidence.facts.networkMessageId || evidence.facts.internetMessageId;
    case 'registryKey':
      return evidence.facts.registryKey;
    case 'registryValue':
      return `${evidence.facts.mdeDeviceId ?? ''}/${evidence.facts.registryKey}/${evidence.facts.registryValueName ?? ''}`;
    case 'cloudApplication':
      return evidence.facts.appId === undefined ? evidence.facts.displayName : String(evidence.facts.appId);
    case 'oauthApplication':
      return evidence.facts.appId;
  }
}

/** Accounts are told apart by what their directory says of them first. */
const accountIdentity = (account: UserAccount): string | undefined =>
  account.azureAdUserId ||
  account.userSid ||
  account.userPrincipalName ||
  (account.accountName && `${account.domainName ?? ''}\\${account.accountName}`);
