// Incidents, alerts and their evidence.

export type { Alert, AlertChanges, Comment, NewAlert } from './alert.js';
export { alertFromRows } from './alerts-from-rows.js';
export type { CorrelationReason } from './choose-incident.js';
export { type CorrelationSettings, defaultCorrelation, type KindWeight } from './correlation-settings.js';
export {
  type AlertEvidence,
  type EvidenceFacts,
  type EvidenceKind,
  entityKey,
  type FileDetails,
  type UserAccount,
} from './evidence.js';
export type { Incident, IncidentChanges, IncidentHistoryEntry, IncidentWithAlerts } from './incident.js';
export type { Comparison, Filter, FilterField, ListQuery, Page } from './incident-filter.js';
export { createIncidents, type Incidents, type IncidentsOptions } from './incidents.js';
export { IncidentsError, type IncidentsErrorCode } from './incidents-error.js';
export type { RaisedAlert } from './place-alert.js';
export * from './vocabulary.js';
