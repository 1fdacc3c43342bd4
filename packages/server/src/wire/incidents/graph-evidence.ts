// Evidence as the Graph's schema has it: every property of its kind, null where unknown (wire contract 4.6).

import type { AlertEvidence, EvidenceKind, RemediationStatus } from '@gamekeeper/platform';
import { isoText } from './iso-text.js';

const account = {
  ...{ accountName: null, domainName: null, userSid: null, azureAdUserId: null, userPrincipalName: null },
  ...{ displayName: null, activeDirectoryObjectGuid: null, resourceAccessEvents: [], tenantId: null },
};
const file = {
  ...{ sha1: null, sha256: null, md5: null, sha256Ac: null, fileName: null, filePath: null, fileSize: null },
  ...{ filePublisher: null, signer: null, issuer: null },
};
const sender = { emailAddress: null, displayName: null, domainName: null };

/** Every property that a kind adds, as it is while nothing is known. */
const blanks: Readonly<Record<EvidenceKind, Readonly<Record<string, unknown>>>> = {
  device: {
    ...{
      mdeDeviceId: null,
      azureAdDeviceId: null,
      deviceDnsName: null,
      dnsDomain: null,
      hostName: null,
      ntDomain: null,
    },
    ...{ osPlatform: null, osBuild: null, version: null, healthStatus: 'unknown', riskScore: 'none' },
    ...{ rbacGroupId: 0, rbacGroupName: null, onboardingStatus: 'insufficientInfo', defenderAvStatus: 'unknown' },
    ...{ ipInterfaces: [], loggedOnUsers: [], firstSeenDateTime: null, lastIpAddress: null },
    ...{ lastExternalIpAddress: null, vmMetadata: null },
  },
  user: { userAccount: null, stream: null },
  process: {
    ...{ processId: null, parentProcessId: null, processCommandLine: null, processCreationDateTime: null },
    ...{ parentProcessCreationDateTime: null, detectionStatus: null, mdeDeviceId: null, imageFile: null },
    ...{ parentProcessImageFile: null, userAccount: null },
  },
  file: { detectionStatus: null, mdeDeviceId: null, fileDetails: null },
  ip: { ipAddress: null, countryLetterCode: null, location: null, stream: null },
  url: { url: null },
  mailbox: { primaryAddress: null, displayName: null, upn: null, userAccount: null },
  analyzedMessage: {
    ...{ networkMessageId: null, internetMessageId: null, subject: null, language: null, senderIp: null },
    ...{
      recipientEmailAddress: null,
      antiSpamDirection: null,
      deliveryAction: null,
      deliveryLocation: null,
      urn: null,
    },
    ...{ threats: [], threatDetectionMethods: [], urls: [], urlCount: null, attachmentsCount: null },
    ...{ receivedDateTime: null, p1Sender: null, p2Sender: null },
  },
  registryKey: { registryKey: null, registryHive: null },
  registryValue: {
    ...{ mdeDeviceId: null, registryHive: null, registryKey: null, registryValue: null, registryValueName: null },
    registryValueType: null,
  },
  cloudApplication: { appId: null, displayName: null, instanceId: null, instanceName: null, saasAppId: null },
  oauthApplication: { appId: null, displayName: null, objectId: null, publisher: null },
};

/** Objects within evidence have every property, too. */
const nested = new Map<string, Readonly<Record<string, unknown>>>([
  ['userAccount', account],
  ['fileDetails', file],
  ['imageFile', file],
  ['parentProcessImageFile', file],
  ['p1Sender', sender],
  ['p2Sender', sender],
]);

/** Members that the schema lists after `unknownFutureValue`. */
const laterRemediations: ReadonlySet<string> = new Set<RemediationStatus>([
  ...(['active', 'pendingApproval', 'declined', 'unremediated', 'running', 'partiallyRemediated'] as const),
]);

/** @param createdAt of its alert @param includesLater whether the caller asked for members after `unknownFutureValue` */
export function graphEvidence(piece: AlertEvidence, createdAt: number, includesLater: boolean) {
  const { kind, facts, verdict = 'unknown', remediationStatus = 'none', role } = piece;
  const filled = Object.entries(facts).map(([name, value]) => {
    const blank = nested.get(name);
    return [name, blank === undefined ? value : { ...blank, ...(value as object) }];
  });
  return {
    '@odata.type': `#microsoft.graph.security.${kind}Evidence`,
    createdDateTime: isoText(createdAt),
    verdict,
    remediationStatus:
      !includesLater && laterRemediations.has(remediationStatus) ? 'unknownFutureValue' : remediationStatus,
    remediationStatusDetails: null,
    roles: [],
    detailedRoles: kind === 'device' && role === 'impacted' ? ['PrimaryDevice'] : [],
    tags: [],
    ...blanks[kind],
    ...Object.fromEntries(filled),
    ...(kind === 'device' && deviceNames(facts.deviceDnsName)),
  };
}

function deviceNames(deviceDnsName: string | undefined) {
  const [hostName = null, ...domain] = deviceDnsName?.split('.') ?? [];
  return { hostName, dnsDomain: domain.length > 0 ? domain.join('.') : null };
}
