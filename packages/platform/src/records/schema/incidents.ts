// Tables of alerts and incidents. JSON columns hold text; lists are JSON arrays.

import type { Generated } from 'kysely';

export interface IncidentTable {
  id: Generated<number>;
  tenant_id: string;
  display_name: string;
  /** Someone gave the name: new alerts do not change it. */
  is_named: Generated<boolean>;
  description: string | null;
  status: string;
  severity: string;
  /** Someone set the severity: new alerts do not change it. */
  is_severity_set: Generated<boolean>;
  classification: string | null;
  determination: string | null;
  assigned_to: string | null;
  custom_tags: string;
  system_tags: string;
  redirect_incident_id: number | null;
  /** What alone-standing alerts it gathers (`gatheringOf`); null for an incident whose alerts are linked. */
  gathers: string | null;
  resolving_comment: string | null;
  summary: string | null;
  priority_score: number;
  created_at: number;
  updated_at: number;
  last_modified_by: string | null;
}

export interface AlertTable {
  id: string;
  tenant_id: string;
  incident_id: number;
  /** Unique in its tenant. */
  deduplication_key: string;
  title: string;
  description: string | null;
  recommended_actions: string | null;
  category: string;
  severity: string;
  status: string;
  classification: string | null;
  determination: string | null;
  assigned_to: string | null;
  service_source: string;
  detection_source: string;
  detector_id: string | null;
  mitre_techniques: string;
  threat_family_name: string | null;
  actor_display_name: string | null;
  product_name: string | null;
  custom_details: string;
  tags: string;
  first_activity_at: number;
  last_activity_at: number;
  created_at: number;
  updated_at: number;
  resolved_at: number | null;
  /** When its rows were in the lake; null while they are not. */
  in_lake_at: number | null;
}

export interface AlertEvidenceTable {
  tenant_id: string;
  alert_id: string;
  position: number;
  kind: string;
  /** What `entityKey` calls it; null where nothing tells it apart. */
  entity_key: string | null;
  /** That of its alert. */
  first_activity_at: number;
  /** The evidence as JSON. */
  evidence: string;
}

export interface CaseCommentTable {
  id: Generated<number>;
  tenant_id: string;
  incident_id: number;
  /** Null for a comment on the incident itself. */
  alert_id: string | null;
  comment: string;
  created_by: string;
  created_at: number;
}

export interface CaseHistoryTable {
  id: Generated<number>;
  tenant_id: string;
  incident_id: number;
  alert_id: string | null;
  at: number;
  actor: string;
  kind: string;
  detail: string;
}
