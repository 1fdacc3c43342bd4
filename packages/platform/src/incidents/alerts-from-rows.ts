// Alerts from rows of AlertInfo and AlertEvidence, so that what was ingested, the sample's among it, is worked on like what a rule found.

import { ticksFromMilliseconds } from '@gamekeeper/kql';
import type { NewAlert } from './alert.js';
import { evidenceFromRow, type Row, textOf } from './evidence-from-row.js';
import { type DetectionSource, type ServiceSource, type Severity, severities } from './vocabulary.js';

const services: ReadonlyMap<string, ServiceSource> = new Map([
  ['microsoft defender for endpoint', 'microsoftDefenderForEndpoint'],
  ['microsoft defender for identity', 'microsoftDefenderForIdentity'],
  ['microsoft defender for office 365', 'microsoftDefenderForOffice365'],
  ['microsoft cloud app security', 'microsoftDefenderForCloudApps'],
  ['microsoft defender for cloud apps', 'microsoftDefenderForCloudApps'],
  ['microsoft 365 defender', 'microsoft365Defender'],
  ['microsoft defender xdr', 'microsoft365Defender'],
  ['microsoft entra id protection', 'azureAdIdentityProtection'],
  ['aad identity protection', 'azureAdIdentityProtection'],
  ['app governance', 'microsoftAppGovernance'],
  ['microsoft data loss prevention', 'dataLossPrevention'],
  ['microsoft defender for cloud', 'microsoftDefenderForCloud'],
  ['microsoft sentinel', 'microsoftSentinel'],
]);

const detectors: ReadonlyMap<string, DetectionSource> = new Map([
  ['edr', 'microsoftDefenderForEndpoint'],
  ['microsoft defender for endpoint', 'microsoftDefenderForEndpoint'],
  ['antivirus', 'antivirus'],
  ['smartscreen', 'smartScreen'],
  ['customti', 'customTi'],
  ['custom ti', 'customTi'],
  ['microsoft defender for office 365', 'microsoftDefenderForOffice365'],
  ['automated investigation', 'automatedInvestigation'],
  ['defender experts', 'microsoftThreatExperts'],
  ['custom detection', 'customDetection'],
  ['microsoft defender for identity', 'microsoftDefenderForIdentity'],
  ['microsoft cloud app security', 'cloudAppSecurity'],
  ['microsoft defender for cloud apps', 'cloudAppSecurity'],
  ['microsoft 365 defender', 'microsoft365Defender'],
  ['microsoft defender xdr', 'microsoft365Defender'],
  ['microsoft entra id protection', 'azureAdIdentityProtection'],
  ['aad identity protection', 'azureAdIdentityProtection'],
  ['scheduled alerts', 'scheduledAlerts'],
]);

/**
 * One alert of the hunting tables as an alert to raise. Words that are not known become `unknown`; entities of kinds that have no
 * evidence here are left out. Its rows are in the lake: it is not written there again.
 * @param info a row of `AlertInfo`; Timestamp as ticks (bigint), ISO text or milliseconds
 * @param evidence the rows of `AlertEvidence` with its AlertId
 * @returns null for a row without AlertId or without a readable Timestamp: it names no alert
 * @example alertFromRows(infoRow, evidenceRows)?.deduplicationKey === 'AlertInfo/da637…_1'
 */
export function alertFromRows(info: Row, evidence: readonly Row[]): NewAlert | null {
  const id = textOf(info, 'AlertId');
  const times = [info, ...evidence].flatMap((row) => momentOf(row.Timestamp) ?? []);
  if (id === undefined || times.length === 0) return null;
  const [family] = evidence.flatMap((row) => textOf(row, 'ThreatFamily') ?? []);
  const service = textOf(info, 'ServiceSource')?.toLowerCase() ?? '';
  const detector = textOf(info, 'DetectionSource')?.toLowerCase() ?? '';
  return {
    ...{ deduplicationKey: `AlertInfo/${id}`, id, isInLake: true },
    title: textOf(info, 'Title') ?? 'Alert without a title',
    category: textOf(info, 'Category') ?? 'SuspiciousActivity',
    severity: severityOf(textOf(info, 'Severity')),
    serviceSource: services.get(service) ?? 'unknown',
    detectionSource: detectors.get(detector) ?? 'unknown',
    mitreTechniques: techniquesOf(textOf(info, 'AttackTechniques')),
    ...(family !== undefined && { threatFamilyName: family }),
    firstActivityAt: Math.min(...times),
    lastActivityAt: Math.max(...times),
    evidence: evidenceOf(evidence),
  };
}

/** At most so many entities of one alert are kept, the first ones. */
const mostEvidence = 200;

/** Each entity once, and the device that rows name without a row of its own. */
function evidenceOf(rows: readonly Row[]): NewAlert['evidence'] {
  const found = rows.slice(0, mostEvidence).flatMap((row) => evidenceFromRow(row) ?? []);
  if (!found.some(({ kind }) => kind === 'device')) {
    const onDevice = rows.find((row) => textOf(row, 'DeviceId') ?? textOf(row, 'DeviceName'));
    const device = onDevice && evidenceFromRow({ ...onDevice, EntityType: 'Machine' });
    if (device) found.unshift(device);
  }
  return [...new Map(found.map((piece) => [JSON.stringify(piece), piece])).values()];
}

function severityOf(text = ''): Severity {
  const word = text.toLowerCase() as Severity;
  return severities.includes(word) ? word : 'unknown';
}

/** `["Web Shell (T1505.003)"]` names T1505.003. */
const techniquesOf = (text = ''): readonly string[] => [
  ...new Set(Array.from(text.matchAll(/\bT\d{4}(?:\.\d{3})?\b/g), ([technique]) => technique)),
];

function momentOf(timestamp: unknown): number | undefined {
  if (typeof timestamp === 'bigint') return Number((timestamp - ticksFromMilliseconds(0)) / 10_000n);
  const moment = typeof timestamp === 'string' ? Date.parse(timestamp) : Number(timestamp ?? Number.NaN);
  return Number.isFinite(moment) ? moment : undefined;
}
