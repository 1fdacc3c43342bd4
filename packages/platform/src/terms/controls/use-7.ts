// USE-7: nothing beyond the grant.

import { defineControl } from './control.js';
import { rowsOf, together } from './evidence.js';
import { refusedToday } from './evidence-of-calls.js';

export const use7 = defineControl({
  id: 'USE-7',
  clauses: ['API-3b-11'],
  kinds: ['enforced'],
  title: 'Nothing beyond the grant',
  promise:
    'A hunt that names a table outside of what the application was granted is refused, naming the table; columns that were not granted do not exist for it.',
  mechanism: 'The compiler sees granted tables and columns only, and the lake refuses again what was not granted.',
  state: 'in-force',
  limits: 'An application without any table named in its grants reads every table that its tenant is entitled to.',
  evidence: together(
    rowsOf('table_grant', 'table granted by name', 'tables granted by name'),
    refusedToday({ reasons: ['forbidden-table'] }),
  ),
});
