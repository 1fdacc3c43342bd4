// AUP-9: ladder of sanctions.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const aup9 = defineControl({
  id: 'AUP-9',
  clauses: ['AUP-enforcement'],
  kinds: ['enforced'],
  title: 'Ladder of sanctions',
  promise: 'Warn, throttle, block, suspend, terminate: each step with reason, evidence, notice and appeal.',
  mechanism: 'Sanctions.',
  state: 'planned',
  limits: 'Suspension and termination exist with reason and trail (END-1); the ladder and appeals are not built yet.',
  evidence: nothingYet,
});
