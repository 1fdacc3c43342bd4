// Tenant, owner, application and person must be in good standing (REG-1, END-1).

import type { PartyState } from '../../records/schema/index.js';
import type { Gate, GateRefusal } from './gate.js';

type Party = 'tenant' | 'owner' | 'application' | 'person';

export const partiesGate: Gate = {
  name: 'parties',
  controls: ['REG-1', 'END-1'],
  check: ({ standing: { tenant, owner, application, person } }) =>
    refused('tenant', tenant.state) ??
    refused('tenant', application.homeTenantState) ??
    refused('owner', owner.state) ??
    refused('application', application.state) ??
    (person === null ? null : refused('person', person.state)),
};

function refused(party: Party, state: PartyState): GateRefusal | null {
  return state === 'active' ? null : { reason: `${party}-${state}`, message: `The ${party} is ${state}.` };
}
