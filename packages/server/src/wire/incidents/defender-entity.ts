// Evidence as the Defender APIs have it: one flat shape for every kind, without what does not apply (wire contract 2.6, 2.7).

import type { AlertEvidence, FileDetails, UserAccount } from '@gamekeeper/platform';
import { pascal } from './defender-words.js';
import { isoText } from './iso-text.js';

/** The members that say what it is; those that are undefined stay out of the JSON. */
function factsOf(piece: AlertEvidence): Readonly<Record<string, unknown>> & { readonly entityType: string } {
  switch (piece.kind) {
    case 'user':
      return { entityType: 'User', ...accountFacts(piece.facts.userAccount) };
    case 'ip':
      return { entityType: 'Ip', ipAddress: piece.facts.ipAddress };
    case 'url':
      return { entityType: 'Url', url: piece.facts.url };
    case 'file':
      return { entityType: 'File', ...fileFacts(piece.facts.fileDetails), deviceId: piece.facts.mdeDeviceId };
    case 'process': {
      const { imageFile = {}, parentProcessImageFile: parent = {}, userAccount = {} } = piece.facts;
      return {
        entityType: 'Process',
        ...fileFacts(imageFile),
        processId: piece.facts.processId,
        processCommandLine: piece.facts.processCommandLine,
        processCreationTime: piece.facts.processCreationDateTime,
        parentProcessId: piece.facts.parentProcessId,
        parentProcessCreationTime: piece.facts.parentProcessCreationDateTime,
        parentProcessFileName: parent.fileName,
        parentProcessFilePath: parent.filePath,
        ...accountFacts(userAccount),
        deviceId: piece.facts.mdeDeviceId,
      };
    }
    case 'mailbox': {
      const { displayName, primaryAddress, upn } = piece.facts;
      return {
        ...{ entityType: 'Mailbox', mailboxDisplayName: displayName },
        ...{ mailboxAddress: primaryAddress, userPrincipalName: upn },
      };
    }
    case 'analyzedMessage': {
      const { p2Sender, p1Sender, recipientEmailAddress, subject, internetMessageId, deliveryAction } = piece.facts;
      const sender = p2Sender?.emailAddress ?? p1Sender?.emailAddress;
      return {
        ...{ entityType: 'MailMessage', sender, recipient: recipientEmailAddress, subject },
        ...{ internetMessageId, deliveryAction },
      };
    }
    case 'registryKey': {
      const { registryHive, registryKey } = piece.facts;
      return { entityType: 'Registry', registryHive, registryKey };
    }
    case 'registryValue': {
      const { registryHive, registryKey, registryValueType, registryValue, mdeDeviceId: deviceId } = piece.facts;
      return { entityType: 'Registry', registryHive, registryKey, registryValueType, registryValue, deviceId };
    }
    case 'cloudApplication':
      return {
        entityType: 'CloudApplication',
        applicationId: piece.facts.appId,
        applicationName: piece.facts.displayName,
      };
    case 'oauthApplication':
      return {
        entityType: 'OAuthApplication',
        applicationId: piece.facts.appId,
        applicationName: piece.facts.displayName,
      };
    case 'device':
      return { entityType: 'Machine', deviceId: piece.facts.mdeDeviceId };
  }
}

const fileFacts = ({ sha1, sha256, fileName, filePath }: FileDetails) => ({ sha1, sha256, fileName, filePath });

const accountFacts = ({ accountName, domainName, userSid, azureAdUserId, userPrincipalName }: UserAccount) => ({
  ...{ accountName, domainName, userSid, aadUserId: azureAdUserId, userPrincipalName },
});

/** @param createdAt of its alert */
export const defenderEntity = (piece: AlertEvidence, createdAt: number) => {
  const { entityType, ...facts } = factsOf(piece);
  return {
    entityType,
    evidenceCreationTime: isoText(createdAt),
    verdict: pascal(piece.verdict ?? 'unknown'),
    remediationStatus: pascal(piece.remediationStatus ?? 'none'),
    ...facts,
  };
};

/** Evidence of devices has a list and a shape of its own. */
export const defenderDevice = (
  { facts }: Extract<AlertEvidence, { readonly kind: 'device' }>,
  firstSeenAt: number,
) => ({
  mdatpDeviceId: facts.mdeDeviceId ?? null,
  aadDeviceId: facts.azureAdDeviceId ?? null,
  deviceDnsName: facts.deviceDnsName ?? null,
  osPlatform: facts.osPlatform ?? null,
  version: facts.version ?? null,
  osProcessor: null,
  osBuild: facts.osBuild ?? null,
  healthStatus: 'Unknown',
  riskScore: 'None',
  rbacGroupId: 0,
  rbacGroupName: null,
  firstSeen: isoText(firstSeenAt),
  tags: [],
  loggedOnUsers: facts.loggedOnUsers ?? [],
});

/** An evidence of a device. */
export const isDevice = (piece: AlertEvidence): piece is Extract<AlertEvidence, { readonly kind: 'device' }> =>
  piece.kind === 'device';
