// Advanced hunting as Microsoft Graph serves it, v1.0 and beta alike (wire contract 4.1).

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { runGraphHunt } from '../../http/run-graph-hunt.js';
import { graphWire } from '../../wire/graph-wire.js';

export const postRunHuntingQuery = defineRoute({
  method: 'POST',
  path: [
    '/v1.0/security/runHuntingQuery',
    '/v1.0/security/microsoft.graph.security.runHuntingQuery',
    '/beta/security/runHuntingQuery',
    '/beta/security/microsoft.graph.security.runHuntingQuery',
  ],
  summary: 'Hunt with KQL, Microsoft Graph',
  wire: graphWire,
  reads: 'json-any-case',
  schemas: {
    body: Type.Object({
      query: Type.String({ minLength: 1 }),
      timespan: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      workspaceid: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    }),
  },
  permission: { roles: ['ThreatHunting.Read.All'] },
  quota: 'hunting',
  controls: ['USE-1', 'DAT-2'],
  handler: (call) => runGraphHunt(call, call.body.query, call.body.timespan ?? null),
});
