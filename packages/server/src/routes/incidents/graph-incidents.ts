// Incidents as Microsoft Graph serves them, v1.0 and beta alike (wire contract 4.4, 4.8).

import { classifications, determinations, type IncidentChanges, severities } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { graphWire } from '../../wire/graph-wire.js';
import { graphIncidentOffer } from '../../wire/incidents/graph-offers.js';
import {
  type ChangeReaders,
  clearableText,
  oneOf,
  plainText,
  readChanges,
  tagList,
} from '../../wire/incidents/read-changes.js';
import { readDetermination, wordReader } from '../../wire/incidents/read-word.js';
import { listOptions, objectOptions } from '../../wire/odata/list-options.js';
import { attributionOf, incidentIdOf, tenantOf } from './case-call.js';
import { collection, entity, graphIncidents } from './graph-answers.js';

const readers = ['SecurityIncident.Read.All', 'SecurityIncident.ReadWrite.All'] as const;
const list = 'security/incidents';
const params = Type.Object({ id: Type.String() });

/** What can be written; `redirected` comes of merging alone. */
const writtenStatuses = ['active', 'inProgress', 'awaitingAction', 'resolved'] as const;

const changes = {
  status: ['status', oneOf(wordReader(writtenStatuses), writtenStatuses)],
  severity: ['severity', oneOf(wordReader(severities), severities)],
  classification: ['classification', oneOf(wordReader(classifications), classifications)],
  determination: ['determination', oneOf(readDetermination, determinations)],
  assignedTo: ['assignedTo', clearableText],
  customTags: ['customTags', tagList],
  displayName: ['displayName', plainText],
  description: ['description', clearableText],
  resolvingComment: ['resolvingComment', clearableText],
  summary: ['summary', clearableText],
} as const satisfies ChangeReaders<Omit<IncidentChanges, 'comment'>>;

export const getGraphIncidents = defineRoute({
  method: 'GET',
  path: [`/v1.0/${list}`, `/beta/${list}`],
  summary: 'Incidents, Microsoft Graph: $filter, $orderby, $top (50 at most), $skip, $select, $expand=alerts, $count',
  ...{ wire: graphWire, reads: 'none', schemas: {}, quota: 'incidents', controls: ['LIM-3', 'USE-7'] },
  permission: { roles: readers },
  async handler(call) {
    const options = listOptions(call.query, graphIncidentOffer);
    const { incidents } = call.services;
    const read = options.expand.has('alerts') ? incidents.listWithAlerts : incidents.list;
    const { items, ...page } = await read(tenantOf(call), options);
    return collection(call, list, page, await graphIncidents(call, items, options));
  },
});

export const getGraphIncident = defineRoute({
  method: 'GET',
  path: [`/v1.0/${list}/:id`, `/beta/${list}/:id`],
  summary: 'An incident, Microsoft Graph: $select, $expand=alerts',
  ...{ wire: graphWire, reads: 'none', schemas: { params }, quota: 'incidents', controls: ['LIM-3', 'USE-7'] },
  permission: { roles: readers },
  async handler(call) {
    const options = objectOptions(call.query, graphIncidentOffer);
    const incident = await call.services.incidents.get(tenantOf(call), incidentIdOf(call.params.id));
    return entity(call, list, (await graphIncidents(call, [incident], options))[0]);
  },
});

export const patchGraphIncident = defineRoute({
  method: 'PATCH',
  path: [`/v1.0/${list}/:id`, `/beta/${list}/:id`],
  summary: 'Changes an incident, Microsoft Graph',
  ...{ wire: graphWire, reads: 'json', schemas: { params, body: Type.Unknown() } },
  ...{ quota: 'incidents', controls: ['LIM-3', 'USE-7'], checksItself: true },
  permission: { roles: ['SecurityIncident.ReadWrite.All'] },
  async handler(call) {
    const wanted = readChanges<Omit<IncidentChanges, 'comment'>>(call.body, changes);
    const by = attributionOf(call, `PATCH /v1.0/${list}/:id`);
    const incident = await call.services.incidents.update(tenantOf(call), incidentIdOf(call.params.id), wanted, by);
    return entity(call, list, (await graphIncidents(call, [incident], { select: null, expand: new Set() }))[0]);
  },
});
