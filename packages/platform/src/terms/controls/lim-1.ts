// LIM-1: thirty days of hunting.

import { defineControl } from './control.js';
import { huntsToday } from './evidence-of-calls.js';

export const lim1 = defineControl({
  id: 'LIM-1',
  clauses: ['DEF-1'],
  kinds: ['enforced'],
  title: 'Thirty days of hunting',
  promise: 'Advanced hunting sees the past 30 days only, whatever the query says, functions and joins included.',
  mechanism: 'plan/scan.ts of the compiler, the one place where a table becomes rows.',
  state: 'in-force',
  limits: "The operator's command line can read older files offline.",
  evidence: huntsToday,
});
