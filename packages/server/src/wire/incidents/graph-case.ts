// Incidents and alerts as the Graph's schema has them: every property present, nulls included (wire contract 4.4, 4.5).

import type { Alert, Comment, Incident } from '@gamekeeper/platform';
import type { ActorNames } from './actor-names.js';
import { graphEvidence } from './graph-evidence.js';
import { isoText, isoTextOrNull } from './iso-text.js';

export interface GraphCaseContext {
  /** Scheme and host for addresses of pages. */
  readonly origin: string;
  readonly names: ActorNames;
  /** Whether the caller asked for the members after `unknownFutureValue`. */
  readonly includesLater: boolean;
}

/** Members that the schema lists after `unknownFutureValue`. */
const later: ReadonlySet<string> = new Set([
  ...['awaitingAction', 'microsoftDefenderForCloud', 'microsoftSentinel', 'nrtAlerts', 'scheduledAlerts'],
]);

const gated = (word: string, { includesLater }: GraphCaseContext): string =>
  !includesLater && later.has(word) ? 'unknownFutureValue' : word;

export const graphComment = (
  { comment, createdBy, createdAt }: Comment,
  { names }: Pick<GraphCaseContext, 'names'>,
) => ({
  '@odata.type': '#microsoft.graph.security.alertComment',
  comment,
  createdByDisplayName: names(createdBy),
  createdDateTime: isoText(createdAt),
});

const incidentUrl = (origin: string, id: number, tenantId: string) =>
  `${origin}/incident2/${id}/overview?tid=${tenantId}`;

/** Without its alerts. */
export const graphIncident = (incident: Incident, context: GraphCaseContext) => ({
  id: String(incident.id),
  tenantId: incident.tenantId,
  status: gated(incident.status, context),
  incidentWebUrl: incidentUrl(context.origin, incident.id, incident.tenantId),
  redirectIncidentId: incident.redirectIncidentId === null ? null : String(incident.redirectIncidentId),
  displayName: incident.displayName,
  createdDateTime: isoText(incident.createdAt),
  lastUpdateDateTime: isoText(incident.updatedAt),
  assignedTo: incident.assignedTo,
  classification: incident.classification ?? 'unknown',
  determination: incident.determination ?? 'unknown',
  severity: incident.severity,
  customTags: incident.customTags,
  systemTags: incident.systemTags,
  description: incident.description,
  lastModifiedBy: incident.lastModifiedBy === null ? null : context.names(incident.lastModifiedBy),
  resolvingComment: incident.resolvingComment,
  summary: incident.summary,
  priorityScore: incident.priorityScore,
  comments: incident.comments.map((comment) => graphComment(comment, context)),
});

export const graphAlert = (alert: Alert, context: GraphCaseContext) => ({
  id: alert.id,
  providerAlertId: alert.id.slice(2),
  incidentId: String(alert.incidentId),
  tenantId: alert.tenantId,
  status: alert.status,
  severity: alert.severity,
  classification: alert.classification ?? 'unknown',
  determination: alert.determination ?? 'unknown',
  serviceSource: gated(alert.serviceSource, context),
  detectionSource: gated(alert.detectionSource, context),
  detectorId: alert.detectorId ?? null,
  alertPolicyId: null,
  productName: alert.productName ?? null,
  title: alert.title,
  description: alert.description ?? null,
  recommendedActions: alert.recommendedActions ?? null,
  category: alert.category,
  categories: [alert.category],
  assignedTo: alert.assignedTo,
  alertWebUrl: `${context.origin}/alerts/${encodeURIComponent(alert.id)}?tid=${alert.tenantId}`,
  incidentWebUrl: incidentUrl(context.origin, alert.incidentId, alert.tenantId),
  actorDisplayName: alert.actorDisplayName ?? null,
  threatDisplayName: alert.threatFamilyName ?? null,
  threatFamilyName: alert.threatFamilyName ?? null,
  mitreTechniques: alert.mitreTechniques,
  investigationState: 'unknown',
  createdDateTime: isoText(alert.createdAt),
  lastUpdateDateTime: isoText(alert.updatedAt),
  firstActivityDateTime: isoText(alert.firstActivityAt),
  lastActivityDateTime: isoText(alert.lastActivityAt),
  resolvedDateTime: isoTextOrNull(alert.resolvedAt),
  systemTags: alert.tags ?? [],
  comments: alert.comments.map((comment) => graphComment(comment, context)),
  evidence: alert.evidence.map((piece) => graphEvidence(piece, alert.createdAt, context.includesLater)),
  additionalData: {},
  customDetails: alert.customDetails ?? {},
});

export type GraphIncident = ReturnType<typeof graphIncident>;
export type GraphAlert = ReturnType<typeof graphAlert>;
