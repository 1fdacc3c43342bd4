// USE-5: limits not gone around.

import { defineControl } from './control.js';
import { refusedToday } from './evidence-of-calls.js';

export const use5 = defineControl({
  id: 'USE-5',
  clauses: ['API-3b-7'],
  kinds: ['enforced'],
  title: 'Limits not gone around',
  promise: 'Quotas are counted per tenant over all its applications, and over all applications of one owner.',
  mechanism: 'quotas/ keeps a count per tenant, per owner and per application, and the tightest answers.',
  state: 'in-force',
  limits: 'Detecting calls that are spread over several owners is not built yet.',
  evidence: refusedToday({ reasons: ['quota-exceeded'] }),
});
