// AUP-2: categories of prohibited use.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const aup2 = defineControl({
  id: 'AUP-2',
  clauses: ['AUP-law'],
  kinds: ['attested'],
  title: 'Categories of prohibited use',
  promise: 'Every prohibited category is one of cases and of attestations.',
  mechanism: 'Cases and attestations.',
  state: 'planned',
  limits: 'Not built yet.',
  evidence: nothingYet,
});
