// AUP-3: harvesting of personal data.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const aup3 = defineControl({
  id: 'AUP-3',
  clauses: ['AUP-pii'],
  kinds: ['detected'],
  title: 'Harvesting of personal data',
  promise:
    'Columns with personal data are marked, and volume per application is compared with its declared categories.',
  mechanism: 'A detection over ApiAuditEvents.',
  state: 'planned',
  limits: 'Not built yet.',
  evidence: nothingYet,
});
