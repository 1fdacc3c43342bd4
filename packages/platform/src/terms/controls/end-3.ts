// END-3: what survives.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const end3 = defineControl({
  id: 'END-3',
  clauses: ['API-11g'],
  kinds: ['enforced'],
  title: 'What survives',
  promise: 'The audit, consents, sanctions and certificates outlive the application for a retention of their own.',
  mechanism: 'Terminated parties keep their rows, and the trail of changes is only ever added to.',
  state: 'planned',
  limits: 'A retention of its own for each is not built yet.',
  evidence: nothingYet,
});
