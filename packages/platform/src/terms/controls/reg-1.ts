// REG-1: parties on record.

import { defineControl } from './control.js';
import { rowsOf, together } from './evidence.js';
import { refusedToday } from './evidence-of-calls.js';

export const reg1 = defineControl({
  id: 'REG-1',
  clauses: ['API-1', 'API-2b'],
  kinds: ['enforced'],
  title: 'Parties on record',
  promise:
    'Tenants, owners, people, applications, credentials, permissions and licences are records of their own. Without an active registration there is no token, and without a token no data.',
  mechanism:
    'parties/ keeps them; the token endpoints and the gate `parties` ask for their state, the latter on every call.',
  state: 'in-force',
  limits: 'Whether a registered party is who it says it is stands outside of the platform.',
  evidence: together(
    rowsOf('application', 'active application', 'active applications', { state: 'active' }),
    rowsOf('tenant', 'active tenant', 'active tenants', { state: 'active' }),
    refusedToday({ gates: ['parties'] }),
  ),
});
