// SEC-3: data breach.

import { defineControl } from './control.js';
import { nothingYet } from './evidence.js';

export const sec3 = defineControl({
  id: 'SEC-3',
  clauses: ['API-4'],
  kinds: ['noticed'],
  title: 'Data breach',
  promise:
    'One command finds the affected tenants, applications and tables from the audit, tells their contacts and keeps the timeline.',
  mechanism: 'A command over ApiAuditEvents.',
  state: 'planned',
  limits: 'Not built yet; the audit that it will read is.',
  evidence: nothingYet,
});
