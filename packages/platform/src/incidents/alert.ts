// Alerts: what a detection found, with its evidence; plain data as the state holds it.

import type { AlertEvidence } from './evidence.js';
import type {
  AlertStatus,
  Classification,
  DetectionSource,
  Determination,
  ServiceSource,
  Severity,
} from './vocabulary.js';

/** An alert to be raised. Times are milliseconds since the Unix epoch. */
export interface NewAlert {
  /** What makes it the same alert when it is raised again: within its tenant, it is raised once. */
  readonly deduplicationKey: string;
  /** The id to have; one of our own unless given. */
  readonly id?: string;
  readonly title: string;
  readonly description?: string;
  readonly recommendedActions?: string;
  /** MITRE tactic in words without spaces, as `InitialAccess`. */
  readonly category: string;
  readonly severity: Severity;
  readonly serviceSource: ServiceSource;
  readonly detectionSource: DetectionSource;
  /** Id of the rule. */
  readonly detectorId?: string;
  /** `T1059.001`, … */
  readonly mitreTechniques: readonly string[];
  readonly threatFamilyName?: string;
  readonly actorDisplayName?: string;
  readonly productName?: string;
  readonly firstActivityAt: number;
  readonly lastActivityAt: number;
  readonly evidence: readonly AlertEvidence[];
  readonly customDetails?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  /** The rows of `AlertInfo` and `AlertEvidence` are in the lake already. */
  readonly isInLake?: boolean;
}

export interface Comment {
  readonly comment: string;
  readonly createdBy: string;
  readonly createdAt: number;
}

/** An alert as it stands. */
export interface Alert extends Omit<NewAlert, 'deduplicationKey' | 'isInLake' | 'id'> {
  /** Two letters for the service, then the provider's own id. */
  readonly id: string;
  readonly tenantId: string;
  readonly incidentId: number;
  readonly status: AlertStatus;
  readonly classification: Classification | null;
  readonly determination: Determination | null;
  readonly assignedTo: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly resolvedAt: number | null;
  readonly comments: readonly Comment[];
}

/** What of an alert people change. */
export interface AlertChanges {
  readonly status?: AlertStatus;
  readonly classification?: Classification | null;
  readonly determination?: Determination | null;
  readonly assignedTo?: string | null;
  readonly customDetails?: Readonly<Record<string, string>>;
  /** Added to the comments. */
  readonly comment?: string;
}
