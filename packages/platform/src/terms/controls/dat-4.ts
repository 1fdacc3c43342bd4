// DAT-4: retention.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const dat4 = defineControl({
  id: 'DAT-4',
  clauses: ['API-5c'],
  kinds: ['enforced'],
  title: 'Retention',
  promise: 'Tables are purged on schedule, from storage and not from view only.',
  mechanism: 'The lake keeps a table a day, so that a day can be dropped.',
  state: 'planned',
  limits: 'The schedule is not built yet.',
  evidence: nothingYet,
});
