// Alerts as the Defender for Endpoint API has them: about one machine and one account, with every member of every evidence (wire contract 3.2).

import type { Alert } from '@gamekeeper/platform';
import type { ActorNames } from './actor-names.js';
import { defenderComment } from './defender-case.js';
import { defenderEntity, isDevice } from './defender-entity.js';
import {
  defenderClassification,
  defenderDetectionSource,
  defenderDetermination,
  defenderSeverity,
  pascal,
} from './defender-words.js';
import { isoText, isoTextOrNull } from './iso-text.js';

/** Members of an evidence, null where they do not apply. */
const blankEvidence = {
  ...{ sha1: null, sha256: null, fileName: null, filePath: null, processId: null, processCommandLine: null },
  ...{ processCreationTime: null, parentProcessId: null, parentProcessCreationTime: null },
  ...{ parentProcessFileName: null, parentProcessFilePath: null, ipAddress: null, url: null, registryKey: null },
  ...{ registryHive: null, registryValueType: null, registryValue: null, accountName: null, domainName: null },
  ...{ userSid: null, aadUserId: null, userPrincipalName: null, detectionStatus: null },
};

function endpointEvidence(piece: Alert['evidence'][number], createdAt: number) {
  const { verdict: _verdict, remediationStatus: _status, ...facts } = defenderEntity(piece, createdAt);
  const known = new Set([...Object.keys(blankEvidence), 'entityType', 'evidenceCreationTime']);
  const shown = Object.entries(facts).filter(([name, value]) => known.has(name) && value !== undefined);
  return { ...blankEvidence, ...Object.fromEntries(shown) };
}

/** The first device and the first account that an alert names. */
export function relatedTo(alert: Alert) {
  const device = alert.evidence.find(isDevice)?.facts ?? {};
  const user = alert.evidence.find((piece) => piece.kind === 'user');
  return { device, user: user?.kind === 'user' ? user.facts.userAccount : null };
}

/** @param expandsEvidence whether `$expand=evidence` was asked for */
export function endpointAlert(alert: Alert, names: ActorNames, expandsEvidence: boolean) {
  const { device, user } = relatedTo(alert);
  return {
    id: alert.id,
    incidentId: alert.incidentId,
    investigationId: null,
    assignedTo: alert.assignedTo,
    severity: defenderSeverity(alert.severity),
    status: pascal(alert.status),
    classification: alert.classification === null ? null : defenderClassification(alert.classification),
    determination: alert.determination === null ? null : defenderDetermination(alert.determination),
    investigationState: 'Unknown',
    detectionSource: defenderDetectionSource(alert.detectionSource),
    detectorId: alert.detectorId ?? null,
    category: alert.category,
    threatFamilyName: alert.threatFamilyName ?? null,
    title: alert.title,
    description: alert.description ?? '',
    alertCreationTime: isoText(alert.createdAt),
    firstEventTime: isoText(alert.firstActivityAt),
    lastEventTime: isoText(alert.lastActivityAt),
    lastUpdateTime: isoText(alert.updatedAt),
    resolvedTime: isoTextOrNull(alert.resolvedAt),
    machineId: device.mdeDeviceId ?? null,
    computerDnsName: device.deviceDnsName ?? null,
    rbacGroupName: null,
    aadTenantId: alert.tenantId,
    threatName: alert.threatFamilyName ?? null,
    mitreTechniques: alert.mitreTechniques,
    relatedUser: user && {
      userName: user.accountName ?? user.userPrincipalName ?? null,
      domainName: user.domainName ?? null,
    },
    comments: alert.comments.map((comment) => defenderComment(comment, names)),
    evidence: expandsEvidence ? alert.evidence.map((piece) => endpointEvidence(piece, alert.createdAt)) : [],
  };
}

export type EndpointAlert = ReturnType<typeof endpointAlert>;
