// LIM-6: quota left.

import { defineControl } from './control.js';
import { rowsOf } from './evidence.js';

export const lim6 = defineControl({
  id: 'LIM-6',
  clauses: ['DEF'],
  kinds: ['noticed'],
  title: 'Quota left',
  promise: 'What is left of a quota is on every answer that is counted, and owners are told at 50, 80 and 95 percent.',
  mechanism: 'RateLimit headers, GET /quota, `gamekeeper quota`; notices/ keeps the proof that a warning was sent.',
  state: 'in-force',
  limits: 'A warning needs a verified address of the owner.',
  evidence: rowsOf('notice', 'warning about a quota', 'warnings about quotas', { kind: 'quota-warning' }),
});
