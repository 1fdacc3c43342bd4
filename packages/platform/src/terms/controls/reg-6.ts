// REG-6: credentials not passed on.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const reg6 = defineControl({
  id: 'REG-6',
  clauses: ['API-2b', 'AUP-harm-2'],
  kinds: ['detected'],
  title: 'Credentials not passed on',
  promise: 'One credential in use from several networks or client identities within an hour raises an alert.',
  mechanism: 'A detection over ApiAuditEvents.',
  state: 'planned',
  limits: 'Detections are not built yet; the audit rows that they need are written.',
  evidence: nothingYet,
});
