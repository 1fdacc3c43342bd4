// Incidents as the Defender API serves them, with alerts, devices and entities within (wire contract 2.1 to 2.3).

import type { IncidentChanges, IncidentWithAlerts } from '@gamekeeper/platform';
import { classifications } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { type Call, defineRoute } from '../../http/define-route.js';
import { defenderWire } from '../../wire/defender-wire.js';
import { actorNames, actorsOf } from '../../wire/incidents/actor-names.js';
import { defenderIncident } from '../../wire/incidents/defender-case.js';
import { defenderIncidentOffer } from '../../wire/incidents/defender-offers.js';
import { defenderDeterminations, pascal, readClassification } from '../../wire/incidents/defender-words.js';
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
import { nextLink } from '../../wire/odata/next-link.js';
import { attributionOf, incidentIdOf, tenantOf } from './case-call.js';

const params = Type.Object({ id: Type.String() });
const readers = ['Incident.Read.All', 'Incident.ReadWrite.All'] as const;

type Changes = Pick<
  IncidentChanges,
  'status' | 'assignedTo' | 'classification' | 'determination' | 'customTags' | 'comment'
>;
const changes = {
  status: ['status', oneOf(wordReader(['active', 'inProgress', 'resolved']), ['Active', 'InProgress', 'Resolved'])],
  assignedTo: ['assignedTo', clearableText],
  classification: ['classification', oneOf(readClassification, classifications.map(pascal))],
  determination: ['determination', oneOf(readDetermination, defenderDeterminations)],
  tags: ['customTags', tagList],
  comment: ['comment', plainText],
} as const satisfies ChangeReaders<Changes>;

async function shown(call: Call, incidents: readonly IncidentWithAlerts[]) {
  const names = await actorNames(call.services, actorsOf(incidents));
  return incidents.map((incident) => defenderIncident(incident, { origin: call.origin, names }));
}

const entity = async (call: Call, incident: IncidentWithAlerts) => ({
  body: {
    '@odata.context': `${call.origin}/api/$metadata#Incidents/$entity`,
    ...(await shown(call, [incident]))[0],
  },
});

export const getDefenderIncidents = defineRoute({
  method: 'GET',
  path: '/api/incidents',
  summary: 'Incidents with their alerts, Defender API: $filter, $orderby, $top (100 at most), $skip',
  ...{ wire: defenderWire, reads: 'none', schemas: {}, quota: 'incidents', controls: ['LIM-3', 'USE-7'] },
  permission: { roles: readers, resources: ['defender-xdr'] },
  async handler(call) {
    const options = listOptions(call.query, defenderIncidentOffer);
    const { items, nextPage, count } = await call.services.incidents.listWithAlerts(tenantOf(call), options);
    return {
      body: {
        '@odata.context': `${call.origin}/api/$metadata#Incidents`,
        ...(count !== null && { '@odata.count': count }),
        value: await shown(call, items),
        // Who asks for pages of a size counts them with $skip.
        ...(nextPage !== null &&
          !options.isTopSet && { '@odata.nextLink': nextLink(call.origin, call.request.url, nextPage) }),
      },
    };
  },
});

export const getDefenderIncident = defineRoute({
  method: 'GET',
  path: '/api/incidents/:id',
  summary: 'An incident with its alerts, Defender API',
  ...{ wire: defenderWire, reads: 'none', schemas: { params }, quota: 'incidents', controls: ['LIM-3', 'USE-7'] },
  permission: { roles: readers, resources: ['defender-xdr'] },
  async handler(call) {
    objectOptions(call.query, defenderIncidentOffer);
    return entity(call, await call.services.incidents.get(tenantOf(call), incidentIdOf(call.params.id)));
  },
});

export const patchDefenderIncident = defineRoute({
  method: 'PATCH',
  path: '/api/incidents/:id',
  summary: 'Changes an incident, Defender API',
  ...{ wire: defenderWire, reads: 'json', schemas: { params, body: Type.Unknown() } },
  ...{ quota: 'incidents', controls: ['LIM-3', 'USE-7'], checksItself: true },
  permission: { roles: ['Incident.ReadWrite.All'], resources: ['defender-xdr'] },
  async handler(call) {
    const wanted = readChanges<Changes>(call.body, changes);
    const by = attributionOf(call, 'PATCH /api/incidents/:id');
    return entity(call, await call.services.incidents.update(tenantOf(call), incidentIdOf(call.params.id), wanted, by));
  },
});
