// What the lists of the Defender APIs can be asked with (wire contract 2.1, 3.2).

import { alertStatuses, type FilterField, incidentStatuses, severities } from '@gamekeeper/platform';
import type { ListOffer } from '../odata/list-options.js';
import { odataFields } from '../odata/odata-fields.js';
import { defenderSeverity, pascal, readDetectionSource } from './defender-words.js';
import type { EndpointAlert } from './endpoint-alert.js';
import { wordReader } from './read-word.js';

export const defenderIncidentOffer: ListOffer<FilterField> = {
  fields: odataFields<FilterField>({
    lastUpdateTime: { type: 'time', field: 'updatedAt' },
    createdTime: { type: 'time', field: 'createdAt' },
    status: {
      ...{ type: 'enum', field: 'status', read: wordReader(incidentStatuses) },
      words: ['Active', 'InProgress', 'Resolved', 'Redirected'],
    },
    assignedTo: { type: 'text', field: 'assignedTo' },
  }),
  defaultTop: 100,
  maxTop: 100,
  expandable: [],
  properties: [],
};

export const endpointAlertOffer: ListOffer<FilterField> = {
  fields: odataFields<FilterField>({
    alertCreationTime: { type: 'time', field: 'createdAt' },
    lastUpdateTime: { type: 'time', field: 'updatedAt' },
    lastEventTime: { type: 'time', field: 'lastActivityAt' },
    firstEventTime: { type: 'time', field: 'firstActivityAt' },
    incidentId: { type: 'number', field: 'incidentId' },
    id: { type: 'text', field: 'id' },
    assignedTo: { type: 'text', field: 'assignedTo' },
    detectionSource: {
      ...{ type: 'enum', field: 'detectionSource', read: readDetectionSource },
      words: ['WindowsDefenderAv', 'WindowsDefenderAtp', 'CustomDetection', 'MCAS', 'OfficeATP', '…'],
    },
    status: { type: 'enum', field: 'status', read: wordReader(alertStatuses), words: alertStatuses.map(pascal) },
    severity: {
      ...{ type: 'enum', field: 'severity', read: wordReader(severities, { UnSpecified: 'unknown' }) },
      words: severities.map(defenderSeverity),
    },
    category: { type: 'text', field: 'category' },
    title: { type: 'text', field: 'title' },
  }),
  defaultTop: 10_000,
  maxTop: 10_000,
  expandable: ['evidence'],
  properties: [
    ...(['id', 'incidentId', 'investigationId', 'assignedTo', 'severity', 'status', 'classification'] as const),
    ...(['determination', 'investigationState', 'detectionSource', 'detectorId', 'category', 'title'] as const),
    ...(['description', 'alertCreationTime', 'firstEventTime', 'lastEventTime', 'lastUpdateTime'] as const),
    ...(['resolvedTime', 'machineId', 'computerDnsName', 'rbacGroupName', 'aadTenantId', 'threatName'] as const),
    ...(['threatFamilyName', 'mitreTechniques', 'relatedUser', 'comments', 'evidence'] as const),
  ] satisfies readonly (keyof EndpointAlert)[],
};
