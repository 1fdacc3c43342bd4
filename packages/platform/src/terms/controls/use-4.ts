// USE-4: least privilege.

import { defineControl } from './control.js';
import { rowsOf, together } from './evidence.js';
import { refusedToday } from './evidence-of-calls.js';

export const use4 = defineControl({
  id: 'USE-4',
  clauses: ['API-3b-5'],
  kinds: ['enforced'],
  title: 'Least privilege',
  promise:
    'A token carries only permissions that the operator granted and an administrator consented to; tables can be granted one by one.',
  mechanism:
    'identity/ issues tokens with granted and consented permissions; the gate `consent` asks again on every call.',
  state: 'in-force',
  limits: 'Finding permissions that nobody used for 30 days, with their removal in one step, is not built yet.',
  evidence: together(
    rowsOf('permission_grant', 'granted permission', 'granted permissions'),
    rowsOf('table_grant', 'table granted by name', 'tables granted by name'),
    refusedToday({ gates: ['consent'] }),
  ),
});
