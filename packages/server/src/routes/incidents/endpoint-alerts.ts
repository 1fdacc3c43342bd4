// Alerts as the Defender for Endpoint API serves them (wire contract 3.2).

import { type Alert, type AlertChanges, alertStatuses, classifications } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { type Call, defineRoute } from '../../http/define-route.js';
import { defenderWire } from '../../wire/defender-wire.js';
import { actorNames, actorsOf } from '../../wire/incidents/actor-names.js';
import { endpointAlertOffer } from '../../wire/incidents/defender-offers.js';
import { defenderDeterminations, pascal, readClassification } from '../../wire/incidents/defender-words.js';
import { endpointAlert } from '../../wire/incidents/endpoint-alert.js';
import { type ChangeReaders, clearableText, oneOf, plainText, readChanges } from '../../wire/incidents/read-changes.js';
import { readDetermination, wordReader } from '../../wire/incidents/read-word.js';
import { listOptions, objectOptions, selected } from '../../wire/odata/list-options.js';
import { nextLink } from '../../wire/odata/next-link.js';
import { alertIdOf, attributionOf, tenantOf } from './case-call.js';

const params = Type.Object({ id: Type.String() });
const permission = {
  roles: ['Alert.Read.All', 'Alert.ReadWrite.All'],
  resources: ['defender-endpoint'],
} as const;

type Changes = Omit<AlertChanges, 'customDetails'>;
const changes = {
  status: ['status', oneOf(wordReader(alertStatuses), alertStatuses.map(pascal))],
  assignedTo: ['assignedTo', clearableText],
  classification: ['classification', oneOf(readClassification, classifications.map(pascal))],
  determination: ['determination', oneOf(readDetermination, defenderDeterminations)],
  comment: ['comment', plainText],
} as const satisfies ChangeReaders<Changes>;

async function shown(
  call: Call,
  alerts: readonly Alert[],
  { select, expand }: { readonly select: readonly string[] | null; readonly expand: ReadonlySet<string> },
) {
  const names = await actorNames(call.services, actorsOf(alerts));
  return alerts.map((alert) => selected(endpointAlert(alert, names, expand.has('evidence')), select));
}

/** One alert alone comes with its evidence. */
const whole = { select: null, expand: new Set(['evidence']) };
const entityContext = ({ origin }: Call) => ({ '@odata.context': `${origin}/api/$metadata#Alerts/$entity` });

export const getEndpointAlerts = defineRoute({
  method: 'GET',
  path: ['/api/alerts', '/api/v1.0/alerts'],
  summary: 'Alerts, Defender for Endpoint API: $filter, $orderby, $top (10,000 at most), $skip, $expand=evidence',
  ...{ wire: defenderWire, reads: 'none', schemas: {}, quota: 'alerts', controls: ['LIM-3', 'USE-7'] },
  permission,
  async handler(call) {
    const options = listOptions(call.query, endpointAlertOffer);
    const { items, nextPage, count } = await call.services.incidents.listAlerts(tenantOf(call), options);
    return {
      body: {
        '@odata.context': `${call.origin}/api/$metadata#Alerts`,
        ...(count !== null && { '@odata.count': count }),
        value: await shown(call, items, options),
        // Who asks for pages of a size counts them with $skip.
        ...(nextPage !== null &&
          !options.isTopSet && { '@odata.nextLink': nextLink(call.origin, call.request.url, nextPage) }),
      },
    };
  },
});

export const getEndpointAlert = defineRoute({
  method: 'GET',
  path: ['/api/alerts/:id', '/api/v1.0/alerts/:id'],
  summary: 'An alert with its evidence, Defender for Endpoint API',
  ...{ wire: defenderWire, reads: 'none', schemas: { params }, quota: 'alerts', controls: ['LIM-3', 'USE-7'] },
  permission,
  async handler(call) {
    const { select } = objectOptions(call.query, endpointAlertOffer);
    const alert = await call.services.incidents.getAlert(tenantOf(call), alertIdOf(call.params.id));
    return { body: { ...entityContext(call), ...(await shown(call, [alert], { ...whole, select }))[0] } };
  },
});

export const patchEndpointAlert = defineRoute({
  method: 'PATCH',
  path: ['/api/alerts/:id', '/api/v1.0/alerts/:id'],
  summary: 'Changes an alert, Defender for Endpoint API',
  ...{ wire: defenderWire, reads: 'json', schemas: { params, body: Type.Unknown() } },
  ...{ quota: 'alerts', controls: ['LIM-3', 'USE-7'], checksItself: true },
  permission: { roles: ['Alert.ReadWrite.All'], resources: ['defender-endpoint'] },
  async handler(call) {
    const wanted = readChanges<Changes>(call.body, changes);
    const by = attributionOf(call, 'PATCH /api/alerts/:id');
    const alert = await call.services.incidents.updateAlert(tenantOf(call), alertIdOf(call.params.id), wanted, by);
    return { body: { ...entityContext(call), ...(await shown(call, [alert], whole))[0] } };
  },
});
