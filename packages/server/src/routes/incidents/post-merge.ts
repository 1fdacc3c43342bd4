// Merges an incident into another, for which Microsoft's APIs have no call: its alerts move, and it redirects from then on.

import { Type } from '@sinclair/typebox';
import { defineRoute } from '../../http/define-route.js';
import { defenderWire } from '../../wire/defender-wire.js';
import { type ChangeReader, readChanges } from '../../wire/incidents/read-changes.js';
import { attributionOf, incidentIdOf, tenantOf } from './case-call.js';

const incidentId: ChangeReader<string> = {
  expected: 'the id of an incident as text or number',
  read: (value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined),
};

export const postIncidentMerge = defineRoute({
  method: 'POST',
  path: '/api/incidents/:id/merge',
  summary: 'Merges an incident into the one that `into` names',
  ...{
    wire: defenderWire,
    reads: 'json',
    schemas: { params: Type.Object({ id: Type.String() }), body: Type.Unknown() },
  },
  ...{ quota: 'incidents', controls: ['LIM-3', 'USE-7'], checksItself: true },
  permission: { roles: ['Incident.ReadWrite.All'], resources: ['defender-xdr'] },
  async handler(call) {
    const from = incidentIdOf(call.params.id);
    const { into = '' } = readChanges<{ readonly into?: string }>(call.body, { into: ['into', incidentId] });
    const target = incidentIdOf(into);
    const by = attributionOf(call, 'POST /api/incidents/:id/merge');
    await call.services.incidents.merge(tenantOf(call), from, target, by);
    return { body: { incidentId: from, redirectIncidentId: target } };
  },
});
