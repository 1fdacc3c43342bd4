// USE-2: probing.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const use2 = defineControl({
  id: 'USE-2',
  clauses: ['API-3b-2', 'API-3b-8', 'API-3b-10', 'AUP-harm-1'],
  kinds: ['detected'],
  title: 'Probing',
  promise: 'Bursts of refused calls, attempts at injection and calls to what is not documented raise an alert.',
  mechanism: 'A detection over ApiAuditEvents.',
  state: 'planned',
  limits: 'Detections are not built yet; refused calls are in the audit.',
  evidence: nothingYet,
});
