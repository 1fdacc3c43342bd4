// LIM-4: quota of hunting.

import { defineControl } from './control.js';
import { quotaToday } from './evidence-of-calls.js';

export const lim4 = defineControl({
  id: 'LIM-4',
  clauses: ['DEF-quotas'],
  kinds: ['enforced'],
  title: 'Quota of hunting',
  promise: 'At most 45 calls a minute, ten minutes of running time an hour and four hours a day.',
  mechanism: 'quotas/ counts calls and charges measured running time; a query is stopped when the budget ends.',
  state: 'in-force',
  limits: "Running time is the engine's, not the wait for it.",
  evidence: quotaToday('hunting'),
});
