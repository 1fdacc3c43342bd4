// Alerts as Microsoft Graph serves them, v1.0 and beta alike (wire contract 4.5, 4.8).

import { type AlertChanges, alertStatuses, classifications, determinations } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { graphWire } from '../../wire/graph-wire.js';
import { graphAlertOffer } from '../../wire/incidents/graph-offers.js';
import {
  type ChangeReaders,
  clearableText,
  oneOf,
  readChanges,
  textMembers,
} from '../../wire/incidents/read-changes.js';
import { readDetermination, wordReader } from '../../wire/incidents/read-word.js';
import { listOptions, objectOptions } from '../../wire/odata/list-options.js';
import { alertIdOf, attributionOf, tenantOf } from './case-call.js';
import { collection, entity, graphAlerts } from './graph-answers.js';

/** Whoever reads incidents reads their alerts (wire contract 1.11). */
const readers = [
  'SecurityAlert.Read.All',
  'SecurityAlert.ReadWrite.All',
  'SecurityIncident.Read.All',
  'SecurityIncident.ReadWrite.All',
] as const;
const list = 'security/alerts_v2';
const params = Type.Object({ id: Type.String() });

const changes = {
  status: ['status', oneOf(wordReader(alertStatuses), alertStatuses)],
  classification: ['classification', oneOf(wordReader(classifications), classifications)],
  determination: ['determination', oneOf(readDetermination, determinations)],
  assignedTo: ['assignedTo', clearableText],
  customDetails: ['customDetails', textMembers],
} as const satisfies ChangeReaders<Omit<AlertChanges, 'comment'>>;

export const getGraphAlerts = defineRoute({
  method: 'GET',
  path: [`/v1.0/${list}`, `/beta/${list}`],
  summary: 'Alerts, Microsoft Graph: $filter, $orderby, $top (1,000 at most), $skip, $select, $count',
  ...{ wire: graphWire, reads: 'none', schemas: {}, quota: 'alerts', controls: ['LIM-3', 'USE-7'] },
  permission: { roles: readers },
  async handler(call) {
    const options = listOptions(call.query, graphAlertOffer);
    const { items, ...page } = await call.services.incidents.listAlerts(tenantOf(call), options);
    return collection(call, list, page, await graphAlerts(call, items, options));
  },
});

export const getGraphAlert = defineRoute({
  method: 'GET',
  path: [`/v1.0/${list}/:id`, `/beta/${list}/:id`],
  summary: 'An alert, Microsoft Graph: $select',
  ...{ wire: graphWire, reads: 'none', schemas: { params }, quota: 'alerts', controls: ['LIM-3', 'USE-7'] },
  permission: { roles: readers },
  async handler(call) {
    const options = objectOptions(call.query, graphAlertOffer);
    const alert = await call.services.incidents.getAlert(tenantOf(call), alertIdOf(call.params.id));
    return entity(call, list, (await graphAlerts(call, [alert], options))[0]);
  },
});

export const patchGraphAlert = defineRoute({
  method: 'PATCH',
  path: [`/v1.0/${list}/:id`, `/beta/${list}/:id`],
  summary: 'Changes an alert, Microsoft Graph',
  ...{ wire: graphWire, reads: 'json', schemas: { params, body: Type.Unknown() } },
  ...{ quota: 'alerts', controls: ['LIM-3', 'USE-7'], checksItself: true },
  permission: { roles: ['SecurityAlert.ReadWrite.All'] },
  async handler(call) {
    const wanted = readChanges<Omit<AlertChanges, 'comment'>>(call.body, changes);
    const by = attributionOf(call, `PATCH /v1.0/${list}/:id`);
    const alert = await call.services.incidents.updateAlert(tenantOf(call), alertIdOf(call.params.id), wanted, by);
    return entity(call, list, (await graphAlerts(call, [alert], { select: null }))[0]);
  },
});
