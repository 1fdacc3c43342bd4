// Comments on incidents and alerts through Microsoft Graph: the answer is the whole collection (wire contract 4.8).

import type { Comment } from '@gamekeeper/platform';
import { Type } from '@sinclair/typebox';
import { type Answer, type Call, defineRoute } from '../../http/define-route.js';
import { RequestFault } from '../../http/request-fault.js';
import { graphWire } from '../../wire/graph-wire.js';
import { actorNames, actorsOf } from '../../wire/incidents/actor-names.js';
import { graphComment } from '../../wire/incidents/graph-case.js';
import { plainText, readChanges } from '../../wire/incidents/read-changes.js';
import { alertIdOf, attributionOf, incidentIdOf, tenantOf } from './case-call.js';
import { collection } from './graph-answers.js';

const params = Type.Object({ id: Type.String() });
/** @throws RequestFault for a body without one */
function textOf(body: unknown): string {
  const { comment } = readChanges<{ readonly comment?: string }>(body, { comment: ['comment', plainText] });
  if (comment !== undefined) return comment;
  throw new RequestFault({ kind: 'bad-request', detail: `comment: expected ${plainText.expected}, found nothing.` });
}

async function answer(call: Call, list: string, id: string | number, comments: readonly Comment[]): Promise<Answer> {
  const names = await actorNames(call.services, actorsOf([{ comments }]));
  const value = comments.map((comment) => graphComment(comment, { names }));
  return collection(call, `${list}('${id}')/comments`, { nextPage: null, count: null }, value);
}

export const postGraphIncidentComment = defineRoute({
  method: 'POST',
  path: ['/v1.0/security/incidents/:id/comments', '/beta/security/incidents/:id/comments'],
  summary: 'Comments on an incident, Microsoft Graph',
  ...{ wire: graphWire, reads: 'json', schemas: { params, body: Type.Unknown() } },
  ...{ quota: 'incidents', controls: ['LIM-3', 'USE-7'], checksItself: true },
  permission: { roles: ['SecurityIncident.ReadWrite.All'] },
  async handler(call) {
    const incidentId = incidentIdOf(call.params.id);
    const by = attributionOf(call, 'POST /v1.0/security/incidents/:id/comments');
    const text = textOf(call.body);
    const comments = await call.services.incidents.comment(tenantOf(call), { incidentId }, text, by);
    return answer(call, 'security/incidents', incidentId, comments);
  },
});

export const postGraphAlertComment = defineRoute({
  method: 'POST',
  path: ['/v1.0/security/alerts_v2/:id/comments', '/beta/security/alerts_v2/:id/comments'],
  summary: 'Comments on an alert, Microsoft Graph',
  ...{ wire: graphWire, reads: 'json', schemas: { params, body: Type.Unknown() } },
  ...{ quota: 'alerts', controls: ['LIM-3', 'USE-7'], checksItself: true },
  permission: { roles: ['SecurityAlert.ReadWrite.All'] },
  async handler(call) {
    const alertId = alertIdOf(call.params.id);
    const by = attributionOf(call, 'POST /v1.0/security/alerts_v2/:id/comments');
    const text = textOf(call.body);
    const comments = await call.services.incidents.comment(tenantOf(call), { alertId }, text, by);
    return answer(call, 'security/alerts_v2', alertId, comments);
  },
});
