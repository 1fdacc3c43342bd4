// Answers of the Graph's endpoints of incidents and alerts: collections with their links, single objects, contexts.

import type { Alert, FilterField, Incident, IncidentWithAlerts, Page } from '@gamekeeper/platform';
import type { Answer, Call } from '../../http/define-route.js';
import { actorNames, actorsOf } from '../../wire/incidents/actor-names.js';
import { type GraphCaseContext, graphAlert, graphIncident } from '../../wire/incidents/graph-case.js';
import { type ListOptions, selected } from '../../wire/odata/list-options.js';
import { nextLink } from '../../wire/odata/next-link.js';

type Selection = Pick<ListOptions<FilterField>, 'select' | 'expand'>;

/** `https://host/v1.0/$metadata#…`, in the version that was asked. */
export function contextOf({ origin, request }: Pick<Call, 'origin' | 'request'>, what: string): string {
  const [, version = ''] = request.url.toLowerCase().split('/');
  return `${origin}/${version}/$metadata#${what}`;
}

async function caseContext(
  { origin, request, services }: Call,
  cases: Parameters<typeof actorsOf>[0],
): Promise<GraphCaseContext> {
  const { prefer = '' } = request.headers;
  const includesLater = /(?:^|[,;\s])include-unknown-enum-members(?:$|[,;\s])/i.test(String(prefer));
  return { origin, includesLater, names: await actorNames(services, actorsOf(cases)) };
}

/** Incidents, with their alerts where those were asked for. */
export async function graphIncidents(
  call: Call,
  incidents: readonly (Incident | IncidentWithAlerts)[],
  { select, expand }: Selection,
) {
  const context = await caseContext(call, incidents);
  return incidents.map((incident) => ({
    ...selected(graphIncident(incident, context), select),
    ...(expand.has('alerts') &&
      'alerts' in incident && { alerts: incident.alerts.map((alert) => graphAlert(alert, context)) }),
  }));
}

export async function graphAlerts(call: Call, alerts: readonly Alert[], { select }: Pick<Selection, 'select'>) {
  const context = await caseContext(call, alerts);
  return alerts.map((alert) => selected(graphAlert(alert, context), select));
}

/** A page of a collection; `what` is its name in the context. */
export const collection = (
  call: Call,
  what: string,
  { nextPage, count }: Omit<Page<unknown>, 'items'>,
  value: readonly unknown[],
): Answer => ({
  body: {
    '@odata.context': contextOf(call, what),
    ...(count !== null && { '@odata.count': count }),
    ...(nextPage !== null && { '@odata.nextLink': nextLink(call.origin, call.request.url, nextPage) }),
    value,
  },
});

export const entity = (call: Call, what: string, value: object | undefined): Answer => ({
  body: { '@odata.context': contextOf(call, `${what}/$entity`), ...value },
});
