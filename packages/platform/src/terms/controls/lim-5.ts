// LIM-5: honest throttling.

import { defineControl } from './control.js';
import { refusedToday } from './evidence-of-calls.js';

export const lim5 = defineControl({
  id: 'LIM-5',
  clauses: ['DEF-throttling'],
  kinds: ['enforced'],
  title: 'Honest throttling',
  promise:
    'A call over a quota is answered with 429 and told when it can pass: at that moment it does, just before it does not.',
  mechanism: 'quotas/ computes the moment; each wire words it, with Retry-After.',
  state: 'in-force',
  limits: 'Another caller of the same tenant can take the place first.',
  evidence: refusedToday({ reasons: ['quota-exceeded'] }),
});
