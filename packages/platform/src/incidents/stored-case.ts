// Between the rows of the state and incidents, alerts and evidence as plain data.

import type { Insertable, Selectable } from 'kysely';
import type { AlertEvidenceTable, AlertTable, CaseCommentTable, IncidentTable } from '../records/schema/incidents.js';
import type { Alert, Comment, NewAlert } from './alert.js';
import { type AlertEvidence, entityKey } from './evidence.js';
import type { Incident } from './incident.js';
import type {
  AlertStatus,
  Classification,
  DetectionSource,
  Determination,
  IncidentStatus,
  ServiceSource,
  Severity,
} from './vocabulary.js';

type CommentRow = Selectable<CaseCommentTable>;

const listOf = (text: string): readonly string[] => JSON.parse(text) as readonly string[];

const commentOf = (row: CommentRow): Comment => ({
  comment: row.comment,
  createdBy: row.created_by,
  createdAt: row.created_at,
});

/** @param comments those of the incident itself, oldest first */
export const incidentOf = (row: Selectable<IncidentTable>, comments: readonly CommentRow[]): Incident => ({
  id: row.id,
  tenantId: row.tenant_id,
  displayName: row.display_name,
  description: row.description,
  status: row.status as IncidentStatus,
  severity: row.severity as Severity,
  classification: row.classification as Classification | null,
  determination: row.determination as Determination | null,
  assignedTo: row.assigned_to,
  customTags: listOf(row.custom_tags),
  systemTags: listOf(row.system_tags),
  redirectIncidentId: row.redirect_incident_id,
  resolvingComment: row.resolving_comment,
  summary: row.summary,
  priorityScore: row.priority_score,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  lastModifiedBy: row.last_modified_by,
  comments: comments.map(commentOf),
});

/** @param evidence of this alert, in its order */
export const alertOf = (
  row: Selectable<AlertTable>,
  evidence: readonly AlertEvidence[],
  comments: readonly CommentRow[],
): Alert => ({
  id: row.id,
  tenantId: row.tenant_id,
  incidentId: row.incident_id,
  title: row.title,
  ...(row.description !== null && { description: row.description }),
  ...(row.recommended_actions !== null && { recommendedActions: row.recommended_actions }),
  category: row.category,
  severity: row.severity as Severity,
  status: row.status as AlertStatus,
  classification: row.classification as Classification | null,
  determination: row.determination as Determination | null,
  assignedTo: row.assigned_to,
  serviceSource: row.service_source as ServiceSource,
  detectionSource: row.detection_source as DetectionSource,
  ...(row.detector_id !== null && { detectorId: row.detector_id }),
  mitreTechniques: listOf(row.mitre_techniques),
  ...(row.threat_family_name !== null && { threatFamilyName: row.threat_family_name }),
  ...(row.actor_display_name !== null && { actorDisplayName: row.actor_display_name }),
  ...(row.product_name !== null && { productName: row.product_name }),
  customDetails: JSON.parse(row.custom_details) as Record<string, string>,
  tags: listOf(row.tags),
  firstActivityAt: row.first_activity_at,
  lastActivityAt: row.last_activity_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  resolvedAt: row.resolved_at,
  evidence,
  comments: comments.map(commentOf),
});

/** The row of an alert that is raised now. */
export const alertRow = (
  alert: NewAlert & { readonly id: string },
  { tenantId, incidentId, at }: { readonly tenantId: string; readonly incidentId: number; readonly at: number },
): Insertable<AlertTable> => ({
  id: alert.id,
  tenant_id: tenantId,
  incident_id: incidentId,
  deduplication_key: alert.deduplicationKey,
  title: alert.title,
  description: alert.description ?? null,
  recommended_actions: alert.recommendedActions ?? null,
  category: alert.category,
  severity: alert.severity,
  status: 'new',
  classification: null,
  determination: null,
  assigned_to: null,
  service_source: alert.serviceSource,
  detection_source: alert.detectionSource,
  detector_id: alert.detectorId ?? null,
  mitre_techniques: JSON.stringify(alert.mitreTechniques),
  threat_family_name: alert.threatFamilyName ?? null,
  actor_display_name: alert.actorDisplayName ?? null,
  product_name: alert.productName ?? null,
  custom_details: JSON.stringify(alert.customDetails ?? {}),
  tags: JSON.stringify(alert.tags ?? []),
  first_activity_at: alert.firstActivityAt,
  last_activity_at: alert.lastActivityAt,
  created_at: at,
  updated_at: at,
  resolved_at: null,
  in_lake_at: alert.isInLake ? at : null,
});

export const evidenceRows = (
  tenantId: string,
  alertId: string,
  { evidence, firstActivityAt }: Pick<NewAlert, 'evidence' | 'firstActivityAt'>,
): Insertable<AlertEvidenceTable>[] =>
  evidence.map((piece, position) => ({
    tenant_id: tenantId,
    alert_id: alertId,
    position,
    kind: piece.kind,
    entity_key: entityKey(piece),
    first_activity_at: firstActivityAt,
    evidence: JSON.stringify(piece),
  }));
