// AUP-1: reports of violations.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const aup1 = defineControl({
  id: 'AUP-1',
  clauses: ['AUP-report'],
  kinds: ['enforced'],
  title: 'Reports of violations',
  promise:
    'Reports come in by API, form or mail; each becomes a case with an id, a state and a clock, and the reporter gets a receipt.',
  mechanism: 'Cases.',
  state: 'planned',
  limits: 'Not built yet.',
  evidence: nothingYet,
});
