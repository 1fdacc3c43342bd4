// DAT-1: consent before processing.

import { defineControl } from './control.js';
import { changesOf, rowsOf, together } from './evidence.js';
import { refusedToday } from './evidence-of-calls.js';

export const dat1 = defineControl({
  id: 'DAT-1',
  clauses: ['API-5a', 'API-3b-11'],
  kinds: ['enforced'],
  title: 'Consent before processing',
  promise:
    'No data without a consent that an administrator gave for this tenant, application and permission. Each has a dated, numbered receipt, and a withdrawal counts from the next request on.',
  mechanism: 'terms/consents; tokens carry consented permissions only, and the gate `consent` asks on every call.',
  state: 'in-force',
  limits: 'The receipt proves what was shown and who consented, not that it was understood.',
  evidence: together(
    rowsOf('consent', 'consent in force', 'consents in force', { withdrawn_at: null }),
    changesOf(['consent.given', 'consent.withdrawn']),
    refusedToday({ gates: ['consent'] }),
  ),
});
