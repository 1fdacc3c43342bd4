// What the Graph's lists of incidents and alerts can be asked with (wire contract 4.4, 4.5).

import {
  alertStatuses,
  classifications,
  detectionSources,
  determinations,
  type FilterField,
  incidentStatuses,
  serviceSources,
  severities,
} from '@gamekeeper/platform';
import type { ListOffer } from '../odata/list-options.js';
import { type ODataField, type ODataMembers, odataFields } from '../odata/odata-fields.js';
import type { GraphAlert, GraphIncident } from './graph-case.js';
import { readDetermination, wordReader } from './read-word.js';

const words = (field: FilterField, list: readonly string[], read = wordReader(list)): ODataField<FilterField> => ({
  ...{ type: 'enum', field, read, words: list },
});

const common = {
  assignedTo: { type: 'text', field: 'assignedTo' },
  classification: words('classification', classifications),
  determination: words('determination', determinations, readDetermination),
  severity: words('severity', severities),
  createdDateTime: { type: 'time', field: 'createdAt' },
  lastUpdateDateTime: { type: 'time', field: 'updatedAt' },
} as const satisfies Readonly<Record<string, ODataField<FilterField>>>;

const user = 'evidence/microsoft.graph.security.userevidence/useraccount/userprincipalname';
const members: ODataMembers<FilterField> = new Map([
  [user, (value) => ({ kind: 'fact', evidence: 'user', path: ['userAccount', 'userPrincipalName'], value })],
]);

const bothProperties = [
  ...['id', 'tenantId', 'status', 'severity', 'classification', 'determination', 'assignedTo', 'comments'],
  ...['createdDateTime', 'lastUpdateDateTime', 'description', 'incidentWebUrl', 'systemTags'],
] as const satisfies readonly (keyof GraphIncident & keyof GraphAlert)[];

export const graphIncidentOffer: ListOffer<FilterField> = {
  fields: odataFields<FilterField>({
    ...common,
    id: { type: 'number', field: 'id' },
    status: words('status', incidentStatuses),
    displayName: { type: 'text', field: 'displayName' },
    redirectIncidentId: { type: 'number', field: 'redirectIncidentId' },
  }),
  defaultTop: 50,
  maxTop: 50,
  expandable: ['alerts'],
  properties: [
    ...bothProperties,
    ...(['redirectIncidentId', 'displayName', 'customTags', 'lastModifiedBy', 'resolvingComment'] as const),
    ...(['summary', 'priorityScore'] as const),
  ] satisfies readonly (keyof GraphIncident)[],
};

export const graphAlertOffer: ListOffer<FilterField> = {
  fields: odataFields<FilterField>({
    ...common,
    id: { type: 'text', field: 'id' },
    status: words('status', alertStatuses),
    serviceSource: words('serviceSource', serviceSources),
    detectionSource: words('detectionSource', detectionSources),
    incidentId: { type: 'number', field: 'incidentId' },
    detectorId: { type: 'text', field: 'detectorId' },
    category: { type: 'text', field: 'category' },
    title: { type: 'text', field: 'title' },
    firstActivityDateTime: { type: 'time', field: 'firstActivityAt' },
    lastActivityDateTime: { type: 'time', field: 'lastActivityAt' },
  }),
  members,
  defaultTop: 100,
  maxTop: 1000,
  expandable: [],
  properties: [
    ...bothProperties,
    ...(['providerAlertId', 'incidentId', 'serviceSource', 'detectionSource', 'detectorId', 'alertPolicyId'] as const),
    ...(['productName', 'title', 'recommendedActions', 'category', 'categories', 'alertWebUrl'] as const),
    ...([
      'actorDisplayName',
      'threatDisplayName',
      'threatFamilyName',
      'mitreTechniques',
      'investigationState',
    ] as const),
    ...(['firstActivityDateTime', 'lastActivityDateTime', 'resolvedDateTime', 'evidence', 'additionalData'] as const),
    'customDetails',
  ] satisfies readonly (keyof GraphAlert)[],
};
