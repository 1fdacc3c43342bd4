// Between the words of the state, which are the Graph's, and those of the Defender APIs (wire contract 2.4, 2.5, 3.2).

import {
  type AlertStatus,
  type Classification,
  classifications,
  type DetectionSource,
  type Determination,
  detectionSources,
  type IncidentStatus,
  type Severity,
} from '@gamekeeper/platform';
import { wordReader } from './read-word.js';

/** @example pascal('inProgress') === 'InProgress' */
export const pascal = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export const defenderSeverity = (severity: Severity): string =>
  severity === 'unknown' ? 'UnSpecified' : pascal(severity);

/** There is no word for an incident that waits for someone: it is in progress. */
export const defenderIncidentStatus = (status: IncidentStatus): string =>
  pascal(status === 'awaitingAction' ? 'inProgress' : status);

/** Within an incident, an alert of unknown status is a new one. */
export const defenderAlertStatus = (status: AlertStatus): string => pascal(status === 'unknown' ? 'new' : status);

export const defenderClassification = (word: Classification | null): string => pascal(word ?? 'unknown');

const ownDeterminations = new Map<Determination, string>([
  ['unknown', 'NotAvailable'],
  ['notEnoughDataToValidate', 'NoEnoughDataToValidate'],
]);
export const defenderDetermination = (word: Determination | null): string =>
  ownDeterminations.get(word ?? 'unknown') ?? pascal(word ?? 'unknown');

const ownSources = new Map<DetectionSource, string>([
  ['antivirus', 'WindowsDefenderAv'],
  ['microsoftDefenderForEndpoint', 'WindowsDefenderAtp'],
  ['smartScreen', 'WindowsDefenderSmartScreen'],
  ['customTi', 'CustomerTI'],
  ['cloudAppSecurity', 'MCAS'],
  ['microsoftDefenderForOffice365', 'OfficeATP'],
]);
export const defenderDetectionSource = (word: DetectionSource): string => ownSources.get(word) ?? pascal(word);

export const readClassification = wordReader(classifications);
export const readDetectionSource = wordReader(
  detectionSources,
  Object.fromEntries([...ownSources].map(([word, own]) => [own, word])),
);

/** Words that can be written, for the sentences of refusals. */
export const defenderDeterminations: readonly string[] = [
  ...['NotAvailable', 'MultiStagedAttack', 'MaliciousUserActivity', 'CompromisedAccount', 'Malware', 'Phishing'],
  ...['UnwantedSoftware', 'SecurityTesting', 'LineOfBusinessApplication', 'ConfirmedActivity', 'NotMalicious'],
  ...['NoEnoughDataToValidate', 'Apt', 'SecurityPersonnel', 'Other'],
];
