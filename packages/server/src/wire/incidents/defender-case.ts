// Incidents and their alerts as the Defender API has them (wire contract 2.4, 2.5): note lastUpdateTime there and lastUpdatedTime here.

import type { Alert, Comment, IncidentWithAlerts } from '@gamekeeper/platform';
import type { ActorNames } from './actor-names.js';
import { defenderDevice, defenderEntity, isDevice } from './defender-entity.js';
import {
  defenderAlertStatus,
  defenderClassification,
  defenderDetectionSource,
  defenderDetermination,
  defenderIncidentStatus,
  defenderSeverity,
  pascal,
} from './defender-words.js';
import { isoText, isoTextOrNull } from './iso-text.js';

export interface DefenderCaseContext {
  /** Scheme and host for addresses of pages. */
  readonly origin: string;
  readonly names: ActorNames;
}

export const defenderComment = ({ comment, createdBy, createdAt }: Comment, names: ActorNames) => ({
  comment,
  createdBy: names(createdBy),
  createdTime: isoText(createdAt),
});

export const defenderIncident = (incident: IncidentWithAlerts, { origin, names }: DefenderCaseContext) => ({
  incidentId: incident.id,
  incidentUri: `${origin}/incidents/${incident.id}?tid=${incident.tenantId}`,
  redirectIncidentId: incident.redirectIncidentId,
  incidentName: incident.displayName,
  createdTime: isoText(incident.createdAt),
  lastUpdateTime: isoText(incident.updatedAt),
  assignedTo: incident.assignedTo,
  classification: defenderClassification(incident.classification),
  determination: defenderDetermination(incident.determination),
  status: defenderIncidentStatus(incident.status),
  severity: defenderSeverity(incident.severity),
  detectionSource:
    incident.alerts[0] === undefined ? null : defenderDetectionSource(incident.alerts[0].detectionSource),
  tags: incident.customTags,
  comments: incident.comments.map((comment) => defenderComment(comment, names)),
  alerts: incident.alerts.map(defenderAlert),
});

const defenderAlert = (alert: Alert) => ({
  alertId: alert.id,
  providerAlertId: alert.id.slice(2),
  incidentId: alert.incidentId,
  serviceSource: pascal(alert.serviceSource),
  creationTime: isoText(alert.createdAt),
  lastUpdatedTime: isoText(alert.updatedAt),
  resolvedTime: isoTextOrNull(alert.resolvedAt),
  firstActivity: isoText(alert.firstActivityAt),
  lastActivity: isoText(alert.lastActivityAt),
  title: alert.title,
  description: alert.description ?? '',
  category: alert.category,
  status: defenderAlertStatus(alert.status),
  severity: defenderSeverity(alert.severity),
  investigationId: null,
  investigationState: 'Unknown',
  classification: alert.classification === null ? null : defenderClassification(alert.classification),
  determination: alert.determination === null ? null : defenderDetermination(alert.determination),
  detectionSource: defenderDetectionSource(alert.detectionSource),
  detectorId: alert.detectorId ?? null,
  assignedTo: alert.assignedTo,
  actorName: alert.actorDisplayName ?? null,
  threatFamilyName: alert.threatFamilyName ?? null,
  mitreTechniques: alert.mitreTechniques,
  devices: alert.evidence.filter(isDevice).map((piece) => defenderDevice(piece, alert.firstActivityAt)),
  entities: alert.evidence.filter((piece) => !isDevice(piece)).map((piece) => defenderEntity(piece, alert.createdAt)),
});
