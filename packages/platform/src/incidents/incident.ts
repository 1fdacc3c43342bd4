// Incidents: alerts that belong together, as a case that people work on; plain data as the state holds it.

import type { Alert, Comment } from './alert.js';
import type { Classification, Determination, IncidentStatus, Severity } from './vocabulary.js';

/** An incident as it stands. Times are milliseconds since the Unix epoch. */
export interface Incident {
  /** Counted up over the whole state. */
  readonly id: number;
  readonly tenantId: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly status: IncidentStatus;
  /** The gravest of its alerts', unless someone set it. */
  readonly severity: Severity;
  readonly classification: Classification | null;
  readonly determination: Determination | null;
  readonly assignedTo: string | null;
  readonly customTags: readonly string[];
  readonly systemTags: readonly string[];
  /** Where its alerts went when it was merged into another. */
  readonly redirectIncidentId: number | null;
  readonly resolvingComment: string | null;
  readonly summary: string | null;
  /** 0 to 100: severity, number of alerts and of devices and accounts hurt. */
  readonly priorityScore: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly lastModifiedBy: string | null;
  readonly comments: readonly Comment[];
}

export interface IncidentWithAlerts extends Incident {
  /** By first activity. */
  readonly alerts: readonly Alert[];
}

/** What of an incident people change. `customTags` replaces the whole list. */
export interface IncidentChanges {
  readonly status?: Exclude<IncidentStatus, 'redirected'>;
  readonly severity?: Severity;
  readonly classification?: Classification | null;
  readonly determination?: Determination | null;
  readonly assignedTo?: string | null;
  readonly customTags?: readonly string[];
  readonly displayName?: string;
  readonly description?: string | null;
  readonly resolvingComment?: string | null;
  readonly summary?: string | null;
  /** Added to the comments. */
  readonly comment?: string;
}

/** One entry of an incident's history. */
export interface IncidentHistoryEntry {
  readonly at: number;
  /** `application:<id>`, `person:<id>`, `rule:<id>`, `operator`, `system`. */
  readonly actor: string;
  /** `incident.created`, `incident.updated`, `incident.merged`, `alert.raised`, `alert.moved`, `alert.updated`, `comment.added`. */
  readonly kind: string;
  /** The alert that it is about, null for the incident itself. */
  readonly alertId: string | null;
  /** New values by field, reasons, names. */
  readonly detail: Readonly<Record<string, unknown>>;
}
