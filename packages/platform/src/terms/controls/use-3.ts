// USE-3: scraping and copies.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const use3 = defineControl({
  id: 'USE-3',
  clauses: ['API-3b-4', 'AUP-harm-3'],
  kinds: ['detected'],
  title: 'Scraping and copies',
  promise:
    'Volume and coverage of results against the declared need, identical periodic reads and sequential sweeps raise an alert.',
  mechanism: 'A detection over ApiAuditEvents.',
  state: 'planned',
  limits: 'Detections are not built yet; rows and tables of each call are in the audit.',
  evidence: nothingYet,
});
