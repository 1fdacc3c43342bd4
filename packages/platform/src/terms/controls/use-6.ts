// USE-6: performance tests in sandboxes.

import { defineControl } from './control.js';
import { rowsOf, together } from './evidence.js';
import { refusedToday } from './evidence-of-calls.js';

export const use6 = defineControl({
  id: 'USE-6',
  clauses: ['API-3b-9'],
  kinds: ['enforced'],
  title: 'Performance tests in sandboxes',
  promise: 'Quotas can be lifted, and the clock and faults be controlled, on sandbox tenants only.',
  mechanism:
    'The gate `sandbox` keeps test controls to sandbox tenants; the quota profile `unlimited` is refused elsewhere.',
  state: 'in-force',
  limits: 'Detecting the pattern of a load test on a production tenant is not built yet; quotas bound it.',
  evidence: together(
    rowsOf('tenant', 'sandbox tenant', 'sandbox tenants', { kind: 'sandbox' }),
    refusedToday({ gates: ['sandbox'] }),
  ),
});
