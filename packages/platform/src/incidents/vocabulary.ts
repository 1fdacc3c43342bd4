// The words of incidents and alerts, as the Graph's schema spells them; the wires translate, the state holds these (wire contract §2.4, §4.4-4.7).

export const severities = ['unknown', 'informational', 'low', 'medium', 'high'] as const;
export const incidentStatuses = ['active', 'inProgress', 'awaitingAction', 'resolved', 'redirected'] as const;
/** Of incidents that take alerts. */
export const openStatuses = ['active', 'inProgress', 'awaitingAction'] as const satisfies readonly IncidentStatus[];
export const alertStatuses = ['unknown', 'new', 'inProgress', 'resolved'] as const;
export const classifications = ['unknown', 'falsePositive', 'truePositive', 'informationalExpectedActivity'] as const;
export const determinations = [
  'unknown',
  'apt',
  'malware',
  'securityPersonnel',
  'securityTesting',
  'unwantedSoftware',
  'other',
  'multiStagedAttack',
  'compromisedAccount',
  'phishing',
  'maliciousUserActivity',
  'notMalicious',
  'notEnoughDataToValidate',
  'confirmedActivity',
  'lineOfBusinessApplication',
] as const;
export const serviceSources = [
  'unknown',
  'microsoftDefenderForEndpoint',
  'microsoftDefenderForIdentity',
  'microsoftDefenderForCloudApps',
  'microsoftDefenderForOffice365',
  'microsoft365Defender',
  'azureAdIdentityProtection',
  'microsoftAppGovernance',
  'dataLossPrevention',
  'microsoftDefenderForCloud',
  'microsoftSentinel',
] as const;
export const detectionSources = [
  'unknown',
  'microsoftDefenderForEndpoint',
  'antivirus',
  'smartScreen',
  'customTi',
  'microsoftDefenderForOffice365',
  'automatedInvestigation',
  'microsoftThreatExperts',
  'customDetection',
  'microsoftDefenderForIdentity',
  'cloudAppSecurity',
  'microsoft365Defender',
  'azureAdIdentityProtection',
  'manual',
  'scheduledAlerts',
  'nrtAlerts',
] as const;
export const verdicts = ['unknown', 'suspicious', 'malicious', 'noThreatsFound'] as const;
export const remediationStatuses = [
  'none',
  'remediated',
  'prevented',
  'blocked',
  'notFound',
  'active',
  'pendingApproval',
  'declined',
  'unremediated',
  'running',
  'partiallyRemediated',
] as const;

export type Severity = (typeof severities)[number];
export type IncidentStatus = (typeof incidentStatuses)[number];
export type AlertStatus = (typeof alertStatuses)[number];
export type Classification = (typeof classifications)[number];
export type Determination = (typeof determinations)[number];
export type ServiceSource = (typeof serviceSources)[number];
export type DetectionSource = (typeof detectionSources)[number];
export type Verdict = (typeof verdicts)[number];
export type RemediationStatus = (typeof remediationStatuses)[number];

/** How grave: the place among the severities. */
export const gravity = (severity: Severity): number => severities.indexOf(severity);
