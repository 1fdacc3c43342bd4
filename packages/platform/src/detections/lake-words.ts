// The words that alerts have in the hunting tables for those of the state.

import type { DetectionSource, ServiceSource, Severity } from '../incidents/index.js';

/** @example serviceWords.get('microsoftDefenderForEndpoint') → 'Microsoft Defender for Endpoint' */
export const serviceWords: ReadonlyMap<ServiceSource, string> = new Map([
  ['microsoftDefenderForEndpoint', 'Microsoft Defender for Endpoint'],
  ['microsoftDefenderForIdentity', 'Microsoft Defender for Identity'],
  ['microsoftDefenderForCloudApps', 'Microsoft Defender for Cloud Apps'],
  ['microsoftDefenderForOffice365', 'Microsoft Defender for Office 365'],
  ['microsoft365Defender', 'Microsoft Defender XDR'],
  ['azureAdIdentityProtection', 'Microsoft Entra ID Protection'],
  ['microsoftAppGovernance', 'App Governance'],
  ['dataLossPrevention', 'Microsoft Data Loss Prevention'],
  ['microsoftDefenderForCloud', 'Microsoft Defender for Cloud'],
  ['microsoftSentinel', 'Microsoft Sentinel'],
]);
export const detectionWords: ReadonlyMap<DetectionSource, string> = new Map([
  ['microsoftDefenderForEndpoint', 'EDR'],
  ['antivirus', 'Antivirus'],
  ['smartScreen', 'SmartScreen'],
  ['customTi', 'Custom TI'],
  ['microsoftDefenderForOffice365', 'Microsoft Defender for Office 365'],
  ['automatedInvestigation', 'Automated investigation'],
  ['microsoftThreatExperts', 'Microsoft Threat Experts'],
  ['customDetection', 'Custom detection'],
  ['microsoftDefenderForIdentity', 'Microsoft Defender for Identity'],
  ['cloudAppSecurity', 'Microsoft Cloud App Security'],
  ['microsoft365Defender', 'Microsoft 365 Defender'],
  ['manual', 'Manual'],
  ['scheduledAlerts', 'Scheduled alerts'],
  ['nrtAlerts', 'NRT alerts'],
]);
export const severityWords: ReadonlyMap<Severity, string> = new Map([
  ['informational', 'Informational'],
  ['low', 'Low'],
  ['medium', 'Medium'],
  ['high', 'High'],
]);
