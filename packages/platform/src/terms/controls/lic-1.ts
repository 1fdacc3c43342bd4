// LIC-1: licence per application and tenant.

import { defineControl } from './control.js';
import { changesOf, rowsOf, together } from './evidence.js';
import { refusedToday } from './evidence-of-calls.js';

export const lic1 = defineControl({
  id: 'LIC-1',
  clauses: ['API-3a'],
  kinds: ['enforced'],
  title: 'Licence per application and tenant',
  promise:
    'A licence is granted, suspended or revoked with reason and time, and a change counts from the next request on, tokens already issued included.',
  mechanism: 'parties/licences.ts; the gate `licence` asks on every call, changes reach all nodes within a second.',
  state: 'in-force',
  limits: 'A request that was admitted before the change ends as it would have.',
  evidence: together(
    rowsOf('licence', 'licence granted', 'licences granted', { state: 'granted' }),
    changesOf(['licence.granted', 'licence.suspended', 'licence.revoked']),
    refusedToday({ gates: ['licence'] }),
  ),
});
