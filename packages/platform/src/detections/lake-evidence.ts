// Evidence as rows of `AlertEvidence`.

import type { AlertEvidence, FileDetails, UserAccount } from '../incidents/index.js';

/** Columns of one row; absent where nothing is known. */
export type EvidenceColumns = Readonly<Record<string, unknown>>;

/** @example lakeEvidence({ kind: 'ip', facts: { ipAddress: '203.0.113.7' } }) → { EntityType: 'Ip', RemoteIP: '203.0.113.7', … } */
export function lakeEvidence(evidence: AlertEvidence): EvidenceColumns {
  const role = evidence.role === 'impacted' ? 'Impacted' : 'Related';
  return { EvidenceRole: role, ...columnsOf(evidence) };
}

function columnsOf(evidence: AlertEvidence): EvidenceColumns {
  switch (evidence.kind) {
    case 'device':
      return {
        ...{ EntityType: 'Machine', DeviceId: evidence.facts.mdeDeviceId, DeviceName: evidence.facts.deviceDnsName },
        LocalIP: evidence.facts.lastIpAddress,
      };
    case 'user':
      return { EntityType: 'User', ...accountColumns(evidence.facts.userAccount) };
    case 'process': {
      const { imageFile, userAccount, processCommandLine, mdeDeviceId } = evidence.facts;
      const account = userAccount ? accountColumns(userAccount) : {};
      const file = imageFile ? fileColumns(imageFile) : {};
      return {
        EntityType: 'Process',
        ProcessCommandLine: processCommandLine,
        DeviceId: mdeDeviceId,
        ...account,
        ...file,
      };
    }
    case 'file':
      return { EntityType: 'File', DeviceId: evidence.facts.mdeDeviceId, ...fileColumns(evidence.facts.fileDetails) };
    case 'ip':
      return { EntityType: 'Ip', RemoteIP: evidence.facts.ipAddress };
    case 'url':
      return { EntityType: 'Url', RemoteUrl: evidence.facts.url };
    case 'mailbox':
      return { EntityType: 'Mailbox', AccountUpn: evidence.facts.upn ?? evidence.facts.primaryAddress };
    case 'analyzedMessage': {
      const { networkMessageId, subject, recipientEmailAddress } = evidence.facts;
      const message = { NetworkMessageId: networkMessageId, EmailSubject: subject, AccountUpn: recipientEmailAddress };
      return { EntityType: 'MailMessage', ...message };
    }
    case 'registryKey':
      return { EntityType: 'RegistryKey', RegistryKey: evidence.facts.registryKey };
    case 'registryValue': {
      const { registryKey, registryValueName, registryValue, mdeDeviceId } = evidence.facts;
      const value = {
        RegistryKey: registryKey,
        RegistryValueName: registryValueName,
        RegistryValueData: registryValue,
      };
      return { EntityType: 'RegistryValue', ...value, DeviceId: mdeDeviceId };
    }
    case 'cloudApplication': {
      const { appId, displayName } = evidence.facts;
      return { EntityType: 'CloudApplication', Application: displayName, ApplicationId: inInt(appId) };
    }
    case 'oauthApplication': {
      const { appId, displayName } = evidence.facts;
      return { EntityType: 'OAuthApplication', OAuthApplicationId: appId, Application: displayName };
    }
  }
}

const accountColumns = (account: UserAccount) => ({
  ...{ AccountName: account.accountName, AccountDomain: account.domainName, AccountSid: account.userSid },
  ...{ AccountObjectId: account.azureAdUserId, AccountUpn: account.userPrincipalName },
});

const fileColumns = (file: FileDetails) => ({
  ...{ FileName: file.fileName, FolderPath: file.filePath, SHA1: file.sha1, SHA256: file.sha256 },
  FileSize: file.fileSize,
});

/** The column is an int of 32 bits. */
const inInt = (value: number | undefined): number | undefined =>
  value !== undefined && value < 2 ** 31 ? value : undefined;
